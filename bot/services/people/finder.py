"""Finding people by what they say of themselves, and by what they did on a subject.

Only those who agreed to be findable are found, and only by what the one who
searches may read. Each hit comes with its reasons: the fields that matched, and
what somebody did (`evidence`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz
from sqlalchemy import (
    BindParameter,
    and_,
    bindparam,
    or_,
    select,
)

from bot.services.people import evidence
from bot.services.people.evidence import Evidence
from bot.services.people.people import Person
from bot.services.people.profiles import FIELDS, readable
from bot.services.search import fulltext
from bot.services.search.matching import Asked, Best, ask, matching
from bot.services.search.query import Query
from bot.services.text import words
from bot.services.visibility import shares_community
from storage.base import BigId
from storage.engine import Tx
from storage.people import Person as Row
from storage.people import ProfileField
from storage.search import SearchEntry

_LIKENESS = 75


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who was found: what of the profile matched (field and value), what else may be read of it,
    and what they did on the subject.
    """

    person: Person
    reasons: tuple[tuple[str, str], ...]
    fields: Mapping[str, str]
    evidence: tuple[Evidence, ...] = ()


async def find(tx: Tx, viewer: int, text: str, *, limit: int = 10, offset: int = 0) -> list[Hit]:
    """People who match the words, each with the reasons: by name first, then those who did most, then others.

    All words must occur. Where that finds nobody, misspelt words are put right; then any one word is enough.
    """
    asked = Query.of(text)
    if not asked:
        return []
    async for attempt in fulltext.attempts(tx, asked):
        found, did = await _found(tx, viewer, attempt, limit + offset)
        if found or did:
            asked = attempt
            break
    else:
        return []
    hits = await _hits(tx, viewer, [*did, *(number for number in found if number not in did)], asked)
    told = [replace(hit, evidence=did.get(hit.person.id, ())) for hit in hits]
    # Sorting keeps the order of those who are alike in this.
    told.sort(key=lambda hit: not any(name == "name" for name, _value in hit.reasons))
    return told[offset : offset + limit]


async def by_profile(tx: Tx, viewer: int, text: str, *, limit: int, forgiving: bool = False) -> list[Hit]:
    """People whose profile has all the words, best first; what they did does not count.

    `forgiving` puts misspelt words right where nobody is found.
    """
    asked = Query.of(text)
    hits = await _by_profile(tx, viewer, asked, limit)
    if not hits and forgiving:
        hits = await _by_profile(tx, viewer, await fulltext.corrected(tx, asked), limit)
    return hits


async def _by_profile(tx: Tx, viewer: int, asked: Query, limit: int) -> list[Hit]:
    known = await ask(tx, asked) if asked else None
    found = await _matches(tx, viewer, known, limit) if known else []
    return await _hits(tx, viewer, found, asked) if found else []


async def _found(
    tx: Tx, viewer: int, asked: Query, most: int
) -> tuple[list[int], dict[int, tuple[Evidence, ...]]]:
    """Those whose profile matches, best first, and those who did something that does."""
    known = await ask(tx, asked)
    if known is None:
        return [], {}
    return await _matches(tx, viewer, known, most), await evidence.on(tx, viewer, known)


_viewer: BindParameter[int] = bindparam("viewer", type_=BigId)


@cache
def _profiles(dialect: str) -> Best:
    """The people whose profile the viewer may find, once for each audience."""
    seen = or_(
        SearchEntry.audience == "everyone",
        SearchEntry.ref == _viewer,
        shares_community(_viewer, SearchEntry.ref),
    )
    statement = (
        select(SearchEntry.ref)
        .select_from(matching(dialect).source)
        .where(SearchEntry.kind == fulltext.PERSON, seen)
        .limit(bindparam("most", type_=BigId))
    )
    return Best.of(statement, dialect)


async def _matches(tx: Tx, viewer: int, asked: Asked, most: int) -> list[int]:
    """The numbers of those who match, best first; a person's two entries count once."""
    rows = await _profiles(tx.dialect.name).rows(tx, asked, {"viewer": viewer, "most": 2 * most})
    return list(dict.fromkeys(row.ref for row in rows))[:most]


_PROFILES = (
    select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable, ProfileField.name, ProfileField.value)
    .outerjoin(ProfileField, and_(ProfileField.person_id == Row.id, readable(_viewer)))
    .where(Row.id.in_(bindparam("found", expanding=True)))
)


async def _hits(tx: Tx, viewer: int, found: Sequence[int], asked: Query) -> list[Hit]:
    """What of each of these people may be read, and what of it matched."""
    rows = await tx.execute(_PROFILES, {"viewer": viewer, "found": found})
    people: dict[int, Person] = {}
    fields: dict[int, dict[str, str]] = {}
    for row in rows:
        people[row[0]] = Person(*row[:5])
        if row[5]:
            fields.setdefault(row[0], {})[row[5]] = row[6]
    sought = [word for group in asked.groups for word in group]
    return [_hit(people[number], fields.get(number, {}), sought) for number in found if number in people]


def _hit(person: Person, fields: Mapping[str, str], sought: Sequence[str]) -> Hit:
    told = {"name": person.name, **{name: fields[name] for name in FIELDS if name in fields}}
    reasons = tuple((name, value) for name, value in told.items() if _speaks_of(value, sought))
    return Hit(person, reasons, fields)


def _speaks_of(value: str, sought: Sequence[str]) -> bool:
    """Whether any word of the value begins with, or is spelled like, one that was sought."""
    return any(
        word.startswith(wanted) or fuzz.ratio(word, wanted) >= _LIKENESS
        for word in words(value)
        for wanted in sought
    )
