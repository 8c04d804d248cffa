"""Moving and cancelling: one time of a repeated event, or all of an event.

The event must be held (`planning.hold`) and read after that.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from bot.errors import Conflict
from bot.services.events import occurrences, planning
from bot.services.events.carrying import put_change
from bot.services.events.events import Event
from bot.services.events.occurrences import Change, Occurrence, key_of
from bot.times.spans import When
from bot.words import _
from storage.engine import Tx

MOST_CHANGES: Final = 300


async def move(tx: Tx, now: datetime, actor: int, event: Event, one: Occurrence, when: When) -> Event:
    """Move one time of a repeated event; returns the event as it is now.

    Raises `NotUnderstood` for a start in the past.
    """
    planning.check_start(when.start, when.zone, now)
    local = when.starts_at.astimezone(ZoneInfo(event.zone)).replace(tzinfo=None)
    minutes = when.minutes if when.minutes not in (None, event.minutes) else None
    moved_to = local if key_of(local) != one.key else None
    return await _keep(tx, now, actor, event, one.key, Change(moved_to, minutes))


async def cancel(tx: Tx, now: datetime, actor: int, event: Event, one: Occurrence | None = None) -> Event:
    """Cancel an event, or one time of a repeated one; returns the event as it is now.

    Raises `Conflict` for what is cancelled already, or over.
    """
    if event.cancelled_at is not None or (one and one.cancelled):
        raise Conflict(_("That is cancelled already."))
    if one.ends <= now if one else event.is_over(now):
        raise Conflict(_("That is over; there is nothing to cancel."))
    if one is None:
        return await planning.keep(tx, now, actor, event, cancelled_at=now)
    return await _keep(tx, now, actor, event, one.key, replace(_there(event, one), cancelled=True))


async def resume(tx: Tx, now: datetime, actor: int, event: Event, one: Occurrence | None = None) -> Event:
    """Take a cancellation back; raises `Conflict` where there is none, or where the time is past."""
    if not (one.cancelled if one else event.cancelled_at):
        raise Conflict(_("That is not cancelled."))
    if one.starts <= now if one else event.is_over(now):
        raise Conflict(_("Its time is past; make a new event."))
    if one is None:
        return await planning.keep(tx, now, actor, event, cancelled_at=None, reminded_to=now)
    return await _keep(tx, now, actor, event, one.key, replace(_there(event, one), cancelled=False))


def _there(event: Event, one: Occurrence) -> Change:
    return event.changes.get(one.key, Change())


async def _keep(tx: Tx, now: datetime, actor: int, event: Event, key: str, change: Change) -> Event:
    """Keep what differs at one time, and what follows from it for the whole."""
    changes = {**event.changes, key: change}
    if len(changes) > MOST_CHANGES:
        raise Conflict(_("So many times of this event were changed; make a new series instead."))
    await put_change(tx, event.id, key, change)
    over = occurrences.over_at(replace(event, changes=changes))
    return await planning.keep(tx, now, actor, event, over_at=over, reminded_to=now)
