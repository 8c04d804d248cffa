"""Who belongs to a community: joining, asking to join, leaving, and its facilitators."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import case, delete, func, select, update

from bot.errors import Conflict, NotFound
from bot.permissions import Role
from bot.services.communities.audit import record
from bot.services.communities.communities import COLUMNS, Community
from bot.services.items.numbers import insert_numbered
from bot.services.text import key_of, several_lines
from bot.services.upsert import insert_new
from bot.words import _
from storage.communities import Community as CommunityRow
from storage.communities import JoinRequest, Membership
from storage.engine import Tx
from storage.people import Person


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a community."""

    id: int
    name: str
    role: Role
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody's request to join a private community."""

    id: int
    community: Community
    person_id: int
    person_name: str
    words: str
    state: str


class Joined(Enum):
    """What came of wanting to join."""

    NOW = "now"
    ALREADY = "already"
    ASKED = "asked"
    ASKED_BEFORE = "asked before"


async def role_of(tx: Tx, community_id: int, person_id: int) -> Role:
    """What a person is to a community."""
    found = await tx.execute(
        select(Membership.role).where(
            Membership.community_id == community_id, Membership.person_id == person_id
        )
    )
    role = found.scalar()
    return Role[role.upper()] if role else Role.NOBODY


async def add(tx: Tx, now: datetime, community_id: int, person_id: int) -> bool:
    """Make a person a member; returns False for one who is."""
    return await insert_new(
        tx, Membership, community_id=community_id, person_id=person_id, role="member", joined_at=now
    )


async def join(
    tx: Tx, now: datetime, community: Community, person_id: int, words: str = ""
) -> tuple[Joined, int | None]:
    """Join an open community, or ask to join a private one; returns what came of it, and the request."""
    if await role_of(tx, community.id, person_id):
        return Joined.ALREADY, None
    if not community.private:
        await add(tx, now, community.id, person_id)
        return Joined.NOW, None
    # Two requests of one person at once must not both find that there is none yet.
    await tx.execute(select(Person.id).where(Person.id == person_id).with_for_update())
    pending = await tx.execute(
        select(JoinRequest.id).where(
            JoinRequest.community_id == community.id,
            JoinRequest.person_id == person_id,
            JoinRequest.state == "pending",
        )
    )
    before = pending.scalar()
    if before is not None:
        return Joined.ASKED_BEFORE, before
    number = await insert_numbered(
        tx,
        JoinRequest,
        community_id=community.id,
        person_id=person_id,
        words=several_lines(words, 500),
        state="pending",
        reason="",
        created_at=now,
    )
    return Joined.ASKED, number


async def private_named(tx: Tx, name: str) -> list[Community]:
    """Private communities of exactly that name, whoever asks. What comes of it must not show to the asker."""
    rows = await tx.execute(
        select(*COLUMNS).where(
            CommunityRow.name_key == key_of(name, 160),
            CommunityRow.private.is_(True),
            CommunityRow.suspended_at.is_(None),
        )
    )
    return [Community.of(row) for row in rows]


async def leave(tx: Tx, community: Community, person_id: int) -> None:
    """Leave a community; raises `NotFound` for one who is no member, `Conflict` for the last facilitator."""
    role = await role_of(tx, community.id, person_id)
    if not role:
        raise NotFound(_("You are not a member of {name}.", name=community.name))
    if role >= Role.FACILITATOR:
        await _somebody_else_facilitates(tx, community, person_id)
    await tx.execute(
        delete(Membership).where(Membership.community_id == community.id, Membership.person_id == person_id)
    )


async def _somebody_else_facilitates(tx: Tx, community: Community, person_id: int) -> None:
    # Of two who go at once, the second must find the first gone.
    await tx.execute(select(CommunityRow.id).where(CommunityRow.id == community.id).with_for_update())
    others = await tx.execute(
        select(func.count()).where(
            Membership.community_id == community.id,
            Membership.role == "facilitator",
            Membership.person_id != person_id,
        )
    )
    if not others.scalar_one():
        raise Conflict(
            _(
                "{name} would be left without a facilitator. Appoint another member first.",
                name=community.name,
            ),
            example="community appoint @name",
        )


