"""Alerts: what somebody hears of at once, gathered into few messages, and what they have been told.

A person's alerts that are due become one message. It waits for the end of their
quiet hours, comes at most once in five minutes (what is about their own things may
come three times in that), and at most so many times a day as they allow; the rest
is left for the digest, and so is what a downtime has made stale. What they may not
see any more, or have muted since, is dropped. Where their digest comes at the same
moment, such as at the end of quiet hours, it tells of all this, and no alert does.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import aliased

from bot.services.alerts import preferences
from bot.services.alerts.queue import WAITS, Alert, drop, to_tell
from bot.services.alerts.quiet import quiet_until
from bot.services.alerts.spreading import ARRIVALS
from bot.services.people.people import By
from bot.services.schedules.schedules import in_utc
from storage.alerts import Alert as Row
from storage.communities import Membership
from storage.engine import Tx
from storage.happenings import Happening
from storage.people import Person

PAUSE = timedelta(minutes=5)
"""Between two messages to one person."""

MOST_OF_OWN = 3
"""Messages within one pause where what happened is about the person's own things."""

MOST_AT_ONCE = 15
FOR_THE_DIGEST = timedelta(minutes=1)
"""How long alerts wait for a digest that is due; again and again, while it is due for less than an hour."""
LOOK_AGAIN = timedelta(hours=1)
"""Who is quiet is looked at again this soon, for they may have moved or changed their hours."""


@dataclass(frozen=True, slots=True)
class Message:
    """What one person is to be told now, oldest first, and in which way."""

    by: By
    alerts: Sequence[Alert]


async def due(tx: Tx, now: datetime, *, limit: int = 50) -> Sequence[int]:
    """The people who have alerts that are due, the longest due first."""
    # From the index of those that wait, and only then grouped: else what was sent long ago is read as well.
    longest = (
        select(Row.person_id, Row.due_at)
        .where(WAITS, Row.due_at <= now)
        .order_by(Row.due_at)
        .limit(10 * limit)
    ).subquery()
    rows = await tx.execute(
        select(longest.c.person_id)
        .group_by(longest.c.person_id)
        .order_by(func.min(longest.c.due_at), longest.c.person_id)
        .limit(limit)
    )
    return rows.scalars().all()


async def following(tx: Tx, _now: datetime) -> datetime | None:
    """When the next alert is due."""
    return (await tx.execute(select(func.min(Row.due_at)).where(WAITS))).scalar()


async def put_off(tx: Tx, person_id: int, until: datetime) -> None:
    """Have a person's alerts wait."""
    await tx.execute(update(Row).where(Row.person_id == person_id, WAITS).values(due_at=until))


async def take(tx: Tx, now: datetime, person_id: int, zone: str) -> Message | None:
    """What a person is to be told now; None where another process is at it, or nothing is to be told yet.

    `zone` is where the day is reckoned for those of whom no zone is known. What is not to be told at all is
    marked so; what is told is to be marked with `sent`, in the same transaction.
    """
    lock = select(Person.id).where(Person.id == person_id)
    if (await tx.execute(lock.with_for_update(skip_locked=True, key_share=True))).first() is None:
        return None
    settings = await preferences.settings_of(tx, person_id)
    waiting = await to_tell(tx, now, person_id, stopped=settings.stopped)
    if not waiting:
        return None
    own_zone = ZoneInfo(await preferences.zone_of(tx, person_id, zone))
    if until := quiet_until(now, own_zone, settings.quiet_from, settings.quiet_to):
        await put_off(tx, person_id, min(until, now + LOOK_AGAIN))
        return None
    if settings.digest_at and now - LOOK_AGAIN < settings.digest_at <= now:
        await put_off(tx, person_id, now + FOR_THE_DIGEST)
        return None
    sent = await _sent_today(tx, now, person_id, own_zone)
    if sum(at >= _midnight(now, own_zone) for at in sent) >= settings.ceiling:
        await drop(tx, [one.id for one in waiting], "ceiling")
        return None
    chosen = await _in_turn(tx, now, waiting, sent)
    return Message(settings.by, chosen) if chosen else None


