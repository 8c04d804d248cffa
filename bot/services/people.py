"""People: what they say of themselves, who may read it, and finding them.

Each field of a profile is shown to everyone, to those who share a community
with the person, or to nobody. Only those who agreed to be findable are in the
index, and only with what the one who searches may read: the index holds one
entry for each audience. What they did on a subject (`bot.services.evidence`)
finds them too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz import fuzz
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from bot.services import evidence, search
from bot.services.evidence import Evidence
from bot.services.search import Query
from bot.services.text import fold, key_of, several_lines, words
from bot.services.visibility import sees_community, shares_community
from storage.base import BigId
from storage.communities import Community, Membership
from storage.engine import Tx
from storage.people import Identity, ProfileField
from storage.people import Person as Row
from storage.search import SearchEntry

FIELDS = ("organisation", "role", "place", "expertise", "interests", "languages", "contact", "links", "about")
"""What a profile holds beside the name, in the order in which it is shown."""

_LIKENESS = 75


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, as everything outside the storage knows them."""

    id: int
    name: str
    language: str | None = None
    time_zone: str | None = None
    findable: bool = False


@dataclass(frozen=True, slots=True)
class ProfileEntry:
    """One field of a profile, and who may read it."""

    name: str
    value: str
    visibility: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A person who was found: what of the profile matched (field and value), what else may be read of it,
    and what they did on the subject.
    """

    person: Person
    reasons: tuple[tuple[str, str], ...]
    fields: Mapping[str, str]
    evidence: tuple[Evidence, ...] = ()


async def get(tx: Tx, person_id: int) -> Person | None:
    """The person of that number."""
    found = await tx.execute(
        select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable).where(Row.id == person_id)
    )
    row = found.first()
    return Person(*row) if row else None


async def known(tx: Tx, viewer: int, person_id: int) -> Person | None:
    """The person of that number, if the viewer may know of them.

    People know of those who agreed to be found, who are in a community that they can see, or who have an
    account in a workspace of theirs.
    """
    theirs, mine = aliased(Identity), aliased(Identity)
    together = exists().where(
        mine.person_id == viewer,
        theirs.person_id == Row.id,
        theirs.platform == mine.platform,
        theirs.workspace == mine.workspace,
    )
    listed = exists().where(
        Membership.person_id == Row.id,
        Membership.community_id == Community.id,
        sees_community(viewer),
    )
    found = await tx.execute(
        select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable).where(
            Row.id == person_id,
            or_(Row.findable.is_(True), together, listed),
        )
    )
    row = found.first()
    return Person(*row) if row else None


async def by_account(tx: Tx, platform: str, workspace: str, account: str) -> Person | None:
    """The person behind an account."""
    found = await tx.execute(
        select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable)
        .join(Identity, Identity.person_id == Row.id)
        .where(Identity.platform == platform, Identity.workspace == workspace, Identity.account == account)
    )
    row = found.first()
    return Person(*row) if row else None


def _readable(viewer: int | BindParameter[int]) -> ColumnElement[bool]:
    """The condition that the viewer may read a profile's field."""
    return or_(
        ProfileField.visibility == "everyone",
        ProfileField.person_id == viewer,
        and_(ProfileField.visibility == "communities", shares_community(viewer, ProfileField.person_id)),
    )


async def profile(tx: Tx, viewer: int, person_id: int) -> list[ProfileEntry]:
    """What the viewer may read of a person's profile, in order; all of it where it is the viewer's own."""
    rows = await tx.execute(
        select(ProfileField.name, ProfileField.value, ProfileField.visibility).where(
            ProfileField.person_id == person_id, _readable(viewer)
        )
    )
    entries = {row.name: ProfileEntry(*row) for row in rows}
    return [entries[name] for name in FIELDS if name in entries]


