"""Communities: making them, finding them, their settings and their channels.

Names need not be unique: two communities may share one where the one is private,
for a refusal would tell an outsider that it exists. Membership is in
`membership`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rapidfuzz import fuzz, process
from sqlalchemy import and_, case, func, insert, select, update
from sqlalchemy.orm import aliased

from bot.errors import Conflict, NotUnderstood
from bot.permissions import Role
from bot.services.communities.audit import record
from bot.services.events import mirrors
from bot.services.items.numbers import insert_numbered
from bot.services.text import fold, key_of, one_line, several_lines
from bot.services.visibility import sees_community
from bot.words import _
from storage.communities import Community as Row
from storage.communities import Membership
from storage.engine import Tx

COLUMNS = (
    Row.id,
    Row.name,
    Row.purpose,
    Row.audience,
    Row.topics,
    Row.private,
    Row.time_zone,
    Row.language,
    Row.features_off,
    Row.suspended_at,
    Row.ask_authors,
)


@dataclass(frozen=True, slots=True)
class Community:
    """A community as everything outside the storage knows it."""

    id: int
    name: str
    purpose: str
    audience: str
    topics: str
    private: bool
    time_zone: str
    language: str
    features_off: tuple[str, ...] = ()
    suspended: bool = False
    ask_authors: bool = False

    @classmethod
    def of(cls, row: Any) -> Community:
        """Read one from a row that has `COLUMNS`."""
        return cls(
            row.id,
            row.name,
            row.purpose,
            row.audience,
            row.topics,
            row.private,
            row.time_zone,
            row.language,
            tuple(row.features_off),
            row.suspended_at is not None,
            row.ask_authors,
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """A community in a list: with its number of members, and what the reader is to it."""

    community: Community
    members: int
    role: Role


async def create(
    tx: Tx,
    now: datetime,
    creator: int,
    *,
    name: str,
    purpose: str = "",
    audience: str = "",
    topics: str = "",
    private: bool = False,
    time_zone: str = "UTC",
    language: str = "en",
) -> Community:
    """Make a community, with its creator as the first facilitator.

    Raises `NotUnderstood` for a name that is empty or too long, `Conflict` where the creator can see one of
    that name already.
    """
    name = await _checked_name(tx, creator, name)
    values = {
        "name": name,
        "name_key": key_of(name, 160),
        "purpose": several_lines(purpose, 1000),
        "audience": several_lines(audience, 500),
        "topics": several_lines(topics, 1000),
        "private": private,
        "time_zone": time_zone,
        "language": language,
        "features_off": [],
        "ask_authors": private,
    }
    number = await insert_numbered(tx, Row, **values, created_by=creator, created_at=now)
    community = Community.of((await tx.execute(select(*COLUMNS).where(Row.id == number))).one())
    await tx.execute(
        insert(Membership).values(
            community_id=community.id, person_id=creator, role="facilitator", joined_at=now
        )
    )
    await record(tx, now, "community.new", actor=creator, community=community.id)
    return community


async def _checked_name(tx: Tx, actor: int, name: str, *, but: int | None = None) -> str:
    """The name as it will be kept; it may be like that of `but`, the community that is to have it."""
    name = one_line(name)
    if not 2 <= len(name) <= 80:
        raise NotUnderstood(_("A community's name has 2 to 80 characters."), field="name")
    for known in await named(tx, actor, name):
        if known.id != but and fold(known.name) == fold(name):
            raise Conflict(_("There is a community called “{name}” already.", name=name), field="name")
    return name


async def get(tx: Tx, community_id: int) -> Community | None:
    """The community of that number, whoever may see it."""
    found = await tx.execute(select(*COLUMNS).where(Row.id == community_id))
    row = found.first()
    return Community.of(row) if row else None


async def visible(
    tx: Tx, viewer: int, *, administrator: bool = False, mine: bool = False, limit: int = 10, offset: int = 0
) -> list[Listed]:
    """The communities that the viewer may know of, by name; with `mine`, only the viewer's own."""
    theirs = aliased(Membership)
    count = select(func.count()).where(theirs.community_id == Row.id).scalar_subquery()
    my = and_(Membership.community_id == Row.id, Membership.person_id == viewer)
    statement = (
        select(*COLUMNS, count.label("members"), Membership.role)
        .outerjoin(Membership, my)
        .where(sees_community(viewer, administrator=administrator))
        .order_by(Row.name_key, Row.id)
        .limit(limit)
        .offset(offset)
    )
    if mine:
        statement = statement.where(Membership.person_id.is_not(None))
    rows = await tx.execute(statement)
    return [
        Listed(Community.of(row), row.members, Role[row.role.upper()] if row.role else Role.NOBODY)
        for row in rows
    ]


async def named(
    tx: Tx, viewer: int, text: str, *, administrator: bool = False, limit: int = 5
) -> list[Community]:
    """Communities that the viewer may know of, whose name has `text` in it; the closest first."""
    key = key_of(text, 160)
    closeness = case((Row.name_key == key, 0), (Row.name_key.startswith(key, autoescape=True), 1), else_=2)
    rows = await tx.execute(
        select(*COLUMNS)
        .where(
            sees_community(viewer, administrator=administrator),
            Row.name_key.contains(key, autoescape=True),
        )
        .order_by(closeness, Row.name_key, Row.id)
        .limit(limit)
    )
    return [Community.of(row) for row in rows]


async def similar(tx: Tx, viewer: int, text: str, *, administrator: bool = False) -> list[Community]:
    """Communities that the viewer may know of whose name is spelt much like `text`, at most three."""
    rows = await tx.execute(
        select(*COLUMNS).where(sees_community(viewer, administrator=administrator)).limit(2000)
    )
    known = {row.id: row for row in rows}
    # Comparing takes time with the product of both lengths, and anything may have been written.
    close = process.extract(
        key_of(text, 160), {id_: fold(row.name) for id_, row in known.items()}, scorer=fuzz.WRatio, limit=3
    )
    return [Community.of(known[id_]) for _name, score, id_ in close if score >= 75]


async def by_number(
    tx: Tx, viewer: int, community_id: int, *, administrator: bool = False
) -> Community | None:
    """The community of that number if the viewer may know of it."""
    found = await tx.execute(
        select(*COLUMNS).where(Row.id == community_id, sees_community(viewer, administrator=administrator))
    )
    row = found.first()
    return Community.of(row) if row else None


async def change(tx: Tx, now: datetime, actor: int, community: Community, **values: Any) -> Community:
    """Change settings: name, purpose, audience, topics, private, time_zone, language, features_off,
    ask_authors.

    Raises `NotUnderstood` for a name that is empty or too long, `Conflict` for one that another community
    has which the actor can see.
    """
    if "name" in values:
        values["name"] = await _checked_name(tx, actor, values["name"], but=community.id)
        values["name_key"] = key_of(values["name"], 160)
    changed = await tx.execute(update(Row).where(Row.id == community.id).values(**values).returning(*COLUMNS))
    if "private" in values:
        await mirrors.look_in(tx, now, community.id)
    await record(
        tx, now, "community.settings", actor=actor, community=community.id, subject=", ".join(sorted(values))
    )
    return Community.of(changed.one())


async def suspend(tx: Tx, now: datetime, actor: int, community: Community, *, suspended: bool) -> None:
    """Take a community out of use, or bring it back; nothing in it is lost."""
    await tx.execute(
        update(Row).where(Row.id == community.id).values(suspended_at=now if suspended else None)
    )
    await mirrors.look_in(tx, now, community.id)
    deed = "community.suspend" if suspended else "community.resume"
    await record(tx, now, deed, actor=actor, community=community.id)
