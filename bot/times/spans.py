"""When something takes place, as people write and read it: a start, how long, and how it repeats.

"next Tuesday 3pm for 2 hours", "tomorrow 15:00-16:30", "every second Tuesday 10:00 until 30 June",
"1 December 9:00 Europe/London weekly". What was read is always echoed with weekday and zone before it is
kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

from bot.errors import NotUnderstood
from bot.services.events.occurrences import first_by
from bot.services.schedules.schedules import in_utc
from bot.times.lengths import show_minutes, take_minutes
from bot.times.repeats import read_rule, show_rule
from bot.times.times import locale_of, read_time, show_time, zone_named
from bot.words import _

LONGEST: Final = 60 * 24 * 14
"""How many minutes something may take."""
_LONGEST_TEXT = 200
_FIRST, _SECOND = time(17, 0), time(4, 31)

_clock = r"\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?"
_months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|gen|ene|abr|maig|ago|des|dic"
_RANGE = re.compile(
    rf"(?<![\d:.\-/])(?:from\s+)?(?P<start>{_clock})\s*(?:-|–|—|\bto\b|\btill?\b|\buntil\b)\s*(?P<end>{_clock})"
    rf"(?![\d:\-/])(?!\w)(?!\s*(?:{_months}))",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?m?\.?", re.IGNORECASE)
_UNTIL = re.compile(r"\buntil\s+(?P<until>.+)$", re.IGNORECASE)
_ONCE = re.compile(r"[,\s]*\bonce\b", re.IGNORECASE)
_BARE_HOUR = re.compile(r"(?:at\s+)?(\d{1,2})")
_FILLERS = re.compile(r"^(?:starting|beginning|from|as of|on the|on|at)\s+(?=\S)", re.IGNORECASE)


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


def read_when(text: str, zone: ZoneInfo, now: datetime) -> When:
    """What a person means, read in `zone` unless the text names one.

    A repeated one begins at the first time that its rule gives. Raises `NotUnderstood` for what is no time,
    for a day without a time, and for a rule that cannot be followed.
    """
    whole = " ".join(text.split())
    if not whole or len(whole) > _LONGEST_TEXT:
        raise _unread(whole)
    rest, zone = _zone_of(whole, zone)
    rest, minutes = take_minutes(rest)
    _check(minutes)
    rest, span = _range(rest)
    rest, until = _end(rest)
    once, rest = _once(rest)
    rule, rest = ("", rest) if once else read_rule(rest)
    if until and not rule:
        raise NotUnderstood(
            _("“until {day}” ends a series. Say how it repeats too: “weekly until {day}”.", day=until[:40])
        )
    if span:
        rest, minutes = f"{rest} {span[0]}".strip(), span[1]
    start = _start(rest, zone, now, whole, repeated=bool(rule))
    if rule:
        rule = _ended(rule, until, start, zone)
        start = _first(rule, start, now.astimezone(zone).replace(tzinfo=None))
    return When(start, zone.key, minutes, rule)


def _unread(text: str) -> NotUnderstood:
    return NotUnderstood(
        _(
            "I cannot read “{text}” as a time. Try “next Tuesday 3pm for 2 hours” or "
            "“every second Tuesday 10:00-11:00”.",
            text=text[:60],
        )
    )


def _zone_of(text: str, zone: ZoneInfo) -> tuple[str, ZoneInfo]:
    """Take a zone that is named out of the text."""
    words = text.split(" ")
    for at, word in enumerate(words):
        name = word.strip("(),")
        if ("/" in name or name.upper() in ("UTC", "GMT")) and (found := zone_named(name)):
            return " ".join(words[:at] + words[at + 1 :]), ZoneInfo(found)
    return text, zone


# --- how long -------------------------------------------------------------------------


def _check(minutes: int | None) -> None:
    if minutes is not None and not 1 <= minutes <= LONGEST:
        raise NotUnderstood(_("An event takes between a minute and two weeks."))


def _range(text: str) -> tuple[str, tuple[str, int] | None]:
    """Take "15:00-16:30" out of the text: the start as dateparser reads it, and the minutes to the end."""
    for found in _RANGE.finditer(text):
        start, end = _CLOCK.fullmatch(found["start"].strip()), _CLOCK.fullmatch(found["end"].strip())
        if not start or not end or not any(one["minute"] or one["half"] for one in (start, end)):
            continue
        begins, ends = _both(start, end)
        if begins is None or ends is None:
            continue
        minutes = (ends - begins) % (24 * 60) or 24 * 60
        rest = " ".join((text[: found.start()] + " " + text[found.end() :]).split())
        return rest, (f"{begins // 60:02}:{begins % 60:02}", minutes)
    return text, None


def _both(start: re.Match[str], end: re.Match[str]) -> tuple[int | None, int | None]:
    """Both ends in minutes of the day; "3-5pm" begins at 3pm, "11-1pm" at 11am."""
    ends = _minute_of_day(end, end["half"])
    if start["half"] or not end["half"] or ends is None:
        return _minute_of_day(start, start["half"]), ends
    same = _minute_of_day(start, end["half"])
    if same is not None and same < ends:
        return same, ends
    return _minute_of_day(start, "a" if end["half"].lower() == "p" else "p"), ends


def _minute_of_day(clock: re.Match[str], half: str | None) -> int | None:
    hour, minute = int(clock["hour"]), int(clock["minute"] or 0)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return hour * 60 + minute if hour < 24 and minute < 60 else None


# --- where it begins, and how a series ends ---------------------------------------------


def _end(text: str) -> tuple[str, str]:
    """Take "until 30 June" out of the text."""
    found = _UNTIL.search(text)
    return (text[: found.start()].strip(), found["until"].strip()) if found else (text, "")


def _start(text: str, zone: ZoneInfo, now: datetime, whole: str, *, repeated: bool) -> datetime:
    """The local start; raises `NotUnderstood` for a day without a time."""
    text = _FILLERS.sub("", text.strip(" ,;")) if not text.lower().startswith("on ") else text.strip(" ,;")
    text = text.removesuffix(" from").removesuffix(" starting")
    if repeated and (hour := _BARE_HOUR.fullmatch(text)):
        text = f"{hour[1]}:00"
    try:
        found, other = (read_time(text, zone, now, default=default) for default in (_FIRST, _SECOND))
    except NotUnderstood:
        if repeated and not text:
            raise _no_hour(whole) from None
        raise _unread(whole) from None
    if found != other:
        raise _no_hour(whole)
    return found.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)


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
    return f"{day}–{format_datetime(end, 'HH:mm z', tzinfo=zone, locale=locale)}"


def show_day(moment: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """The day of a moment with its weekday: "Tue 1 Dec 2026"."""
    return format_datetime(moment, "EEE d MMM y", tzinfo=zone, locale=locale_of(language))
