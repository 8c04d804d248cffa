"""What docs/playground-api.md says is held against the code."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest

from adapters.playground import PlaygroundAdapter, cards
from bot import replies
from tests.drivers.playground import PlaygroundChat

DOCS = Path(__file__).parents[2] / "docs" / "playground-api.md"
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", DOCS.read_text(), re.DOTALL)]
PARTS = {
    str(part.__struct_config__.tag): part
    for part in vars(replies).values()
    if isinstance(part, type) and issubclass(part, msgspec.Struct) and part.__module__ == replies.__name__
}


def parts_of(example: Any) -> list[dict[str, Any]]:
    """Every part within an example, itself included."""
    if isinstance(example, list):
        return [part for each in example for part in parts_of(each)]
    if not isinstance(example, dict):
        return []
    inner = [part for each in example.values() for part in parts_of(each)]
    return [example, *inner] if "type" in example else inner


def test_every_part_of_a_reply_has_an_example() -> None:
    shown = {part["type"] for example in EXAMPLES for part in parts_of(example)}
    assert shown == set(PARTS)


@pytest.mark.parametrize(
    "example",
    [example for example in EXAMPLES if "type" in example],
    ids=lambda example: str(example["type"]),
)
def test_the_examples_are_what_the_code_reads(example: dict[str, Any]) -> None:
    part = PARTS[example["type"]]
    if "url" in example and example["type"] in ("picture", "attachment"):
        assert example.keys() - {"url", "size", "type"} <= set(part.__struct_fields__)
    else:
        built = msgspec.convert(example, part)
        assert example.keys() <= msgspec.to_builtins(built).keys()


async def test_every_request_is_described(tmp_path: Path) -> None:
    text = DOCS.read_text()
    async with PlaygroundChat.open(tmp_path) as chat:
        adapter = chat.adapter
        assert isinstance(adapter, PlaygroundAdapter)
        for route in adapter.routes():
            if route.path.startswith(cards.API):
                path = route.path.removeprefix(f"{cards.API}/")
                assert re.search(rf"`{route.method} {re.escape(path)}[?`]", text), f"{route.method} {path}"
