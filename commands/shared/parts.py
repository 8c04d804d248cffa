"""Long texts in parts: a form holds one part of it, and what comes back is put in its place."""

from __future__ import annotations

from bot.services.text import parted

PART = 2400


def part_of(body: str, part: int | None) -> dict[str, str | None]:
    """What a form's `text` starts with: the text or, where it is too long, one part with its number.

    Of a text in one piece nobody is asked which part they mean.
    """
    parts = parted(body, PART)
    if len(parts) == 1:
        return {"text": body, "part": None}
    at = min(max(part or 1, 1), len(parts))
    return {"text": parts[at - 1].strip(), "part": str(at)}


def last_part(body: str) -> int:
    """How many parts a text has."""
    return len(parted(body, PART))


def put_back(body: str, part: int, text: str) -> str:
    """The text with one part replaced; the white space that parts it from the next one stays."""
    parts = parted(body, PART)
    at = min(max(part, 1), len(parts)) - 1
    gap = parts[at][len(parts[at].rstrip()) :]
    return "".join([*parts[:at], text.rstrip() + gap, *parts[at + 1 :]])
