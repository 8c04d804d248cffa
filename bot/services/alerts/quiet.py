"""Quiet hours: a part of each day, by the clock on the wall, in which nobody is disturbed.

They are two minutes of the local day; from 22:00 to 07:00 is over midnight. A
night begins when the wall first shows the one and ends when it last shows the
other, so it is an hour longer where the clock is put back within it. A minute that
is jumped over, when the clock is put forward, is the moment of the jump.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_NEAR = range(-2, 2)
"""The days, counted from today, whose nights a moment can lie in; the calendar itself has jumped a day."""


def quiet_until(now: datetime, zone: ZoneInfo, begins: int | None, ends: int | None) -> datetime | None:
    """When the quiet hours end in which a moment (aware) lies, in UTC; None where it lies in none."""
    if begins is None or ends is None or begins == ends:
        return None
    today = now.astimezone(zone).date()
    moment, over_midnight = now, ends < begins
    for days in _NEAR:
        day = today + timedelta(days=days)
        first = _at(day, begins, zone, last=False)
        until = _at(day + timedelta(days=over_midnight), ends, zone, last=True)
        if first <= moment < until:
            moment = until
    return moment if moment > now else None


def _at(day: date, minute: int, zone: ZoneInfo, *, last: bool) -> datetime:
    """When the wall shows a minute of a day for the first or the last time, or jumps over it; in UTC."""
    wall = datetime.combine(day, time(*divmod(minute, 60)), zone)
    first, second = (wall.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
    if second < first:
        return _jump(second, first, zone)
    return second if last else first


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between two, to the second, at which the zone's clock is put forward."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
