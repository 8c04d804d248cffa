"""Secret links: addresses that give a calendar or news to whoever has them.

A link is somebody's. Each time it is read it gives what that person may see at that
moment: one who was removed, or whose community was closed, has handed nothing on.
The address is the sealed number of a row (`seals`), so it cannot be
guessed, and to take the row away revokes it.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import delete, func, insert, select, update

from bot.services.communities import communities
from bot.services.communities.communities import Community
from bot.services.links import seals
from storage.communities import Community as CommunityRow
from storage.engine import Tx
from storage.links import SecretLink as Row

Kind = Literal["calendar", "atom"]

_NUMBER_BITS = 48
_NOTED_EVERY = timedelta(hours=1)
"""A calendar reads its address often; its owner wants to know the day."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link as its owner knows it; `community_name` is empty for what concerns only the owner."""

    id: int
    kind: Kind
    person_id: int
    community_id: int | None
    community_name: str
    made_at: datetime
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Grant:
    """What a link gives: what `person_id` sees, of one community or (None) of all that concerns them.

    `to_note` says that this reading is the first for a while.
    """

    link_id: int
    person_id: int
    community: Community | None
    to_note: bool


_LINKS = select(
    Row.id,
    Row.kind,
    Row.person_id,
    Row.community_id,
    CommunityRow.name,
    Row.made_at,
    Row.last_used_at,
).outerjoin(CommunityRow, CommunityRow.id == Row.community_id)


def _link(row: Any) -> Link:
    return Link(row[0], row[1], row[2], row[3], row[4] or "", row[5], row[6])


async def make(tx: Tx, now: datetime, person_id: int, kind: Kind, community_id: int | None) -> Link:
    """The person's link of that kind: the one that there is, else a new one."""
    same = Row.community_id.is_(None) if community_id is None else Row.community_id == community_id
    wanted = _LINKS.where(Row.person_id == person_id, Row.kind == kind, same).order_by(Row.made_at).limit(1)
    if there := (await tx.execute(wanted)).first():
        return _link(there)
    await tx.execute(
        insert(Row).values(
            id=secrets.randbits(_NUMBER_BITS),
            kind=kind,
            person_id=person_id,
            community_id=community_id,
            made_at=now,
        )
    )
    return _link((await tx.execute(wanted)).one())


async def made_by(tx: Tx, person_id: int) -> Sequence[Link]:
    """The person's links: calendars first, their own before those of communities, by name."""
    wanted = _LINKS.where(Row.person_id == person_id)
    rows = await tx.execute(wanted.order_by(Row.kind.desc(), func.coalesce(CommunityRow.name, ""), Row.id))
    return [_link(row) for row in rows]


async def revoke(tx: Tx, person_id: int, link_id: int) -> bool:
    """Take a link of the person's away, for good; returns False where they have none of that number."""
    gone = await tx.execute(delete(Row).where(Row.id == link_id, Row.person_id == person_id))
    return bool(gone.rowcount)


def token(secret: bytes, link: Link) -> str:
    """What stands in the address of a link."""
    return seals.seal(secret, link.kind, link.id)


def number_in(secret: bytes, kind: Kind, text: str) -> int | None:
    """The number of the link that an address is of; None where it was never made. Reads nothing."""
    return seals.unseal(secret, kind, text)


async def grant(tx: Tx, now: datetime, kind: Kind, link_id: int) -> Grant | None:
    """What a link gives now; None where it is revoked, or its owner may see the community no more."""
    found = await tx.execute(
        select(Row.person_id, Row.community_id, Row.last_used_at).where(Row.id == link_id, Row.kind == kind)
    )
    row = found.first()
    if row is None:
        return None
    to_note = row.last_used_at is None or row.last_used_at < now - _NOTED_EVERY
    if row.community_id is None:
        return Grant(link_id, row.person_id, None, to_note)
    community = await communities.by_number(tx, row.person_id, row.community_id)
    return Grant(link_id, row.person_id, community, to_note) if community else None


async def was_used(tx: Tx, now: datetime, link_id: int) -> None:
    """Note that an address was read."""
    await tx.execute(update(Row).where(Row.id == link_id).values(last_used_at=now))
