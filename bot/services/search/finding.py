"""Search: over every item that somebody may see, best first, with the words that matched.

All words must occur. Where that finds nothing, misspelt words are put right;
then any one word is enough. What comes first is told in `matching`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.services.search import fulltext
from bot.services.search.matching import Asked, Query, ask
from bot.services.search.queries import NARROWING, Shape, by_title_and_time, few_are_wanted, ranked
from bot.services.text import fold, pieces, shortened, words
from bot.services.wiki.pages import links_as_text
from storage.engine import Tx

_AROUND = 60
_LONGEST = 180
_LAST = 20_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for, and what it is narrowed to; None leaves a thing open."""

    words: str
    kind: str | None = None
    tag: str | None = None
    author_id: int | None = None
    community_id: int | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """An item that was found. `passage` is where of its text the words stand; `marked` are those words."""

    id: int
    kind: str
    title: str
    author_name: str
    community_name: str
    updated_at: datetime
    passage: str
    marked: tuple[str, ...]


async def find(tx: Tx, viewer: int, wanted: Wanted, *, limit: int = 8, offset: int = 0) -> list[Found]:
    """The items that match, best first."""
    query = Query.of(wanted.words)
    if not query:
        return []
    async for attempt in fulltext.attempts(tx, query):
        asked = await ask(tx, attempt)
        if asked is None:
            continue
        found = await _matches(tx, viewer, wanted, asked, limit, offset)
        # A later page of what was found has an end, and is not the place for another attempt.
        if found or (offset and await _matches(tx, viewer, wanted, asked, 1, 0)):
            return [_shown(row, attempt.words) for row in found]
    return []


async def _matches(tx: Tx, viewer: int, wanted: Wanted, asked: Asked, limit: int, offset: int) -> list[Any]:
    """The rows of the items, each with the name of the community in which the viewer finds it."""
    values = {
        **asked.values,
        **{name: getattr(wanted, name) for name in NARROWING},
        "tag": fold((wanted.tag or "").lstrip("#")),
        "viewer": viewer,
        "limit": limit,
        "offset": offset,
        "most": limit + offset,
    }
    shape = Shape(tx.dialect.name, *(getattr(wanted, name) is not None for name in NARROWING))
    if not asked.many:
        return list(await tx.execute(ranked(shape), values))
    if shape.dialect == "sqlite" and any(shape[1:]):
        shape = shape._replace(listed=bool(await tx.scalar(few_are_wanted(shape), values)))
    # SQLite reads the newest first by itself; PostgreSQL would read all, so the last ones are tried first.
    afters = (asked.last - _LAST, 0) if shape.dialect == "postgresql" else (0,)
    once: dict[int, Any] = {}
    for after in afters:
        for row in await tx.execute(by_title_and_time(shape), {**values, "after": after}):
            once.setdefault(row.id, row)
        if len(once) >= limit + offset:
            break
    return list(once.values())[offset : offset + limit]


def _shown(row: Any, sought: Sequence[str]) -> Found:
    body = links_as_text(row.body)
    passage = passage_of(f"{body} {row.found_by}" if row.found_by else body, sought)
    return Found(
        row.id,
        row.kind,
        row.title,
        row.author_name,
        row.community_name,
        row.updated_at,
        passage,
        marked_in(f"{row.title} {passage}", sought),
    )


def passage_of(body: str, sought: Sequence[str]) -> str:
    """The part of a text around the first word that matches, on one line; its beginning where none does."""
    text = " ".join(body.split())
    begun = tuple(sought)
    for word in text.split(" "):
        if matches(word, begun):
            at = text.index(word)
            begin = text.rfind(" ", 0, max(0, at - _AROUND)) + 1
            cut = shortened(text[begin:], _LONGEST)
            return f"… {cut}" if begin else cut
    return shortened(text, _LONGEST)


def marked_in(text: str, sought: Sequence[str]) -> tuple[str, ...]:
    """The words of a text that match, as they stand there."""
    begun = tuple(sought)
    return tuple(dict.fromkeys(word for word in pieces(text) if matches(word, begun)))


def matches(word: str, sought: str | tuple[str, ...]) -> bool:
    """Whether a word of a text begins with what is sought, or one of it, however it is written."""
    return any(part.startswith(sought) for part in words(word))