async def save_profile(
    tx: Tx,
    person: Person,
    *,
    name: str | None = None,
    findable: bool | None = None,
    time_zone: str | None = None,
    language: str | None = None,
    fields: Mapping[str, str] | None = None,
    visibility: Mapping[str, str] | None = None,
) -> None:
    """Change a profile: only what is given. An empty field is taken away; a new one is shown to everyone."""
    own = {"name": name, "findable": findable, "time_zone": time_zone, "language": language}
    changed = {key: value for key, value in own.items() if value is not None}
    if changed:
        await tx.execute(update(Row).where(Row.id == person.id).values(**changed))
    if fields or visibility:
        await _save_fields(tx, person.id, fields or {}, visibility or {})
    await index(tx, person.id)


async def _save_fields(
    tx: Tx, person_id: int, fields: Mapping[str, str], visibility: Mapping[str, str]
) -> None:
    present = {entry.name: entry for entry in await profile(tx, person_id, person_id)}
    touched = [name for name in FIELDS if name in fields or name in visibility]
    await tx.execute(
        delete(ProfileField).where(ProfileField.person_id == person_id, ProfileField.name.in_(touched))
    )
    rows = []
    for name in touched:
        before = present.get(name)
        value = several_lines(fields.get(name, before.value if before else ""), 2000)
        seen_by = visibility.get(name) or (before.visibility if before else "everyone")
        if value:
            rows.append({"person_id": person_id, "name": name, "value": value, "visibility": seen_by})
    if rows:
        await tx.execute(insert(ProfileField), rows)


async def index(tx: Tx, person_id: int) -> None:
    """Bring the index up to date with what a person says and agreed to."""
    person = await get(tx, person_id)
    if person is None or not person.findable:
        await search.put(tx, "person", person_id, [])
        return
    entries = await profile(tx, person_id, person_id)
    await search.put(tx, "person", person_id, index_entries(person.name, entries))


def index_entries(name: str, entries: Iterable[ProfileEntry]) -> list[tuple[str, str, str]]:
    """What the index holds of a person: (audience, title, body) for everyone, and for the communities."""
    entries = list(entries)
    public = " ".join(entry.value for entry in entries if entry.visibility == "everyone")
    shared = " ".join(entry.value for entry in entries if entry.visibility != "nobody")
    found = [("everyone", name, public)]
    if shared != public:
        found.append(("communities", name, shared))
    return found


async def find(tx: Tx, viewer: int, text: str, *, limit: int = 10, offset: int = 0) -> list[Hit]:
    """People who match the words, each with the reasons: by name first, then those who did most, then others.

    All words must occur. Where that finds nobody, misspelt words are put right; then any one word is enough.
    """
    asked = Query.of(text)
    if not asked:
        return []
    found, did = await _found(tx, viewer, asked, limit + offset)
    if not (found or did):
        asked = await search.corrected(tx, asked)
        found, did = await _found(tx, viewer, asked, limit + offset)
    if not (found or did) and len(asked.groups) > 1:
        asked = asked.any_of()
        found, did = await _found(tx, viewer, asked, limit + offset)
    if not (found or did):
        return []
    hits = await _hits(tx, viewer, [*did, *(number for number in found if number not in did)], asked)
    told = [replace(hit, evidence=did.get(hit.person.id, ())) for hit in hits]
    # Sorting keeps the order of those who are alike in this.
    told.sort(key=lambda hit: not any(name == "name" for name, _value in hit.reasons))
    return told[offset : offset + limit]


async def _found(
    tx: Tx, viewer: int, asked: Query, most: int
) -> tuple[list[int], dict[int, tuple[Evidence, ...]]]:
    """Those whose profile matches, best first, and those who did something that does."""
    return await _matches(tx, viewer, asked, most), await evidence.on(tx, viewer, asked)


_viewer: BindParameter[int] = bindparam("viewer", type_=BigId)


