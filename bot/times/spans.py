"""When something takes place, as people write and read it: a start, how long, and how it repeats.

"next Tuesday 3pm for 2 hours", "tomorrow 15:00-16:30", "every second Tuesday 10:00 until 30 June",
"1 December 9:00 Europe/London weekly". What was read is always echoed with weekday and zone before it is
kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.errors import NotUnderstood
from bot.services.events.occurrences import first_by
from bot.services.schedules.schedules import in_utc
from bot.times.lengths import show_minutes, take_minutes
from bot.times.phrases import plainly
from bot.times.ranges import take_end, take_range
from bot.times.repeats import read_rule, show_rule
from bot.times.times import OtherWeekday, locale_of, read_moment, read_time, show_time
from bot.times.zones import take_zone, zone_label
from bot.words import _, speak

LONGEST: Final = 60 * 24 * 14
"""How many minutes something may take."""
_LONGEST_TEXT = 200
_A_MINUTE = timedelta(minutes=1)
_LONGEST_AGO = 20
"""How many years ago a series may have begun; all of its times since then are gone through."""

_UNTIL = re.compile(r"\buntil\s+(?P<until>.+)$", re.IGNORECASE)
_ONCE = re.compile(r"[,\s]*\bonce\b", re.IGNORECASE)
_BARE_HOUR = re.compile(r"(?:at\s+)?(\d{1,2})")
_HOUR_ALONE = re.compile(
    r"(?:at\s+)?(?:\d{1,2}[:.h]\d{2}(?:\s*[ap]\.?m\.?)?|\d{1,2}\s*[ap]\.?m\.?)",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"^(?:starting|beginning|from|as of|on the|on|at(?!\s+\d{1,2}$))\s+(?=\S)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class When:
    """What was read. `start` is naive local time in `zone` (an IANA name); what was not said is None.

    A `rule` that is empty says expressly that it takes place once.
    """

    start: datetime
    zone: str
    minutes: int | None = None
    rule: str | None = None

    @property
    def starts_at(self) -> datetime:
        """The first start, in UTC."""
        return in_utc(self.start, self.zone)

    def __str__(self) -> str:
        """As `read_when` reads it again, whatever the day."""
        parts = [self.start.isoformat(" ", "minutes"), self.zone]
        if self.minutes is not None:
            parts.append(f"for {self.minutes} minutes")
        if self.rule:
            parts.append(f"RRULE:{self.rule}")
        return " ".join(parts)


def read_when(text: str, zone: ZoneInfo, now: datetime, *, was: datetime | None = None) -> When:
    """What a person means, read in `zone` unless the text names one.

    `was` is when it begins before a change: a time alone is on that day, and a day alone at that time.
    A repeated one begins at the first time that its rule gives. Raises `NotUnderstood` for what is no time,
    for a day without a time, and for a rule that cannot be followed.
    """
    whole = " ".join(text.split())
    if not whole or len(whole) > _LONGEST_TEXT:
        raise _unread(whole)
    rest, zone = take_zone(whole, zone)
    rest, minutes = take_minutes(plainly(rest, dated=was is not None))
    _check(minutes)
    rest, span = take_range(rest)
    rest, end = (rest, "") if span or minutes else take_end(rest)
    rest, until = _end(rest)
    once, rest = _once(rest)
    rule, rest = ("", rest) if once else read_rule(rest)
    if until and not rule:
        raise NotUnderstood(
            _("“until {day}” ends a series. Say how it repeats too: “weekly until {day}”.", day=until[:40])
        )
    if span:
        rest, minutes = f"{rest} {span[0]}".strip(), span[1]
    local = was.astimezone(zone).replace(tzinfo=None) if was else None
    rest = rest.strip(" ,;")
    if local and not (rule and rest):
        rest = _on_its_day(rest, local)
    start, zone = _start(rest, zone, now, whole, repeated=bool(rule), hour=local.time() if local else None)
    if rule:
        rule = _ended(rule, until, start, zone)
        start = _first(rule, start, now.astimezone(zone).replace(tzinfo=None))
    if end:
        minutes = _minutes_to(end, start, zone, whole)
    return When(start, zone.key, minutes, rule)


def _minutes_to(end: str, start: datetime, zone: ZoneInfo, whole: str) -> int:
    """How long something takes that ends on another day than the one on which it starts (local)."""
    begins = in_utc(start, zone.key)
    last, its_zone = _start(end, zone, begins, whole, repeated=False, hour=None)
    ends = in_utc(last, its_zone.key)
    minutes = int((ends - begins).total_seconds()) // 60
    _check(minutes)
    return minutes


def _unread(text: str) -> NotUnderstood:
    return NotUnderstood(
        _(
            "I cannot read “{text}” as a time. Try “next Tuesday 3pm for 2 hours” or "
            "“every second Tuesday 10:00-11:00”.",
            text=text[:60],
        )
    )


# --- how long -------------------------------------------------------------------------


def _check(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= LONGEST:
        raise NotUnderstood(_("An event takes between a minute and two weeks."))


# --- where it begins, and how a series ends ---------------------------------------------


def _end(text: str) -> tuple[str, str]:
    """Take "until 30 June" out of the text."""
    found = _UNTIL.search(text)
    return (text[: found.start()].strip(), found["until"].strip()) if found else (text, "")


def _on_its_day(text: str, was: datetime) -> str:
    """A time alone with the day that it was on; nothing at all as it was."""
    if not text:
        return was.isoformat(" ", "minutes")
    return f"{was:%Y-%m-%d} {text}" if _HOUR_ALONE.fullmatch(text) else text


def _start(
    text: str, zone: ZoneInfo, now: datetime, whole: str, *, repeated: bool, hour: time | None
) -> tuple[datetime, ZoneInfo]:
    """The local start, and where; raises `NotUnderstood` for a day without a time and without an `hour`."""
    text = _FILLERS.sub("", text.strip(" ,;")) if not text.lower().startswith("on ") else text.strip(" ,;")
    text = text.removesuffix(" from").removesuffix(" starting")
    if repeated and (bare := _BARE_HOUR.fullmatch(text)):
        text = f"{bare[1]}:00"
    try:
        found = read_moment(text, zone, now, default=hour or time())
    except OtherWeekday:
        raise
    except NotUnderstood:
        if repeated and not text:
            raise _no_hour(whole) from None
        raise _unread(whole) from None
    if not (found.timed or hour):
        raise _no_hour(whole)
    local = found.local.replace(second=0, microsecond=0)
    if not repeated and abs(in_utc(local, zone.key) - found.moment) >= _A_MINUTE:
        # The second of two that the clock shows alike, which only UTC can name.
        return found.moment.replace(tzinfo=None, second=0, microsecond=0), ZoneInfo("UTC")
    return local, zone


def _no_hour(whole: str) -> NotUnderstood:
    return NotUnderstood(
        _("“{text}” has no time of day. Try “{text} 15:00” or “{text} 3pm for 2 hours”.", text=whole[:60])
    )


def _ended(rule: str, until: str, start: datetime, zone: ZoneInfo) -> str:
    """The rule with its end, if one is given."""
    if not until:
        return rule
    if "UNTIL=" in rule or "COUNT=" in rule:
        raise NotUnderstood(_("A series ends after a number of times, or on a day, not both."))
    end = read_time(until, zone, in_utc(start, zone.key), default=time(23, 59))
    last = end.astimezone(zone).replace(tzinfo=None)
    if last < start:
        raise NotUnderstood(_("The series would end before it begins."))
    return f"{rule};UNTIL={last:%Y%m%d}T235959"


def _once(text: str) -> tuple[bool, str]:
    """Take "once" out of the text."""
    found = _ONCE.search(text)
    return (True, " ".join(_ONCE.sub("", text).split())) if found else (False, text)


def _first(rule: str, start: datetime, now: datetime) -> datetime:
    """The first time from now on that a rule gives; raises `NotUnderstood` where it gives none."""
    if start.year < now.year - _LONGEST_AGO:
        raise NotUnderstood(_("A series has begun at most {n} years ago.", n=_LONGEST_AGO))
    try:
        found = first_by(rule, start, now)
    except (ValueError, OverflowError):
        found = None
    if found is None:
        raise NotUnderstood(_("By that rule it would never take place. Try “every Tuesday 10:00”."))
    return found


def in_words(when: When, now: datetime) -> str:
    """What a person could have written for a time; as it is kept where words would be read otherwise."""
    zone = ZoneInfo(when.zone)
    parts = [show_day(when.starts_at, zone), f"{when.start:%H:%M}", when.zone]
    if when.minutes is not None:
        parts.append(f"for {show_minutes(when.minutes)}")
    if when.rule:
        parts.append(str(show_rule(when.rule, when.start)))
    words = " ".join(parts)
    try:
        return words if read_when(words, zone, now) == when else str(when)
    except NotUnderstood:
        return str(when)


# --- telling ----------------------------------------------------------------------------


def show_span(starts: datetime, ends: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """Two moments with weekday and zone: "Tue 1 Dec 2026, 15:00–17:00 GMT"."""
    begin, end = starts.astimezone(zone), ends.astimezone(zone)
    if begin.date() != end.date() or begin.utcoffset() != end.utcoffset():
        return f"{show_time(starts, zone, language)} – {show_time(ends, zone, language)}"
    locale = locale_of(language)
    day = format_datetime(begin, "EEE d MMM y, HH:mm", tzinfo=zone, locale=locale)
    label = speak(zone_label(end, zone, locale), language)
    return f"{day}–{format_datetime(end, 'HH:mm', tzinfo=zone, locale=locale)} {label}"


def show_day(moment: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """The day of a moment with its weekday: "Tue 1 Dec 2026"."""
    return format_datetime(moment, "EEE d MMM y", tzinfo=zone, locale=locale_of(language))
