"""When people's own digests come, and planning for those for whom that is not reckoned.

Everybody gets one weekly, on Mondays at 08:00 in their zone, until they say
otherwise. Who wants to hear of some kind of item daily gets one each day; that of
their weekday tells also of what they hear of weekly. `digest_at` of their
settings is when the next one is due. The clock finds whom it is not reckoned for
(`unplanned`): people who are new, and those whose zone or wishes have changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update

from bot.services.alerts import preferences
from bot.services.alerts.preferences import Frequencies, Settings
from bot.services.alerts.quiet import quiet_until
from bot.services.digests.times import DAY, WEEK, last_time, next_time, offset, whole_minutes
from bot.services.upsert import insert_for
from storage.alerts import AlertPreference, AlertSetting
from storage.engine import Tx
from storage.people import Person

PLANNED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Rhythm:
    """When somebody's digests come, in which zone, and whether there is one each day."""

    person_id: int
    settings: Settings
    zone: str
    daily: bool

    @property
    def on(self) -> bool:
        """Whether there are any."""
        return self.settings.digest_on and not self.settings.stopped

    @property
    def between(self) -> timedelta:
        """How long it is from one to the next."""
        return DAY if self.daily else WEEK

    @property
    def _late(self) -> timedelta:
        return whole_minutes(offset(self.person_id))

    def next(self, now: datetime) -> datetime:
        """When the next one is due, in UTC."""
        weekday = None if self.daily else self.settings.digest_weekday
        return next_time(now - self._late, self.zone, self.settings.digest_minute, weekday) + self._late

    def after_quiet(self, moment: datetime) -> datetime:
        """When something comes to them that is ready at that moment: not in their quiet hours. In UTC."""
        settings = self.settings
        return quiet_until(moment, ZoneInfo(self.zone), settings.quiet_from, settings.quiet_to) or moment

    def last_week(self, now: datetime) -> datetime:
        """When the last one was due that tells of the week."""
        settings = self.settings
        found = last_time(now - self._late, self.zone, settings.digest_minute, settings.digest_weekday)
        return found + self._late

    def is_stale(self, now: datetime) -> bool:
        """Whether it is nearer to the next one than to the one that is due."""
        return self.next(now) - now < self.between / 2


async def rhythms_of(tx: Tx, people: Sequence[int], zone: str) -> dict[int, Rhythm]:
    """When the digests of these people come; `zone` is for those of whom none is known. Three statements."""
    frequencies = await preferences.frequencies(tx, people)
    return await rhythms_by(tx, people, frequencies, zone)


async def rhythms_by(
    tx: Tx, people: Sequence[int], frequencies: Mapping[int, Frequencies], zone: str
) -> dict[int, Rhythm]:
    """The same, of people whose frequencies are known already. Two statements."""
    settings = await preferences.settings_of_all(tx, people)
    zones = await preferences.zones_of(tx, people, zone)
    return {
        person: Rhythm(person, settings[person], zones[person], "daily" in frequencies[person].said.values())
        for person in people
        if person in zones
    }


# --- planning ---------------------------------------------------------------------------


async def unplanned(tx: Tx, _now: datetime) -> Sequence[int]:
    """The first of those whose next digest is not reckoned; `plan_some` takes them and others."""
    rows = await tx.execute(
        select(Person.id).where(Person.digest_planned.is_(False)).order_by(Person.id).limit(1)
    )
    return rows.scalars().all()


async def plan_some(tx: Tx, now: datetime, zone: str) -> None:
    """Reckon the next digest of up to 500 people for whom that is not done."""
    rows = await tx.execute(
        select(Person.id)
        .where(Person.digest_planned.is_(False))
        .order_by(Person.id)
        .limit(PLANNED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    people = rows.scalars().all()
    if people:
        await plan(tx, now, people, zone)


async def plan(tx: Tx, now: datetime, people: Sequence[int], zone: str) -> dict[int, Rhythm]:
    """Reckon when the next digest of each of these people is due; four statements and one for all rows."""
    rhythms = await rhythms_of(tx, people, zone)
    rows = [
        {
            "person_id": one.person_id,
            "digest_at": one.next(now) if one.on else None,
            # Who is new hears of what came since the time at which they would have had their last one.
            "daily_to": one.last_week(now),
            "weekly_to": one.last_week(now),
        }
        for one in rhythms.values()
    ]
    statement = insert_for(tx.dialect.name, AlertSetting)
    kept = {
        name: func.coalesce(getattr(AlertSetting, name), getattr(statement.excluded, name))
        for name in ("daily_to", "weekly_to")
    }
    await tx.execute(
        statement.on_conflict_do_update(
            index_elements=["person_id"], set_={"digest_at": statement.excluded.digest_at, **kept}
        ),
        rows,
    )
    await tx.execute(update(Person).where(Person.id.in_(people)).values(digest_planned=True))
    return rhythms


async def make_weekly(tx: Tx, person_id: int) -> None:
    """Have somebody hear weekly of all that they heard of daily; what they were told is not told again."""
    daily = AlertPreference.frequency == "daily"
    mine = AlertPreference.person_id == person_id
    await tx.execute(update(AlertPreference).where(mine, daily).values(frequency="weekly"))
    later = AlertSetting.daily_to > AlertSetting.weekly_to
    told = update(AlertSetting).where(AlertSetting.person_id == person_id, later)
    await tx.execute(told.values(weekly_to=AlertSetting.daily_to))
