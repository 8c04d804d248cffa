"""Which time zones a person whose platform tells none is likely to be in."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from storage.communities import Community, Membership
from storage.engine import Tx
from storage.people import Person

COMMON = (
    "Europe/London",
    "Europe/Madrid",
    "Europe/Athens",
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Africa/Nairobi",
    "Asia/Kolkata",
    "Asia/Singapore",
    "Asia/Tokyo",
    "Australia/Sydney",
)
"""One of most parts of the world, for where nothing else is known."""


async def likely(tx: Tx, person_id: int, first: Sequence[str], *, limit: int = 12) -> list[str]:
    """The likeliest zones: `first`, those of the person's communities and of most people in them, others."""
    mine, theirs = aliased(Membership), aliased(Membership)
    places = await tx.execute(
        select(Community.time_zone)
        .join(mine, mine.community_id == Community.id)
        .where(mine.person_id == person_id)
        .order_by(mine.joined_at)
        .limit(limit)
    )
    together = await tx.execute(
        select(Person.time_zone)
        .join(theirs, theirs.person_id == Person.id)
        .join(mine, mine.community_id == theirs.community_id)
        .where(mine.person_id == person_id, Person.time_zone.is_not(None))
        .group_by(Person.time_zone)
        .order_by(func.count().desc(), Person.time_zone)
        .limit(limit)
    )
    found = [*first, *places.scalars(), *(zone for zone in together.scalars() if zone), *COMMON]
    return list(dict.fromkeys(found))[:limit]
