"""What people did on a subject: answers that were accepted, pages and documents.

It is evidence of what somebody knows, beside what they say of themselves. It speaks
only for people who agreed to be found, and only from what the one who searches may see.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby

from sqlalchemy import bindparam, literal, select, union_all

from bot.services.search.matching import Asked, Best, matching
from bot.services.visibility import sees_entry
from storage.base import BigId
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


async def on(tx: Tx, viewer: int, asked: Asked) -> dict[int, tuple[Evidence, ...]]:
    """What people did that matches the query, by person: those who did most first."""
    rows = await _subjects(tx.dialect.name).rows(tx, asked, {"viewer": viewer})
    found = dict.fromkeys(row.ref for row in rows)
    return await _of_items(tx, list(found)) if found else {}


@cache
def _subjects(dialect: str) -> Best:
    """What the viewer sees of the kinds that tell what somebody knows."""
    statement = (
        select(SearchEntry.ref)
        .select_from(matching(dialect).source)
        .where(
            SearchEntry.kind.in_((*_WRITTEN, "question")),
            sees_entry(dialect, bindparam("viewer", type_=BigId)),
        )
        .limit(_LOOKED_AT)
    )
    return Best.of(statement, dialect)


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