async def request(tx: Tx, request_id: int) -> Asked | None:
    """A request to join by its number."""
    found = await tx.execute(
        select(
            JoinRequest.id.label("request_id"), JoinRequest.person_id, JoinRequest.words, JoinRequest.state
        )
        .add_columns(Person.name.label("person_name"), *COLUMNS)
        .join(CommunityRow, CommunityRow.id == JoinRequest.community_id)
        .join(Person, Person.id == JoinRequest.person_id)
        .where(JoinRequest.id == request_id)
    )
    row = found.first()
    if row is None:
        return None
    return Asked(row.request_id, Community.of(row), row.person_id, row.person_name, row.words, row.state)


async def pending(tx: Tx, community_id: int, *, limit: int = 20) -> list[tuple[int, str, str]]:
    """Requests that nobody has decided: number, person's name, their words; the oldest first."""
    rows = await tx.execute(
        select(JoinRequest.id, Person.name, JoinRequest.words)
        .join(Person, Person.id == JoinRequest.person_id)
        .where(JoinRequest.community_id == community_id, JoinRequest.state == "pending")
        .order_by(JoinRequest.created_at)
        .limit(limit)
    )
    return [(row.id, row.name, row.words) for row in rows]


async def decide(tx: Tx, now: datetime, actor: int, asked: Asked, *, approve: bool, reason: str = "") -> None:
    """Approve or decline a request; raises `Conflict` where somebody has decided already."""
    done = await tx.execute(
        update(JoinRequest)
        .where(JoinRequest.id == asked.id, JoinRequest.state == "pending")
        .values(
            state="approved" if approve else "declined",
            reason=several_lines(reason, 500),
            decided_by=actor,
            decided_at=now,
        )
    )
    if not done.rowcount:
        raise Conflict(_("This request is settled already; nothing was changed."))
    if approve:
        await add(tx, now, asked.community.id, asked.person_id)
    deed = "community.approve" if approve else "community.decline"
    await record(
        tx, now, deed, actor=actor, community=asked.community.id, subject=f"person {asked.person_id}"
    )


async def members(tx: Tx, community_id: int, *, limit: int = 20, offset: int = 0) -> list[Member]:
    """The members, facilitators first, then by name."""
    rank = case((Membership.role == "facilitator", 0), else_=1)
    rows = await tx.execute(
        select(Person.id, Person.name, Membership.role, Membership.joined_at)
        .join(Membership, Membership.person_id == Person.id)
        .where(Membership.community_id == community_id)
        .order_by(rank, func.lower(Person.name), Person.id)
        .limit(limit)
        .offset(offset)
    )
    return [Member(row.id, row.name, Role[row.role.upper()], row.joined_at) for row in rows]


async def count(tx: Tx, community_id: int) -> int:
    """How many members a community has."""
    found = await tx.execute(select(func.count()).where(Membership.community_id == community_id))
    return found.scalar_one()


async def facilitators(tx: Tx, community_id: int) -> list[Member]:
    """Those who care for a community."""
    return [member for member in await members(tx, community_id, limit=50) if member.role >= Role.FACILITATOR]


async def appoint(
    tx: Tx, now: datetime, actor: int, community: Community, person_id: int, *, facilitates: bool
) -> bool:
    """Make a member a facilitator, or a facilitator a member; returns False where nothing changes.

    Raises `NotFound` for one who is no member, `Conflict` where no facilitator would be left.
    """
    role = await role_of(tx, community.id, person_id)
    if not role:
        raise NotFound(_("Only a member of {name} can become its facilitator.", name=community.name))
    if (role >= Role.FACILITATOR) is facilitates:
        return False
    if not facilitates:
        await _somebody_else_facilitates(tx, community, person_id)
    await tx.execute(
        update(Membership)
        .where(Membership.community_id == community.id, Membership.person_id == person_id)
        .values(role="facilitator" if facilitates else "member")
    )
    deed = "community.appoint" if facilitates else "community.dismiss"
    await record(tx, now, deed, actor=actor, community=community.id, subject=f"person {person_id}")
    return True
