"""Search: over every item that somebody may see, best first, with the words that matched.

All words must occur. Where that finds nothing, misspelt words are put right;
then any one word is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, exists, func, or_, select
from sqlalchemy.orm import aliased

from bot.services import search
from bot.services.search import Query
from bot.services.text import fold, shortened, words
from bot.services.visibility import seen_communities, sees_community
from storage.communities import Community
from storage.engine import Tx
from storage.items import Item, ItemTag
from storage.people import Person
from storage.search import SearchEntry

_AROUND = 60
_LONGEST = 180
_LOOKED_THROUGH = 20_000


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
    asked = Query.of(wanted.words)
    if not asked:
        return []
    found = await _matches(tx, viewer, wanted, asked, limit, offset)
    if not found:
        asked = await search.corrected(tx, asked)
        found = await _matches(tx, viewer, wanted, asked, limit, offset)
    if not found and len(asked.groups) > 1:
        asked = asked.any_of()
        found = await _matches(tx, viewer, wanted, asked, limit, offset)
    return await _shown(tx, found, [word for group in asked.groups for word in group])


async def _matches(
    tx: Tx, viewer: int, wanted: Wanted, asked: Query, limit: int, offset: int
) -> Sequence[tuple[int, int]]:
    """The items, each with the community in which the viewer finds it."""
    dialect = tx.dialect.name
    match = search.matching(dialect)
    statement = (
        select(SearchEntry.ref, SearchEntry.community_id)
        .select_from(match.source)
        .join(Community, Community.id == SearchEntry.community_id)
        .where(match.condition, SearchEntry.kind != search.PERSON, sees_community(viewer))
    )
    if wanted.community_id is None:
        statement = statement.where(or_(SearchEntry.extra.is_(False), ~_found_elsewhere(viewer)))
    rows = await tx.execute(
        _narrowed(statement, wanted).order_by(*match.order).limit(limit).offset(offset),
        {"asked": search.asked_of(dialect, asked)},
    )
    return [(row.ref, row.community_id) for row in rows]


def _found_elsewhere(viewer: int) -> ColumnElement[bool]:
    """Whether the viewer finds the item by another entry already: of its own community, or an earlier one."""
    other = aliased(SearchEntry)
    return exists().where(
        other.kind == SearchEntry.kind,
        other.ref == SearchEntry.ref,
        or_(other.extra.is_(False), other.community_id < SearchEntry.community_id),
        other.community_id.in_(seen_communities(viewer)),
    )


def _narrowed(statement: Select[int, int | None], wanted: Wanted) -> Select[int, int | None]:
    if wanted.kind:
        statement = statement.where(SearchEntry.kind == wanted.kind)
    if wanted.community_id is not None:
        statement = statement.where(SearchEntry.community_id == wanted.community_id)
    if wanted.tag:
        tagged = select(ItemTag.item_id).where(ItemTag.key == fold(wanted.tag.lstrip("#")))
        statement = statement.where(SearchEntry.ref.in_(tagged))
    if wanted.author_id is not None or wanted.since is not None:
        statement = statement.join(Item, Item.id == SearchEntry.ref)
        if wanted.author_id is not None:
            statement = statement.where(Item.author_id == wanted.author_id)
        if wanted.since is not None:
            statement = statement.where(Item.updated_at >= wanted.since)
    return statement


async def _shown(tx: Tx, found: Sequence[tuple[int, int]], sought: Sequence[str]) -> list[Found]:
    rows = await tx.execute(
        select(
            Item.id,
            Item.kind,
            Item.title,
            Item.body,
            func.substr(Item.found_by, 1, _LOOKED_THROUGH).label("found_by"),
            Item.updated_at,
            func.coalesce(Person.name, "").label("author_name"),
        )
        .outerjoin(Person, Person.id == Item.author_id)
        .where(Item.id.in_([number for number, _community in found]))
    )
    items = {row.id: row for row in rows}
    named = await tx.execute(
        select(Community.id, Community.name).where(Community.id.in_([community for _n, community in found]))
    )
    names = {row.id: row.name for row in named}
    shown = []
    for number, community in found:
        if number not in items:
            continue
        row = items[number]
        passage = passage_of(f"{row.body} {row.found_by}" if row.found_by else row.body, sought)
        shown.append(
            Found(
                row.id,
                row.kind,
                row.title,
                row.author_name,
                names[community],
                row.updated_at,
                passage,
                marked_in(f"{row.title} {passage}", sought),
            )
        )
    return shown


def passage_of(body: str, sought: Sequence[str]) -> str:
    """The part of a text around the first word that matches, on one line; its beginning where none does."""
    text = " ".join(body.split())
    for word in text.split(" "):
        if any(matches(word, one) for one in sought):
            at = text.index(word)
            begin = text.rfind(" ", 0, max(0, at - _AROUND)) + 1
            cut = shortened(text[begin:], _LONGEST)
            return f"… {cut}" if begin else cut
    return shortened(text, _LONGEST)


def marked_in(text: str, sought: Sequence[str]) -> tuple[str, ...]:
    """The words of a text that match, as they stand there."""
    return tuple(dict.fromkeys(word for word in text.split() if any(matches(word, one) for one in sought)))


def matches(word: str, sought: str) -> bool:
    """Whether a word of a text begins with what is sought, however it is written."""
    return any(part.startswith(sought) for part in words(word))