@cache
def _matching(dialect: str) -> Select[int]:
    match = search.matching(dialect)
    seen = or_(
        SearchEntry.audience == "everyone",
        SearchEntry.ref == _viewer,
        shares_community(_viewer, SearchEntry.ref),
    )
    return (
        select(SearchEntry.ref)
        .select_from(match.source)
        .where(match.condition, SearchEntry.kind == "person", seen)
        .order_by(*match.order)
        .limit(bindparam("most", type_=BigId))
    )


async def _matches(tx: Tx, viewer: int, asked: Query, most: int) -> list[int]:
    """The numbers of those who match, best first; a person's two entries count once."""
    dialect = tx.dialect.name
    sought = {
        "asked": search.asked_of(dialect, asked),
        "viewer": viewer,
        "most": 2 * most,
    }
    rows = await tx.execute(_matching(dialect), sought)
    return list(dict.fromkeys(rows.scalars()))[:most]


_PROFILES = (
    select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable, ProfileField.name, ProfileField.value)
    .outerjoin(ProfileField, and_(ProfileField.person_id == Row.id, _readable(_viewer)))
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


async def suggestions(
    tx: Tx, typed: str, *, platform: str, workspace: str, limit: int = 25
) -> list[tuple[str, str]]:
    """Accounts of a workspace whose name or handle begins with or has `typed`: (account, name)."""
    key = fold(typed.lstrip("@"))
    name = Identity.name_key
    rows = await tx.execute(
        select(Identity.account, Identity.name)
        .where(
            Identity.platform == platform,
            Identity.workspace == workspace,
            or_(
                name.contains(key, autoescape=True),
                func.lower(Identity.handle).contains(key, autoescape=True),
            ),
        )
        .order_by(case((name.startswith(key, autoescape=True), 0), else_=1), name)
        .limit(limit)
    )
    return [(row.account, row.name) for row in rows]


async def by_handle(tx: Tx, platform: str, workspace: str, handle: str) -> Person | None:
    """The person of that handle or whole name in a workspace; None where it is nobody's or several's."""
    key = key_of(handle.lstrip("@"), 200)
    if not key:
        return None
    rows = await tx.execute(
        select(Row.id, Row.name, Row.language, Row.time_zone, Row.findable)
        .join(Identity, Identity.person_id == Row.id)
        .where(
            Identity.platform == platform,
            Identity.workspace == workspace,
            or_(func.lower(Identity.handle) == key, Identity.name_key == key),
        )
        .limit(2)
    )
    found = rows.all()
    return Person(*found[0]) if len(found) == 1 else None


@dataclass(frozen=True, slots=True)
class Address:
    """One way to reach a person directly."""

    platform: str
    workspace: str
    account: str


async def addresses(tx: Tx, person_id: int) -> list[Address]:
    """Every way to reach a person, the one last used first."""
    rows = await tx.execute(
        select(Identity.platform, Identity.workspace, Identity.account)
        .where(Identity.person_id == person_id)
        .order_by(Identity.seen_at.desc(), Identity.id)
    )
    return [Address(*row) for row in rows]


async def accounts(tx: Tx, people: Sequence[int]) -> dict[int, tuple[tuple[str, str, str], ...]]:
    """The accounts of several people: (platform, workspace, account) each, as mentions want them."""
    rows = await tx.execute(
        select(Identity.person_id, Identity.platform, Identity.workspace, Identity.account).where(
            Identity.person_id.in_(people)
        )
    )
    found: dict[int, tuple[tuple[str, str, str], ...]] = {}
    for row in rows:
        found[row.person_id] = (*found.get(row.person_id, ()), (row.platform, row.workspace, row.account))
    return found


async def administrators(tx: Tx, named: Sequence[str], *, limit: int = 20) -> list[int]:
    """The administrators: those `named` (platform:workspace:account), else whom the platforms name."""
    address = Identity.platform + ":" + Identity.workspace + ":" + Identity.account
    condition = address.in_(named) if named else Identity.administers.is_(True)
    rows = await tx.execute(select(Identity.person_id).where(condition).distinct().limit(limit))
    return list(rows.scalars())
