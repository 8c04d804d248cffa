"""The two statements of search: how many match, and the best of few; titles and then the newest of many.

In both come first those whose title is the very words, then those whose title begins with them.
Each is built once for a database and a way of narrowing, and takes its values as parameters.
"""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from bot.services.search import fulltext
from bot.services.search.matching import Matching, extent, matching, ranking_if_few
from bot.services.visibility import seen_communities, sees_entry
from storage.base import BigId, UtcDateTime
from storage.communities import Community
from storage.items import Item, ItemTag
from storage.people import Person
from storage.search import SearchEntry

NARROWING = ("kind", "tag", "author_id", "community_id", "since")
"""The parameters by which a search is narrowed."""

_MOST_TITLES = 1_000
"""So many of the newest titles with the words in them are put in order."""
_MOST_LISTED = 2_000
_LOOKED_THROUGH = 20_000
"""So many characters of a text are looked through for the words to show."""

_viewer = bindparam("viewer", type_=BigId)


class Shape(NamedTuple):
    """The database's dialect, and by what a search is narrowed."""

    dialect: str
    kind: bool
    tag: bool
    author_id: bool
    community_id: bool
    since: bool
    listed: bool = False
    """Whether so few items are wanted that they are listed first, instead of looking each match up."""


@cache
def ranked(shape: Shape) -> Select[Any]:
    """The best matches, where few match; and in each row, or in one that has nothing else, the `extent`."""
    match = ranking_if_few(shape.dialect)
    part = _by_title()
    entries = (
        _entries(shape, match, part, match.score)
        .where(match.condition)
        .order_by(part, *match.best)
        .limit(bindparam("limit", type_=BigId))
        .offset(bindparam("offset", type_=BigId))
    )
    counted, found = extent(shape.dialect), entries.subquery()
    return _with_items(found, counted.outerjoin(found, true())).add_columns(counted.c.size, counted.c.last)


@cache
def by_title_and_time(shape: Shape) -> Select[Any]:
    """Where many match: those with the words in the title, the shorter first, then all, the newest first.

    Of each "most", so an item can be among both. The newest are looked for "after" an entry only.
    """
    match = matching(shape.dialect)
    most = bindparam("most", type_=BigId)
    titled = (
        _entries(shape, match, _by_title(), func.length(SearchEntry.title))
        .where(match.in_title)
        .order_by(match.newest)
        .limit(_MOST_TITLES)
        .subquery()
    )
    shortest = (
        select(titled).order_by(titled.c.part, titled.c.score, titled.c.entry.desc()).limit(most).subquery()
    )
    newest = (
        _entries(shape, match, literal_column("3"), -SearchEntry.id)
        .where(match.condition, match.entry_id > bindparam("after", type_=BigId))
        .order_by(match.newest)
        .limit(most)
        .subquery()
    )
    found = union_all(select(shortest), select(newest)).subquery()
    return _with_items(found, found)


def _by_title() -> ColumnElement[int]:
    """0 where the title is the "very" words, 1 where it begins with them, 2 for all others."""
    very = bindparam("very", type_=String())
    begins = func.substr(SearchEntry.title, 1, func.length(very)) == very
    return case(
        (SearchEntry.title == very, literal_column("0")),
        (begins, literal_column("1")),
        else_=literal_column("2"),
    )


def _entries(
    shape: Shape, match: Matching, part: ColumnElement[int], score: ColumnElement[Any]
) -> Select[Any]:
    """Entries of items that the viewer sees, narrowed to what is wanted."""
    statement = (
        select(
            SearchEntry.id.label("entry"),
            SearchEntry.ref,
            SearchEntry.community_id,
            part.label("part"),
            score.label("score"),
        )
        .select_from(match.source)
        .where(SearchEntry.kind != fulltext.PERSON, sees_entry(shape.dialect, _viewer))
    )
    if not shape.community_id:
        statement = statement.where(or_(SearchEntry.extra.is_(False), ~_found_elsewhere()))
    return _narrowed(statement, shape, match)


def _found_elsewhere() -> ColumnElement[bool]:
    """Whether the viewer finds the item by another entry already: of its own community, or an earlier one."""
    other = aliased(SearchEntry)
    return exists().where(
        other.kind == SearchEntry.kind,
        other.ref == SearchEntry.ref,
        or_(other.extra.is_(False), other.community_id < SearchEntry.community_id),
        other.community_id.in_(seen_communities(_viewer)),
    )


def _narrowed(statement: Select[Any], shape: Shape, match: Matching) -> Select[Any]:
    if shape.community_id:
        statement = statement.where(SearchEntry.community_id == bindparam("community_id", type_=BigId))
    if shape.listed:
        # The sum keeps SQLite from asking the full-text index anew for each of them.
        return statement.where((match.entry_id + 0).in_(_wanted_entries(shape)))
    if shape.kind:
        statement = statement.where(SearchEntry.kind == bindparam("kind", type_=String()))
    of_items = _of_items(shape)
    return statement.where(SearchEntry.ref == Item.id, *of_items) if of_items else statement


def _of_items(shape: Shape) -> list[ColumnElement[bool]]:
    """Conditions that only the item's own row can tell."""
    conditions: list[ColumnElement[bool]] = []
    if shape.tag:
        tagged = select(ItemTag.item_id).where(ItemTag.key == bindparam("tag", type_=String()))
        conditions.append(Item.id.in_(tagged))
    if shape.author_id:
        conditions.append(Item.author_id == bindparam("author_id", type_=BigId))
    if shape.since:
        conditions.append(Item.updated_at >= bindparam("since", type_=UtcDateTime()))
    return conditions


def _wanted_entries(shape: Shape) -> Select[int]:
    """The entries of what is wanted, whatever words it has."""
    entry = aliased(SearchEntry)
    entries = select(entry.id).where(entry.kind != fulltext.PERSON)
    if shape.community_id:
        entries = entries.where(entry.community_id == bindparam("community_id", type_=BigId))
    if shape.kind:
        entries = entries.where(entry.kind == bindparam("kind", type_=String()))
    of_items = _of_items(shape)
    if of_items:
        entries = entries.where(entry.kind == Item.kind, entry.ref == Item.id, *of_items)
    return entries


@cache
def few_are_wanted(shape: Shape) -> Select[bool]:
    """Whether so few items are wanted that looking for them first is the shorter way."""
    beyond = _wanted_entries(shape).limit(1).offset(_MOST_LISTED)
    return select(beyond.scalar_subquery().is_(None))


def _with_items(found: Subquery, source: FromClause) -> Select[Any]:
    """What is shown of the items that were found, in order; no number where there is none."""
    return (
        select(
            Item.id,
            Item.kind,
            Item.title,
            func.substr(Item.body, 1, _LOOKED_THROUGH).label("body"),
            func.substr(Item.found_by, 1, _LOOKED_THROUGH).label("found_by"),
            Item.updated_at,
            func.coalesce(Person.name, "").label("author_name"),
            Community.name.label("community_name"),
        )
        .select_from(source)
        .outerjoin(Item, Item.id == found.c.ref)
        .outerjoin(Community, Community.id == found.c.community_id)
        .outerjoin(Person, Person.id == Item.author_id)
        .order_by(found.c.part, found.c.score, found.c.entry.desc())
    )