async def _sent_today(tx: Tx, now: datetime, person_id: int, zone: ZoneInfo) -> list[datetime]:
    """When messages went to a person since midnight, or within the last pause."""
    since = min(_midnight(now, zone), now - PAUSE)
    rows = await tx.execute(
        select(func.max(Row.sent_at))
        .where(Row.person_id == person_id, Row.sent_at >= since)
        .group_by(Row.message)
    )
    return [at for at in rows.scalars() if at]


def _midnight(now: datetime, zone: ZoneInfo) -> datetime:
    day = now.astimezone(zone).date()
    return min(in_utc(datetime.combine(day, time()), zone.key), now.astimezone(UTC))


async def _in_turn(
    tx: Tx, now: datetime, waiting: Sequence[Alert], sent: Sequence[datetime]
) -> Sequence[Alert]:
    """Those of the waiting alerts whose turn it is; the others wait for the end of the pause."""
    lately = [at for at in sent if at > now - PAUSE]
    own = [one for one in waiting if one.direct]
    chosen = waiting if not lately else own if len(lately) < MOST_OF_OWN else []
    chosen = chosen[:MOST_AT_ONCE]
    rest = {one.id for one in waiting} - {one.id for one in chosen}
    if rest:
        # Of their own they hear as soon as one of the latest messages is long enough ago.
        since = now if chosen else min(lately) if own else max(lately)
        await tx.execute(update(Row).where(Row.id.in_(rest)).values(due_at=since + PAUSE))
    return chosen


async def sent(tx: Tx, now: datetime, alerts: Sequence[Alert]) -> None:
    """Note that these were told, in one message."""
    numbers = [one.id for one in alerts]
    await tx.execute(update(Row).where(Row.id.in_(numbers)).values(sent_at=now, message=min(numbers)))


async def unreachable(tx: Tx, alerts: Sequence[Alert]) -> None:
    """Note that there was no way to tell these."""
    await drop(tx, [one.id for one in alerts], "unreachable")


async def leave_to_digest(tx: Tx, now: datetime, until: datetime, people: Sequence[int]) -> None:
    """Have the digests of these people tell of what they would hear of by an alert at this moment.

    Left to them is what happened until `until` in communities that they are in; a digest tells of no other.
    """
    told_there = (
        select(Happening.id)
        .join(Membership, Membership.community_id == Happening.community_id)
        .where(Happening.id == Row.happening_id, Membership.person_id == Row.person_id, Happening.at <= until)
        .exists()
    )
    soon = Row.due_at <= now + FOR_THE_DIGEST
    await tx.execute(
        update(Row).where(Row.person_id.in_(people), WAITS, soon, told_there).values(dropped="digest")
    )


async def told_to(tx: Tx, people: Sequence[int], since: datetime) -> dict[int, set[int]]:
    """The happenings that each of these people was told of by an alert since then.

    What is the same news to a reader is told with it: an item that is new in a second community, or whose
    tags are.
    """
    return await _happenings(tx, people, Row.sent_at >= since)


async def left_to(tx: Tx, people: Sequence[int], since: datetime) -> dict[int, set[int]]:
    """The happenings since then that each was to hear of at once and did not; the digest tells of them.

    They are more than the daily ceiling, were stale after a downtime, or due with the digest.
    """
    left = Row.dropped.in_(("ceiling", "stale", "digest"))
    return await _happenings(tx, people, left, Happening.at >= since)


async def _happenings(tx: Tx, people: Sequence[int], *of: ColumnElement[bool]) -> dict[int, set[int]]:
    same = aliased(Happening)
    found: dict[int, set[int]] = {person: set() for person in people}
    both_new = and_(Happening.what.in_(ARRIVALS), same.what.in_(ARRIVALS))
    is_same = and_(same.item_id == Happening.item_id, or_(same.id == Happening.id, both_new))
    rows = await tx.execute(
        select(Row.person_id, same.id)
        .join(Happening, Happening.id == Row.happening_id)
        .join(same, is_same)
        .where(Row.person_id.in_(people), *of)
    )
    for row in rows:
        found[row.person_id].add(row.id)
    return found
