"""Reminders: those who come are told before an event begins.

The clock has one run for each event, at its next reminder; each run tells of what is due and plans the next.
A reminder whose moment passed while nothing ran is still sent if the event has not begun, and once, however
many were missed. An event that is made, moved or taken up again at short notice has only the reminders that
are still to come.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice, pairwise
from typing import Final

from sqlalchemy import update

from bot.errors import NotUnderstood
from bot.services.events import occurrences
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence, Series
from bot.services.schedules import schedules
from bot.services.schedules.schedules import in_utc
from bot.times.lengths import read_minutes
from bot.words import _
from storage.engine import Tx
from storage.events import Event as Row

JOB: Final = "event.remind"
DEFAULT: Final = (24 * 60, 15)
DEFAULT_OF_DAILY: Final = (15,)
MOST: Final = 5
EARLIEST: Final = 31 * 24 * 60
# Less than two days, with an hour for a change of the clock.
_TWO_DAYS = timedelta(hours=47)


def usual(series: Series) -> tuple[int, ...]:
    """The minutes before the start where nobody has set others.

    What takes place on one day and the next is not reminded of a day before: it has just taken place.
    """
    begin = in_utc(series.starts, series.zone)
    starts = [one.starts for one in islice(occurrences.following(series, begin), 3)]
    daily = any(later - sooner < _TWO_DAYS for sooner, later in pairwise(starts))
    return DEFAULT_OF_DAILY if daily else DEFAULT


def read_reminders(text: str) -> tuple[int, ...]:
    """The minutes before the start in a text such as "1 day, 15 minutes" or "none", the earliest first.

    Raises `NotUnderstood` for what is no list of lengths of time.
    """
    if text.strip().lower() in ("none", "never", "no", "off"):
        return ()
    found = {read_minutes(part) for part in text.replace(";", ",").split(",") if part.strip()}
    if not found:
        raise NotUnderstood(_("Say how long before, such as “1 day, 15 minutes”, or “none”."))
    if len(found) > MOST:
        raise NotUnderstood(_("At most {most} reminders; fewer are read more.", most=MOST))
    if not all(1 <= minutes <= EARLIEST for minutes in found):
        raise NotUnderstood(_("A reminder comes between a minute and a month before the start."))
    return tuple(sorted(found, reverse=True))


def due(event: Event, now: datetime) -> list[Occurrence]:
    """The times of which those who come are to be told now, each once."""
    if not event.reminders:
        return []
    latest = now + timedelta(minutes=max(event.reminders))
    return [
        one
        for one in occurrences.between(event, now, latest + timedelta(minutes=1))
        if one.starts > now
        and any(event.reminded_to < one.starts - timedelta(minutes=early) <= now for early in event.reminders)
    ]


def following(event: Event, after: datetime) -> datetime | None:
    """When the next reminder is due after a moment, in UTC; None where none comes."""
    found: datetime | None = None
    if not event.reminders or event.cancelled_at:
        return None
    for one in occurrences.following(event, after):
        if one.starts <= after:
            continue
        if found and one.starts - timedelta(minutes=max(event.reminders)) >= found:
            break
        moments = [one.starts - timedelta(minutes=early) for early in event.reminders]
        found = min(
            [moment for moment in moments if moment > after] + ([found] if found else []), default=None
        )
    return found


async def plan(tx: Tx, event: Event) -> None:
    """Have the clock come at the event's next reminder."""
    if moment := following(event, event.reminded_to):
        await schedules.once(tx, JOB, event.id, moment)
    else:
        await schedules.cancel(tx, JOB, event.id)


async def done(tx: Tx, now: datetime, event_id: int) -> None:
    """Note that all reminders that were due by now have been thought of."""
    await tx.execute(update(Row).where(Row.item_id == event_id).values(reminded_to=now))
