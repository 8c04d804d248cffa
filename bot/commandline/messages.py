"""The texts to translate, gathered into a template for translators (`make messages`).

They are the texts marked with `_` and `plural` in the code, the summaries of
commands, which are their handlers' docstrings, and the labels of their values,
which are the parameters' names. A translator makes a catalogue
of the template, `bot/locale/<language>/LC_MESSAGES/convenor.po`, and `make
messages` compiles it for `bot.words` to read.
"""

from __future__ import annotations

from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bot.registry import Registry
from bot.words import DOMAIN, LOCALES, Message

_ROOMS = ("bot", "commands", "adapters")
_MARKS = {"_": None, "plural": (1, 2)}


def template(source: Path, registry: Registry) -> Catalog:
    """Every text to translate of the code in `source`, with where it stands."""
    catalog = Catalog(project="Convenor", charset="utf-8")
    for room in _ROOMS:
        for name, at, message, comments, _context in extract_from_dir(
            source / room, method_map=[("**.py", "python")], keywords=_MARKS
        ):
            catalog.add(message, None, [(f"{room}/{name}", at)], auto_comments=comments)
    for command in registry.visible():
        catalog.add(command.summary.msgid, None, [(f"/{command.path}", 0)])
        for parameter in command.parameters:
            if isinstance(parameter.label, Message):
                catalog.add(parameter.label.msgid, None, [(f"/{command.path}", 0)])
    return catalog


def gather(source: Path, registry: Registry) -> Path:
    """Write the template beside the catalogues; returns its path."""
    path = LOCALES / f"{DOMAIN}.pot"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, template(source, registry), sort_by_file=True)
    return path


def compile_all() -> list[Path]:
    """Compile every catalogue; returns the paths of what was written."""
    written = []
    for path in sorted(LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        with path.open("rb") as source, path.with_suffix(".mo").open("wb") as target:
            write_mo(target, read_po(source))
        written.append(path.with_suffix(".mo"))
    return written
