"""When a repeated event takes place: its rule, what differs at single times, and the changes of the clock.

A rule is an RRULE over what the clock on the wall says. "Every Tuesday at 10:00"
is at 10:00 in summer and in winter; a time that the clock jumps over is moved on
by as much, and one that comes twice is taken the first time. How long an event
takes is counted in minutes that pass.

Nothing here reads a database or a clock. Each time has a *key*, the local start
that the rule gives ("2026-12-01T15:00"); it stays the same where that one time
is moved, and so do the answers of those who come.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from bot.services.schedules.schedules import in_utc
from bot.times.rrules import comes_true, parts_of

LONGEST_LOOK = timedelta(days=366 * 9)
"""How far ahead the next time is looked for: over the eight years that a 29 February may be away."""
MOST = 1000
_MARGIN = timedelta(days=2)
"""More than any zone's local time is away from UTC."""


@dataclass(frozen=True, slots=True)
class Change:
    """What differs at one time: where it was moved to (naive local), how long it takes, or that it is off."""

    moved_to: datetime | None = None
    minutes: int | None = None
    cancelled: bool = False


class Repeated(Protocol):
    """What is needed to reckon, such as an event."""

    @property
    def starts(self) -> datetime:
        """The local time of the first start, without a zone."""

    @property
    def zone(self) -> str:
        """The IANA name of the zone."""

    @property
    def minutes(self) -> int:
        """How long it takes."""

    @property
    def rule(self) -> str | None:
        """The RRULE, None for once."""

    @property
    def changes(self) -> Mapping[str, Change]:
        """What differs at single times, by their keys."""


