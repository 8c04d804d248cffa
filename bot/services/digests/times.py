"""When a personal digest is due: at a time of the local day, on one day of the week or on each.

Nothing here reads a database or a clock. All days are reckoned in the person's
zone; changes of the clock are taken as schedules take them.

People who share a time are spread over half an hour, each always by the same
offset, so that thousands of digests do not go out in one second.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.services.schedules.schedules import in_utc

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
SPREAD = timedelta(minutes=30)
SETTLED = timedelta(minutes=1)
"""How long after it happened a thing is sure to be in the database. A digest that is sent tells of nothing
later, for what comes to light after it, and happened before, would never be told."""
_GOLDEN = 2_654_435_761
"""Near 2³² over the golden ratio: its multiples fall evenly into any part of 2³²."""


def last_time(now: datetime, zone: str, minute: int, weekday: int | None = None) -> datetime:
    """The last such time at or before `now`, in UTC; on a `weekday` (0 is Monday) or, by None, on any day."""
    day = now.astimezone(ZoneInfo(zone)).date() + DAY
    if weekday is not None:
        day -= timedelta(days=(day.weekday() - weekday) % 7)
    step = DAY if weekday is None else WEEK
    while _at(day, minute, zone) > now:
        day -= step
    return _at(day, minute, zone)


def next_time(now: datetime, zone: str, minute: int, weekday: int | None = None) -> datetime:
    """The first such time after `now`, in UTC."""
    day = now.astimezone(ZoneInfo(zone)).date() - DAY
    if weekday is not None:
        day += timedelta(days=(weekday - day.weekday()) % 7)
    step = DAY if weekday is None else WEEK
    while _at(day, minute, zone) <= now:
        day += step
    return _at(day, minute, zone)


def _at(day: date, minute: int, zone: str) -> datetime:
    return in_utc(datetime.combine(day, time(*divmod(minute, 60))), zone)


def offset(person_id: int) -> timedelta:
    """How long after the time that they share with others a person's turn is: seconds below `SPREAD`."""
    share = (person_id * _GOLDEN) % 2**32
    return timedelta(seconds=share * int(SPREAD.total_seconds()) >> 32)


def whole_minutes(time_after: timedelta) -> timedelta:
    """The offset without its seconds: those of one minute are due together, and made together."""
    return timedelta(minutes=time_after // timedelta(minutes=1))
