"""Whose digest is due, and of what time it tells.

A digest tells of what happened since the last one (`daily_to`, `weekly_to`). What
was missed in a downtime comes when the process is back, once; where that is more
than half of the way to the next one it is left to that, which tells of it all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from bot.services.alerts import alerts, preferences
from bot.services.alerts.preferences import Frequencies
from bot.services.digests.rhythms import Rhythm, rhythms_by
from bot.services.digests.times import WEEK, offset, whole_minutes
from bot.services.people.people import By
from storage.alerts import AlertSetting
from storage.base import BigId, UtcDateTime
from storage.engine import Tx

BATCH = 50
"""How many digests are made in one transaction. Few, as on SQLite others cannot write meanwhile; were they
fewer, more would be read for each."""
_MINUTE = timedelta(minutes=1)
LONGEST_LOOK = timedelta(days=31)
"""How far back a digest looks where there was none for long."""


@dataclass(frozen=True, slots=True)
class Due:
    """A digest to be made: the parts of the time that it tells of, and how it is sent.

    It tells of what is heard of daily since `daily_since`, and of what is heard of weekly since
    `weekly_since`; None leaves that out. It is to be read before `next_at`.
    """

    person_id: int
    zone: str
    by: By
    frequencies: Frequencies
    daily_since: datetime
    weekly_since: datetime | None
    next_at: datetime
    not_before: datetime

    @property
    def since(self) -> datetime:
        """Since when it tells of anything."""
        return min(self.daily_since, self.weekly_since or self.daily_since)

    def hears_since(self, community_id: int, kind: str) -> datetime | None:
        """Since when it tells of that kind in that community; None where it does not."""
        soon = self.frequencies.of(community_id, kind)
        return {"daily": self.daily_since, "weekly": self.weekly_since}.get(soon)


async def due(tx: Tx, now: datetime) -> Sequence[int]:
    """The person whose digest has been due longest; `take` takes them and others."""
    rows = await tx.execute(
        select(AlertSetting.person_id)
        .where(AlertSetting.digest_at <= now)
        .order_by(AlertSetting.digest_at, AlertSetting.person_id)
        .limit(1)
    )
    return rows.scalars().all()


async def following(tx: Tx, _now: datetime) -> datetime | None:
    """When the next digest of all is due."""
    return (await tx.execute(select(func.min(AlertSetting.digest_at)))).scalar()


async def put_off(tx: Tx, person_id: int, until: datetime) -> None:
    """Have somebody's digest come later, so that it does not stand in the way of others."""
    await tx.execute(update(AlertSetting).where(AlertSetting.person_id == person_id).values(digest_at=until))


_MOVE = (
    update(AlertSetting)
    .where(AlertSetting.person_id == bindparam("person", type_=BigId))
    .values(
        digest_at=bindparam("next", type_=UtcDateTime()),
        daily_to=bindparam("daily", type_=UtcDateTime()),
        weekly_to=bindparam("weekly", type_=UtcDateTime()),
    )
)


async def take(tx: Tx, now: datetime, until: datetime, zone: str) -> list[Due]:
    """Take up to 50 people in hand whose digest is due, and move them on: what they will have been told
    of is what happened until `until`. What is sent belongs into the same transaction.

    Alerts that are due at the same moment, such as those that waited for the end of quiet hours, are left to
    their digests.
    """
    rows = await tx.execute(
        select(AlertSetting.person_id, AlertSetting.digest_at, AlertSetting.daily_to, AlertSetting.weekly_to)
        .where(AlertSetting.digest_at <= now)
        .order_by(AlertSetting.digest_at, AlertSetting.person_id)
        .limit(BATCH)
        .with_for_update(skip_locked=True)
    )
    claimed = {row.person_id: row for row in rows}
    if not claimed:
        return []
    frequencies = await preferences.frequencies(tx, [*claimed])
    rhythms = await rhythms_by(tx, [*claimed], frequencies, zone)
    found, moves = [], []
    for person, rhythm in rhythms.items():
        row = claimed[person]
        daily_to, weekly_to = row.daily_to or now - WEEK, row.weekly_to or now - WEEK
        one = _due(rhythm, frequencies[person], now, daily_to, weekly_to)
        following = rhythm.next(now) if rhythm.on else None
        if one and one.not_before - now >= _MINUTE and not rhythm.is_stale(one.not_before):
            # Made when quiet hours are over: by then they may have left a community of which it would tell.
            following, one = one.not_before, None
        if one:
            found.append(one)
            daily_to, weekly_to = until, until if one.weekly_since else weekly_to
        moves.append(
            {
                "person": person,
                "next": following,
                "daily": daily_to,
                "weekly": weekly_to,
            }
        )
    await tx.execute(_MOVE, moves)
    if found:
        await alerts.leave_to_digest(tx, now, until, [one.person_id for one in found])
    return found


async def as_of_now(tx: Tx, now: datetime, person_id: int, zone: str) -> Due:
    """What somebody's digest would tell of if it came now; nothing is moved on."""
    frequencies = await preferences.frequencies(tx, [person_id])
    rhythm = (await rhythms_by(tx, [person_id], frequencies, zone))[person_id]
    found = await tx.execute(
        select(AlertSetting.daily_to, AlertSetting.weekly_to).where(AlertSetting.person_id == person_id)
    )
    daily_to, weekly_to = found.one_or_none() or (None, None)
    due = _telling(rhythm, frequencies[person_id], now, daily_to or now - WEEK, weekly_to or now - WEEK)
    return replace(due, next_at=now + rhythm.between)


def _due(
    rhythm: Rhythm, frequencies: Frequencies, now: datetime, daily_to: datetime, weekly_to: datetime
) -> Due | None:
    """The digest that is due, None where it is left to the next one."""
    if not rhythm.on or rhythm.is_stale(now):
        return None
    weekly = not rhythm.daily or rhythm.last_week(now) > weekly_to
    return _telling(rhythm, frequencies, now, daily_to, weekly_to if weekly else None)


def _telling(
    rhythm: Rhythm, frequencies: Frequencies, now: datetime, daily_to: datetime, weekly_to: datetime | None
) -> Due:
    first, after = now - LONGEST_LOOK, offset(rhythm.person_id)
    return Due(
        person_id=rhythm.person_id,
        zone=rhythm.zone,
        by=rhythm.settings.by,
        frequencies=frequencies,
        daily_since=max(daily_to, first),
        weekly_since=max(weekly_to, first) if weekly_to else None,
        next_at=rhythm.next(now),
        not_before=rhythm.after_quiet(now + (after - whole_minutes(after))),
    )
