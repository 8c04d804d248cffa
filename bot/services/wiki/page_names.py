"""Which page is meant by a name: the same name, one that begins so, one that is spelled alike.

Names are compared folded, so case and accents do not matter. However many
pages there are, only a bounded number of names is looked at: the same and
beginnings by the names' own index, spelled alike by the words of the titles,
put right like those of a search. Other names than titles are few, and are
compared each, and so are the first thousands of titles, for words that are put
together or taken apart ("home work").
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import ColumnElement, Select, and_, bindparam, func, select

from bot.services.search.fulltext import corrected
from bot.services.search.matching import in_titles, matching
from bot.services.search.query import Query
from bot.services.text import fold, key_of
from bot.services.visibility import sees_community, sees_entry
from bot.services.wiki.page_links import LONGEST_KEY
from storage.base import BigId
from storage.communities import Community
from storage.engine import Tx
from storage.items import Item
from storage.pages import PageName
from storage.search import SearchEntry

LIKENESS = 75
_MOST_BEGUN = 20
_MOST_OFFERED = 5
_MOST_COMPARED = 5_000
_MOST_TITLES = 1_000
_MOST_OF_LENGTH = 60
_LEAST_MISSPELT = 4
"""Of how many letters a beginning must be to be held for misspelt; fewer are like anything."""


async def look_up(
    tx: Tx, viewer: int, community_ids: Sequence[int], name: str, *, likeness: int = LIKENESS
) -> list[tuple[int, str]]:
    """Pages that somebody may mean by a name, in these communities: number and title, the closest first.

    The same name, however its case and accents; else names that begin with it; else names spelled alike,
    by `likeness` from 0 to 100.
    """
    key = fold(name)
    if not key or len(key) > LONGEST_KEY:
        return []
    known = _known(viewer, community_ids)
    close: Sequence[Any] = (await tx.execute(known.where(PageName.key == key))).all()
    if not close:
        begun = known.where(_begins(tx.dialect.name, key)).order_by(PageName.key).limit(_MOST_BEGUN)
        close = (await tx.execute(begun)).all()
    if not close:
        close = await _spelled_alike(tx, viewer, community_ids, key, likeness)
    return list(dict.fromkeys((row.item_id, row.title) for row in close))


async def suggested(
    tx: Tx, viewer: int, community_ids: Sequence[int], typed: str, *, limit: int = 25
) -> list[tuple[int, str, str]]:
    """Pages for completion: number, title, and the name that fits.

    Names that begin with `typed` come first, then titles with words that do, and other names in which it
    occurs; where there is none, those that are spelled alike. A page comes once.
    """
    key = key_of(typed, LONGEST_KEY)
    known = _known(viewer, community_ids)
    begun = known.where(_begins(tx.dialect.name, key)) if key else known
    rows: list[Any] = list(await tx.execute(begun.order_by(PageName.key).limit(2 * limit)))
    if key and len(rows) < limit:
        rows += await _with_words(tx, viewer, community_ids, Query.of(key), len(key), whole=False)
        others = known.where(PageName.alias, PageName.key.contains(key, autoescape=True))
        rows += await tx.execute(others.order_by(PageName.key).limit(limit))
    if len(key) >= _LEAST_MISSPELT and not rows:
        right = await corrected(tx, Query.of(key))
        rows = await _spelled_alike(tx, viewer, community_ids, key, LIKENESS)
        rows += await _with_words(tx, viewer, community_ids, right, len(key), whole=False)
    found: dict[int, tuple[int, str, str]] = {}
    for row in rows:
        found.setdefault(row.item_id, (row.item_id, row.title, row.name))
    return list(found.values())[:limit]


def _known(viewer: int, community_ids: Sequence[int]) -> Select[int, str, str, str]:
    """The names of pages in these communities, as the viewer may see them."""
    return (
        select(PageName.item_id, PageName.key, PageName.name, Item.title)
        .join(Item, Item.id == PageName.item_id)
        .join(Community, Community.id == PageName.community_id)
        .where(PageName.community_id.in_(community_ids), Item.deleted_at.is_(None), sees_community(viewer))
    )


def _begins(dialect: str, key: str) -> ColumnElement[bool]:
    """That a name begins so, in the form in which the database's index answers it."""
    if dialect == "postgresql":
        return PageName.key.startswith(key, autoescape=True)
    return and_(PageName.key >= key, PageName.key < f"{key}\U0010ffff")


async def _spelled_alike(
    tx: Tx, viewer: int, community_ids: Sequence[int], key: str, likeness: int
) -> list[Any]:
    """Names that are spelled much like `key`, the likest first."""
    rows: list[Any] = []
    async for attempt in _readings(tx, Query.of(key)):
        rows = await _with_words(tx, viewer, community_ids, attempt, len(key), whole=True)
        if alike := _alike(key, rows, likeness):
            return alike
    # Of names alone, as they stand in the names' index: to look each page up would take long.
    names = select(PageName.key).where(PageName.community_id.in_(community_ids)).limit(_MOST_COMPARED)
    compared = [
        name
        for some in (names.where(PageName.alias), names.order_by(PageName.community_id, PageName.key))
        for name in await tx.scalars(some)
    ]
    close = [found for found, _score, _at in _closest(key, compared, likeness)]
    known = await tx.execute(_known(viewer, community_ids).where(PageName.key.in_(close)))
    return _alike(key, [*rows, *known], likeness)


async def _readings(tx: Tx, query: Query) -> AsyncIterator[Query]:
    """The words; with misspelt ones put right; without those that had to be."""
    yield query
    put_right = await corrected(tx, query)
    if put_right == query:
        return
    yield put_right
    right = (old for old, new in zip(query.groups, put_right.groups, strict=True) if old == new)
    if others := Query(tuple(right)):
        yield others


def _alike(key: str, rows: Sequence[Any], likeness: int) -> list[Any]:
    return [rows[at] for _key, _score, at in _closest(key, [row.key for row in rows], likeness)]


def _closest(key: str, names: Sequence[str], likeness: int) -> list[tuple[str, float, int]]:
    """The names that are spelled most like `key`, each with its likeness and its place among them."""
    return process.extract(key, names, scorer=fuzz.ratio, score_cutoff=likeness, limit=_MOST_OFFERED)


async def _with_words(
    tx: Tx, viewer: int, community_ids: Sequence[int], query: Query, length: int, *, whole: bool
) -> list[Any]:
    """The titles of pages that have the words, those of about that length first."""
    if not query:
        return []
    asked = await in_titles(tx, query, whole=whole)
    values = {"viewer": viewer, "communities": list(community_ids), "length": length}
    return list(await tx.execute(_titles(tx.dialect.name), asked | values))


@cache
def _titles(dialect: str) -> Select[Any]:
    match = matching(dialect)
    viewer = bindparam("viewer", type_=BigId)
    newest = (
        select(SearchEntry.ref, SearchEntry.title)
        .select_from(match.source)
        .where(
            match.in_title,
            SearchEntry.kind == "page",
            (SearchEntry.community_id + 0).in_(bindparam("communities", expanding=True, type_=BigId)),
            sees_entry(dialect, viewer),
        )
        .order_by(match.newest)
        .limit(_MOST_TITLES)
        .subquery()
    )
    far = func.abs(func.length(newest.c.title) - bindparam("length", type_=BigId))
    return (
        select(
            Item.id.label("item_id"),
            newest.c.title.label("key"),
            Item.title.label("name"),
            Item.title,
        )
        .select_from(newest)
        .join(Item, Item.id == newest.c.ref)
        .order_by(far, Item.id)
        .limit(_MOST_OF_LENGTH)
    )