@dataclass(frozen=True, slots=True)
class Series:
    """The times of something that is no event yet."""

    starts: datetime
    zone: str
    minutes: int
    rule: str | None = None
    changes: Mapping[str, Change] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time at which an event takes place. `local` is naive; `starts` and `ends` are in UTC."""

    key: str
    local: datetime
    starts: datetime
    ends: datetime
    moved: bool = False
    cancelled: bool = False


def key_of(local: datetime) -> str:
    """The key of the time whose local start the rule gives."""
    return local.isoformat(timespec="minutes")


def between(
    event: Repeated, start: datetime, end: datetime, *, cancelled: bool = False, limit: int = MOST
) -> list[Occurrence]:
    """The times of which some part falls between two moments (aware; the end is not in it), in order.

    Those that are cancelled are left out unless asked for. At most `limit` are looked at.
    """
    longest = max([event.minutes, *(change.minutes or 0 for change in event.changes.values())])
    first = _local(start, event.zone) - timedelta(minutes=longest) - _MARGIN
    last = _local(end, event.zone) + _MARGIN
    keys = {key_of(local): local for local in _by_rule(event, first, last, limit)}
    # What was moved may have come from anywhere.
    keys.update((key, datetime.fromisoformat(key)) for key, one in event.changes.items() if one.moved_to)
    found = [_placed(event, key, local) for key, local in keys.items()]
    there = [
        one for one in found if one.starts < end and one.ends > start and (cancelled or not one.cancelled)
    ]
    return sorted(there, key=lambda one: (one.starts, one.key))[:limit]


def upcoming(event: Repeated, now: datetime) -> Occurrence | None:
    """The next time that is not over yet; None where none comes."""
    return next(following(event, now), None)


def following(event: Repeated, now: datetime, *, cancelled: bool = False) -> Iterator[Occurrence]:
    """The times that are not over yet, in order, as far ahead as anybody looks.

    Those that are cancelled are left out unless asked for.
    """
    start, step, limit = now, timedelta(days=40), now + LONGEST_LOOK
    if event.rule is None:
        far = max(in_utc(event.starts, event.zone), now) + LONGEST_LOOK
        yield from between(event, now, far, cancelled=cancelled)
        return
    seen: set[str] = set()
    begin = in_utc(event.starts, event.zone)
    if begin > now:
        limit = begin + LONGEST_LOOK
    while start < limit:
        for one in between(event, start, start + step, cancelled=cancelled):
            if one.key not in seen:
                seen.add(one.key)
                yield one
        start, step = start + step, step * 3


def occurrence(event: Repeated, key: str) -> Occurrence | None:
    """The time of that key, cancelled ones too; None where the rule gives no such time."""
    try:
        local = datetime.fromisoformat(key)
    except ValueError:
        return None
    if local.tzinfo is not None or key_of(local) != key or not _given(event, local):
        return None
    return _placed(event, key, local)


def first(event: Repeated) -> Occurrence:
    """The first time of all."""
    return _placed(event, key_of(event.starts), event.starts)


def over_at(event: Repeated) -> datetime | None:
    """When the event ends for the last time, in UTC; None where its rule has no end."""
    if event.rule is None:
        return _placed(event, key_of(event.starts), event.starts).ends
    if "COUNT=" not in event.rule and "UNTIL=" not in event.rule:
        return None
    locals_ = _by_rule(event, event.starts, _far(event.starts), MOST)
    ends = [_placed(event, key_of(local), local).ends for local in locals_]
    return max(ends, default=in_utc(event.starts, event.zone))


def first_by(rule: str, starts: datetime, now: datetime) -> datetime | None:
    """The first local time after `now` that a rule gives from `starts` on (both naive); None for none.

    What interval it has counts from the first time there is: "every second Tuesday" begins on the next one.
    """
    if not comes_true(rule, starts, LONGEST_LOOK):
        return None
    parts = [part for part in rule.split(";") if not part.startswith(("INTERVAL=", "COUNT="))]
    first = _rule(";".join(parts), starts, _far(starts)).after(starts, inc=True)
    if first is None or first > now:
        return first
    kept = [part for part in rule.split(";") if not part.startswith("COUNT=")]
    return _rule(";".join(kept), first, _far(now)).after(now)


def _far(local: datetime) -> datetime:
    return local + LONGEST_LOOK


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def _rule(rule: str, starts: datetime, last: datetime) -> rrule:
    """The rule with an end, so that one which has none is not followed to the end of time."""
    found = rrulestr(rule, dtstart=starts)
    assert isinstance(found, rrule)
    until = getattr(found, "_until", None)
    if getattr(found, "_count", None) is None and (until is None or until > last):
        found = found.replace(until=last)
    return found


def _by_rule(event: Repeated, first: datetime, last: datetime, limit: int) -> list[datetime]:
    """The local starts that the rule gives in a span (both ends in it)."""
    if event.rule is None:
        return [event.starts] if first <= event.starts <= last else []
    if not comes_true(event.rule, event.starts, LONGEST_LOOK):
        return []
    found: list[datetime] = []
    for local in _rule(event.rule, _nearer(event.rule, event.starts, first), last):
        if local > last or len(found) >= limit:
            break
        if local >= first:
            found.append(local)
    return found


def _nearer(rule: str, starts: datetime, first: datetime) -> datetime:
    """A start shortly before `first` from which a rule that counts days or weeks gives the same times.

    An event that has taken place every day for years is then reckoned as fast as a new one.
    """
    parts = parts_of(rule)
    days = {"DAILY": 1, "WEEKLY": 7}.get(parts["FREQ"])
    if days is None or "COUNT" in parts:
        return starts
    step = timedelta(days=days * int(parts.get("INTERVAL", "1")))
    return starts + max((first - starts) // step - 1, 0) * step


def _given(event: Repeated, local: datetime) -> bool:
    return bool(_by_rule(event, local, local, 1))


def _placed(event: Repeated, key: str, local: datetime) -> Occurrence:
    """One time, where its change has put it."""
    change = event.changes.get(key, Change())
    local = change.moved_to or local
    starts = in_utc(local, event.zone)
    ends = starts + timedelta(minutes=event.minutes if change.minutes is None else change.minutes)
    return Occurrence(key, local, starts, ends, change.moved_to is not None, change.cancelled)
