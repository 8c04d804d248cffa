"""Events in workspaces' own calendars: what stands there, and when to look whether it is still right.

There is a row for each event and workspace. Whatever may change what should stand there
only asks for a look (`look`, `look_in`); what is right is reckoned when it comes. All who
are in a workspace see its calendar, so a private community's events are not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, bindparam, exists, func, select, update

from bot.services.events import occurrences
from bot.services.events.events import KIND, Event
from bot.services.events.occurrences import Occurrence
from bot.services.upsert import insert_for
from storage.communities import Channel, Community
from storage.engine import Tx
from storage.items import Item
from storage.mirrors import Mirror as Row

SOONEST = timedelta(minutes=2)
"""What begins sooner than this is not put there any more: platforms take no events that have begun."""

TAKEN_AWAY = "taken away"
"""In place of a digest: people have taken away there what stood of that time."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in a workspace's calendar of an event; `entry` is empty where nothing does.

    `shown` is a digest of what was sent, or would be and was refused, or `TAKEN_AWAY`.
    """

    id: int
    item_id: int
    platform: str
    workspace: str
    entry: str
    occurrence: str
    shown: str
    ends_at: datetime | None


_COLUMNS = (
    Row.id,
    Row.item_id,
    Row.platform,
    Row.workspace,
    Row.entry,
    Row.occurrence,
    Row.shown,
    Row.ends_at,
)


async def look(tx: Tx, now: datetime, item_id: int) -> None:
    """Have it looked at what should stand of an event, in each workspace in which its community is."""
    await _look(tx, now, Item.id == item_id)


async def look_in(tx: Tx, now: datetime, community_id: int) -> None:
    """Have it looked at what should stand of each of a community's events."""
    await _look(tx, now, Item.community_id == community_id)


async def _look(tx: Tx, now: datetime, which: ColumnElement[bool]) -> None:
    await tx.execute(
        update(Row)
        .where(Row.item_id.in_(select(Item.id).where(which, Item.kind == KIND)))
        .values(look_at=now)
    )
    moment = bindparam("now", now, type_=Row.look_at.type)
    empty = bindparam("empty", "", type_=Row.entry.type)
    places = (
        select(Item.id, Channel.platform, Channel.workspace, empty, empty, empty, moment)
        .join(Channel, Channel.community_id == Item.community_id)
        .where(which, Item.kind == KIND)
        .distinct()
    )
    names = ("item_id", "platform", "workspace", "entry", "occurrence", "shown", "look_at")
    new = insert_for(tx.dialect.name, Row).from_select(names, places)
    same = [Row.item_id, Row.platform, Row.workspace]
    await tx.execute(new.on_conflict_do_nothing(index_elements=same))


async def due(tx: Tx, now: datetime, *, limit: int = 50) -> Sequence[int]:
    """The numbers of what is to be looked at now."""
    rows = await tx.execute(select(Row.id).where(Row.look_at <= now).order_by(Row.look_at).limit(limit))
    return rows.scalars().all()


async def following(tx: Tx, _now: datetime) -> datetime | None:
    """When something is to be looked at next."""
    return (await tx.execute(select(func.min(Row.look_at)))).scalar()


async def put_off(tx: Tx, number: int, until: datetime) -> None:
    """Look later at what failed."""
    await tx.execute(update(Row).where(Row.id == number).values(look_at=until))


async def claim(tx: Tx, now: datetime, number: int) -> Standing | None:
    """Take one in hand that is to be looked at; None where another process has."""
    found = await tx.execute(
        select(*_COLUMNS).where(Row.id == number, Row.look_at <= now).with_for_update(skip_locked=True)
    )
    return _standing(found.first())


async def get(tx: Tx, number: int) -> Standing | None:
    """What stands there, by its number."""
    return _standing((await tx.execute(select(*_COLUMNS).where(Row.id == number))).first())


def _standing(row: Any) -> Standing | None:
    return Standing(*row) if row else None


async def look_again(tx: Tx, number: int, at: datetime | None) -> None:
    """Say when to look again; None where only a change can make a difference."""
    await tx.execute(update(Row).where(Row.id == number).values(look_at=at))


async def may_stand(tx: Tx, standing: Standing) -> bool:
    """Whether all in that workspace may see the event, and its community is there."""
    there = exists().where(
        Channel.community_id == Community.id,
        Channel.platform == standing.platform,
        Channel.workspace == standing.workspace,
    )
    found = await tx.execute(
        select(Item.id)
        .join(Community, Community.id == Item.community_id)
        .where(
            Item.id == standing.item_id,
            Item.deleted_at.is_(None),
            Community.private.is_(False),
            Community.suspended_at.is_(None),
            there,
        )
    )
    return found.scalar() is not None


def right_time(event: Event, standing: Standing, now: datetime) -> Occurrence | None:
    """The time that should stand there: one that goes on if it does so already, else the next to begin."""
    if event.cancelled_at:
        return None
    for one in occurrences.following(event, now):
        if one.starts > now + SOONEST or (standing.entry and one.key == standing.occurrence):
            return one
    return None


async def settle(
    tx: Tx, number: int, *, entry: str, occurrence: str, shown: str, ends_at: datetime | None
) -> None:
    """Note what stands there now, as `Standing` has it."""
    await tx.execute(
        update(Row)
        .where(Row.id == number)
        .values(entry=entry, occurrence=occurrence, shown=shown, ends_at=ends_at)
    )
