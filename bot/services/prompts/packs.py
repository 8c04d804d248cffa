"""Packs: prompts that come with the product, one file each in `bot/packs`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack: its name in commands, its title, what it is for, and its prompts in their order."""

    name: str
    title: str
    about: str
    prompts: tuple[str, ...]


@cache
def packs() -> dict[str, Pack]:
    """Every pack, by name."""
    found = sorted(files("bot").joinpath("packs").iterdir(), key=lambda each: each.name)
    return {
        pack.name: pack
        for pack in (
            _read(each.name, each.read_text("utf-8")) for each in found if each.name.endswith(".toml")
        )
    }


def _read(name: str, text: str) -> Pack:
    content = tomllib.loads(text)
    return Pack(name.removesuffix(".toml"), content["title"], content["about"], tuple(content["prompts"]))
