"""What the calendar and the clock make of a time, where whoever writes it may not expect it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from bot.replies import Note
from bot.services.events import occurrences, planning
from bot.times.clock_changes import Oddity, both, oddity
from bot.times.rrules import parts_of
from bot.times.spans import When, show_day
from bot.times.times import show_time
from bot.words import Message, _

_SHORTEST_MONTH = 28
_LOOKED_AT = timedelta(days=366)
"""A year has all changes of the clock that there are."""
_MOST = 400


def surprises(when: When, language: str) -> Iterator[Note]:
    """The notes that belong under a time that was understood, each kind once."""
    day, parts = when.start.day, parts_of(when.rule or "")
    same_day = parts.get("FREQ") == "MONTHLY" and "BYDAY" not in parts and parts.get("BYMONTHDAY") != "-1"
    if same_day and day > _SHORTEST_MONTH:
        yield Note((_("Months without day {n} are left out. Try “last day of the month”.", n=day),))
    zone, told = ZoneInfo(when.zone), set[Oddity]()
    for local in _times(when):
        found = oddity(local, zone)
        if found and found not in told:
            told.add(found)
            yield Note((_said(found, local, zone, language, series=bool(when.rule)),))


def _times(when: When) -> Iterator[datetime]:
    """The local starts of a year."""
    times = islice(occurrences.following(planning.series_of(when), when.starts_at), _MOST)
    return (one.local for one in takewhile(lambda one: one.starts < when.starts_at + _LOOKED_AT, times))


def _said(found: Oddity, local: datetime, zone: ZoneInfo, language: str, *, series: bool) -> Message:
    first, second = both(local, zone)
    time, day, meant = f"{local:%H:%M}", show_day(first, zone, language), show_time(first, zone, language)
    if found is Oddity.SKIPPED:
        return _(
            "{time} does not exist on {day}: the clock moves forward. It begins at {instead} then.",
            time=time,
            day=day,
            instead=f"{first.astimezone(zone):%H:%M}",
        )
    said = _(
        "{time} comes twice on {day}: the clock is put back. The first is meant, {meant}.",
        time=time,
        day=day,
        meant=meant,
    )
    if series:
        return said
    return _("{said} For the second write “{other}”.", said=said, other=f"{second:%Y-%m-%d %H:%M} UTC")
