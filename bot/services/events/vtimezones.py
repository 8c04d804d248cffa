"""A zone's changes of the clock as calendars want them (VTIMEZONE).

icalendar's own reckons the change in spring an hour late with `zoneinfo` (7.3.0), so the
moments are found here: day by day, then halved to the minute.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    import icalendar

_DAY, _MINUTE = timedelta(days=1), timedelta(minutes=1)


def changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """The moments (UTC) between two others at which the zone's offset or its name changes."""
    at = first
    while at < last:
        following = min(at + _DAY, last)
        if _shown(zone, at) != _shown(zone, following):
            low, high = at, following
            while high - low > _MINUTE:
                middle = low + (high - low) // 2 // _MINUTE * _MINUTE
                low, high = (middle, high) if _shown(zone, middle) == _shown(zone, at) else (low, middle)
            yield high
        at = following


def _shown(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, str]:
    local = moment.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or ""


@lru_cache(maxsize=200)
def component(name: str, first: int, last: int) -> icalendar.Timezone:
    """The zone's offsets from the beginning of one year to that of another."""
    import icalendar

    zone = ZoneInfo(name)
    start, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last, 1, 1, tzinfo=UTC)
    offset, called = _shown(zone, start)
    made = icalendar.Timezone()
    made.add("tzid", name)
    made.add_component(_part(offset, offset, called, [start]))
    same: dict[tuple[timedelta, timedelta, str], list[datetime]] = defaultdict(list)
    for moment in changes(zone, start, end):
        before, (offset, called) = offset, _shown(zone, moment)
        same[before, offset, called].append(moment)
    for (before, after, called), moments in same.items():
        made.add_component(_part(before, after, called, moments))
    return made


def _part(
    before: timedelta, after: timedelta, called: str, moments: list[datetime]
) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    """Changes of one kind; they are written in the local time that ends with them."""
    import icalendar

    part = icalendar.TimezoneDaylight() if after > before else icalendar.TimezoneStandard()
    first, *others = ((moment + before).replace(tzinfo=None) for moment in moments)
    part.add("tzoffsetfrom", before)
    part.add("tzoffsetto", after)
    part.add("tzname", called)
    part.add("dtstart", first)
    if others:
        part.add("rdate", others)
    return part
