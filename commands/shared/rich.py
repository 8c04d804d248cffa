"""Texts that people wrote, as content: addresses become links, page and item names stand out."""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.replies import Bold, Content, Inline, Link
from bot.services.text import pieces

_SPECIAL = re.compile(
    r"(?P<url>https?://[^\s<>\"]+[^\s<>\".,;:!?)\]])"
    r"|\[\[(?!\s*\]\])(?P<page>[^\[\]\n]{1,120})\]\]"
    r"|(?P<item>#\d{3,12}\b)"
)


def written(text: str) -> Content:
    """A text as somebody wrote it: addresses are links, `[[pages]]` and `#142` stand out."""
    parts: list[Inline] = []
    at = 0
    for match in _SPECIAL.finditer(text):
        if match.start() > at:
            parts.append(text[at : match.start()])
        if match["url"]:
            parts.append(Link(match["url"], match["url"]))
        else:
            parts.append(Bold(match["page"] or match["item"]))
        at = match.end()
    if at < len(text):
        parts.append(text[at:])
    return tuple(parts)


def marked(text: str, words: Collection[str]) -> Content:
    """A text in which these of its words stand out, without the punctuation beside them."""
    return tuple(Bold(piece) if piece in words else piece for piece in pieces(text))
