"""Addresses that somebody gave and wants looked at: a queue, as servers answer when they like.

An inquiry is gone in the transaction that writes down what came of it, so it is answered once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import delete, func, insert, or_, select, update

from bot.errors import Conflict
from bot.services.communities.channels import ChannelAddress
from bot.words import _
from storage.engine import Tx
from storage.news import FeedInquiry as Row

MOST_WAITING = 10
"""How many addresses of one community can wait."""

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An address, who gave it, and what is to be done with the feed there. `tries` counts this one too."""

    id: int
    wish: str
    address: str
    person_id: int
    community_id: int
    channel: ChannelAddress
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    most_per_hour: int
    tries: int


async def ask(
    tx: Tx,
    now: datetime,
    wish: Literal["add", "test"],
    address: str,
    person_id: int,
    community_id: int,
    channel: ChannelAddress,
    *,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    most_per_hour: int,
) -> None:
    """Have an address looked at; raises `Conflict` where too many wait already."""
    waiting = await tx.execute(select(func.count()).where(Row.community_id == community_id))
    if waiting.scalar_one() >= MOST_WAITING:
        raise Conflict(_("I am still looking at other addresses. Please try again in a minute."))
    await tx.execute(
        insert(Row).values(
            wish=wish,
            address=address,
            person_id=person_id,
            community_id=community_id,
            platform=channel.platform,
            workspace=channel.workspace,
            channel=channel.channel,
            include=list(include),
            exclude=list(exclude),
            most_per_hour=most_per_hour,
            created_at=now,
        )
    )


async def pending(tx: Tx, community_id: int) -> list[str]:
    """The addresses that a community waits for to be added."""
    rows = await tx.execute(
        select(Row.address).where(Row.community_id == community_id, Row.wish == "add").order_by(Row.id)
    )
    return list(rows.scalars())


def _free(now: datetime) -> Any:
    return or_(Row.lease_until.is_(None), Row.lease_until <= now)


async def waits(tx: Tx, now: datetime) -> bool:
    """Whether any address is to be looked at."""
    return (await tx.execute(select(Row.id).where(_free(now)).limit(1))).first() is not None


async def claim(tx: Tx, now: datetime, until: datetime, most: int) -> list[Inquiry]:
    """Take addresses in hand, in the order in which they were given."""
    found = await tx.execute(
        select(Row).where(_free(now)).order_by(Row.id).limit(most).with_for_update(skip_locked=True)
    )
    rows = found.all()
    numbers = [row.id for row in rows]
    if numbers:
        await tx.execute(
            update(Row).where(Row.id.in_(numbers)).values(lease_until=until, tries=Row.tries + 1)
        )
    return [
        Inquiry(
            row.id,
            row.wish,
            row.address,
            row.person_id,
            row.community_id,
            ChannelAddress(row.platform, row.workspace, row.channel),
            tuple(row.include),
            tuple(row.exclude),
            row.most_per_hour,
            row.tries + 1,
        )
        for row in rows
    ]


async def answered(tx: Tx, inquiry_id: int) -> bool:
    """An inquiry is answered in this transaction; False where another process was faster."""
    return bool((await tx.execute(delete(Row).where(Row.id == inquiry_id))).rowcount)
