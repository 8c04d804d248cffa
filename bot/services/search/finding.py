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
from bot.services.search.matching import Asked, counted, spelled
from bot.services.search.passages import marked_in, passage_of
from bot.services.search.queries import NARROWING, Shape, by_title_and_time, few_are_wanted, ranked
from bot.services.search.query import Query
from bot.services.text import fold
from bot.services.wiki.page_links import links_as_text
from storage.engine import Tx

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
        found = await _matches(tx, viewer, wanted, attempt, limit, offset)
        # A later page of what was found has an end, and is not the place for another attempt.
        if found or (offset and await _matches(tx, viewer, wanted, attempt, 1, 0)):
            return [_shown(row, attempt.words) for row in found]
    return []


async def _matches(tx: Tx, viewer: int, wanted: Wanted, query: Query, limit: int, offset: int) -> list[Any]:
    """The rows of the items, each with the name of the community in which the viewer finds it."""
    narrowed = {name: getattr(wanted, name) for name in NARROWING}
    values = {
        **spelled(tx.dialect.name, query),
        **narrowed,
        "very": " ".join(query.words),
        "tag": fold((wanted.tag or "").lstrip("#")),
        "viewer": viewer,
        "limit": limit,
        "offset": offset,
    }
    shape = Shape(tx.dialect.name, *(value is not None for value in narrowed.values()))
    rows = (await tx.execute(ranked(shape), values)).all()
    asked = await counted(tx, query, rows[0])
    if asked.many:
        return await _of_many(tx, shape, asked, values)
    return [row for row in rows if row.id is not None]


async def _of_many(tx: Tx, shape: Shape, asked: Asked, values: dict[str, Any]) -> list[Any]:
    """The rows where more match than are ranked."""
    begin, end = values["offset"], values["offset"] + values["limit"]
    values = {**values, **asked.values, "most": end}
    if shape.dialect == "sqlite" and any(shape[1:]):
        shape = shape._replace(listed=bool(await tx.scalar(few_are_wanted(shape), values)))
    # SQLite reads the newest first by itself; PostgreSQL would read all, so the last ones are tried first.
    afters = (asked.last - _LAST, 0) if shape.dialect == "postgresql" else (0,)
    once: dict[int, Any] = {}
    for after in afters:
        for row in await tx.execute(by_title_and_time(shape), {**values, "after": after}):
            if row.id is not None:
                once.setdefault(row.id, row)
        if len(once) >= end:
            break
    return list(once.values())[begin:end]


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
