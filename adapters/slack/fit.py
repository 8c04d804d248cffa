"""Making a card fit: 50 blocks, about 12,000 characters, and the lengths of small texts."""

from __future__ import annotations

from typing import Final

from adapters.slack.inline import Json
from adapters.slack.text import shortened

MOST_BLOCKS: Final = 50
MOST_WEIGHT: Final = 11_000
CONTEXT: Final = 2000
_ROWS_KEPT: Final = 5


def small(text: str) -> Json:
    """A line of small print."""
    return {"type": "context", "elements": [plain_text(text, CONTEXT)]}


def plain_text(text: str, limit: int) -> Json:
    """A plain text object, never longer than Slack takes and never empty."""
    return {"type": "plain_text", "text": shortened(text, limit) or "…", "emoji": False}


def cut(parts: list[Json], limit: int) -> list[Json]:
    """The elements up to so many characters, with an ellipsis where something is missing."""
    kept: list[Json] = []
    for part in parts:
        size = len(part.get("text", ""))
        if size > limit:
            if part["type"] == "text":
                kept.append({**part, "text": shortened(part["text"], max(limit, 1))})
            else:
                kept.append({"type": "text", "text": "…"})
            return kept
        kept.append(part)
        limit -= size
    return kept


def weight(value: object) -> int:
    """The size of blocks, with something for each container: what Slack measures is not published.

    The options of a menu have a limit of their own.
    """
    if isinstance(value, dict):
        text = value.get("text")
        own = len(text) if isinstance(text, str) else 0
        return own + 25 + sum(weight(inner) for key, inner in value.items() if key != "options")
    if isinstance(value, list):
        return sum(weight(inner) for inner in value)
    return 0


def fitting(blocks: list[Json]) -> list[Json]:
    """The blocks, without those at the end of the text that are too many; what can be pressed stays."""
    room, count = MOST_WEIGHT, MOST_BLOCKS
    if weight(blocks) <= room and len(blocks) <= count:
        return blocks
    pressed = [block for block in blocks if block.get("type") == "actions"][-_ROWS_KEPT:]
    room -= weight(pressed) + 100
    count -= len(pressed) + 1
    kept: list[Json] = []
    read = [block for block in blocks if block.get("type") != "actions"]
    for block in read[:count]:
        room -= weight(block)
        if room < 0:
            break
        kept.append(block)
    missing = len(blocks) - len(kept) - len(pressed)
    return [*kept, small(f"… (+{missing})"), *pressed]
