"""Rhythms that people choose for what comes by itself: daily, on weekdays or weekly, at an hour of theirs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.services.schedules import schedules
from bot.words import _
from storage.engine import Tx

Every = Literal["daily", "weekdays", "weekly", "never"]
Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

WEEKDAYS: tuple[str, ...] = get_args(Weekday)
_TIME = re.compile(r"^\s*(\d{1,2})(?:[:.h](\d{2}))?\s*(am|pm)?\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often, at which local time, and for "weekly" on which day (Monday is 0)."""

    every: Every
    at: time
    weekday: int = 0

    @property
    def rule(self) -> str:
        """As an RRULE; "never" has none."""
        days = [name[:2].upper() for name in WEEKDAYS]
        return {
            "daily": "FREQ=DAILY",
            "weekdays": f"FREQ=WEEKLY;BYDAY={','.join(days[:5])}",
            "weekly": f"FREQ=WEEKLY;BYDAY={days[self.weekday]}",
        }[self.every]


def read_hour(text: str, field: str = "at") -> time:
    """A time of day that a person writes: "9:00", "17.30", "9am". Raises `NotUnderstood`."""
    found = _TIME.match(text)
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if found and found[3] and 1 <= hour <= 12:
        hour = hour % 12 + (12 if found[3].lower() == "pm" else 0)
    if hour > 23 or minute > 59:
        raise NotUnderstood(_("“{text}” is no time of day. Try 9:00.", text=text[:20]), field=field)
    return time(hour, minute)


def read_weekday(text: str) -> int:
    """The number of a weekday's English name, Monday being 0."""
    return WEEKDAYS.index(text)


async def set_up(
    tx: Tx, now: datetime, job: str, subject: int, rhythm: Rhythm, zone: str, *, grace: int | None = None
) -> datetime | None:
    """Have a job run in a rhythm from now on, or never; returns its next run in UTC."""
    if rhythm.every == "never":
        await schedules.cancel(tx, job, subject)
        return None
    # From yesterday on, so that today counts whatever the zones make of it.
    first = now.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)
    starts = datetime.combine(first, rhythm.at)
    return await schedules.repeat(
        tx, now, job, subject, rule=rhythm.rule, zone=zone, starts=starts, grace=grace
    )
