"""What people did on a subject: answers that were accepted, pages and documents.

It is evidence of what somebody knows, beside what they say of themselves. It speaks
only for people who agreed to be found, and only from what the one who searches may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import literal, select, union_all

from bot.services import search
from bot.services.search import Query
from bot.services.visibility import sees_community
from storage.communities import Community
from storage.engine import Tx
from storage.items import Comment, Item
from storage.people import Person
from storage.search import SearchEntry

ANSWER = "answer"
_WRITTEN = ("page", "document")
_LOOKED_AT = 200
_WEIGHTS = {ANSWER: 3}


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that somebody did; `kind` is "answer" (to the question `title`), "page" or "document"."""

    person_id: int
    kind: str
    title: str
    item_id: int


async def on(tx: Tx, viewer: int, asked: Query) -> dict[int, tuple[Evidence, ...]]:
    """What people did that matches the query, by person: those who did most first."""
    dialect = tx.dialect.name
    match = search.matching(dialect)
    matching = (
        select(SearchEntry.ref)
        .select_from(match.source)
        .join(Community, Community.id == SearchEntry.community_id)
        .where(match.condition, SearchEntry.kind.in_((*_WRITTEN, "question")), sees_community(viewer))
        .order_by(*match.order)
        .limit(_LOOKED_AT)
    )
    found = list((await tx.execute(matching, {"asked": search.asked_of(dialect, asked)})).scalars())
    return await _of_items(tx, found) if found else {}


async def _of_items(tx: Tx, found: list[int]) -> dict[int, tuple[Evidence, ...]]:
    written = (
        select(Item.author_id.label("person_id"), Item.kind.label("what"), Item.title, Item.id)
        .join(Person, Person.id == Item.author_id)
        .where(Item.id.in_(found), Item.kind.in_(_WRITTEN), Item.deleted_at.is_(None), Person.findable)
    )
    answered = (
        select(Comment.author_id, literal(ANSWER), Item.title, Item.id)
        .join(Item, Item.id == Comment.item_id)
        .join(Person, Person.id == Comment.author_id)
        .where(
            Item.id.in_(found),
            Item.deleted_at.is_(None),
            Comment.accepted_at.is_not(None),
            Comment.deleted_at.is_(None),
            Person.findable,
        )
    )
    best_first = {number: at for at, number in enumerate(found)}
    told = await tx.execute(union_all(written, answered))
    rows = [Evidence(row.person_id, row.what, row.title, row.id) for row in told]
    rows.sort(key=lambda one: (one.person_id, -_weight(one), best_first[one.item_id]))
    by_person = {person: tuple(told) for person, told in groupby(rows, key=lambda one: one.person_id)}
    return dict(sorted(by_person.items(), key=lambda pair: (-sum(map(_weight, pair[1])), pair[0])))


def _weight(one: Evidence) -> int:
    return _WEIGHTS.get(one.kind, 2)
