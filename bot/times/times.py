"""Times as people write and read them.

`read_time` understands "tomorrow 5pm", "next Tuesday at 15:00", "in 2 hours",
"30 November", "2026-12-01 09:00 Europe/London". What it read is always echoed,
with weekday and zone, so that a misunderstanding shows before it matters.
"""

from __future__ import annotations

import re
import warnings
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from bot.errors import NotUnderstood
from bot.words import _

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEXT = re.compile(r"\b(?:next|this|on)\s+(" + "|".join(_WEEKDAYS) + r")\b", re.IGNORECASE)
_BARE_DAY = re.compile(r"^(" + "|".join(_WEEKDAYS) + r")\b", re.IGNORECASE)
_AT_AN_HOUR = re.compile(r"\b(?:at|a las?|a les)\s+(\d{1,2})(?=\s|$)(?!\s*[ap]\.?m)", re.IGNORECASE)
_HOURS = re.compile(r"(?<=\S )(?<!\bin )(?<!\ben )(\d{1,2})h(\d{2})?\b", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(1[3-9]|[2-5]\d)(?![\d.])")
_NOON = re.compile(r"\b(?:noon|midday|mediod[ií]a|migdia)\b", re.IGNORECASE)
_ELAPSED = re.compile(
    r"^(?:in|en|d['’]aquí a)\b.*\b(?:h(?:ou)?rs?|min(?:ute)?s?|hor[ae]s?|minuts?|minutos?)\b", re.I
)
_CLOCK = re.compile(r"\d:\d\d")
_NO_CLOCK = re.compile(r"(?<![\d:])(?:2[4-9]|[3-9]\d):\d\d|\d:[6-9]\d")
_END_OF_DAY = time(17, 0)
_LONGEST = 100


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


def zone_named(name: str) -> str | None:
    """The IANA name of a zone, however its letters' case; None where there is none of that name."""
    return _zones().get(name.strip().lower().replace(" ", "_"))


def zone_meant(name: str) -> str:
    """The IANA name of a zone that a person writes; raises `NotUnderstood` where there is none."""
    found = zone_named(name)
    if found is None:
        raise NotUnderstood(
            _("I know no time zone “{name}”. Try {example}.", name=name, example="Europe/London"),
            field="time_zone",
        )
    return found


def read_time(text: str, zone: ZoneInfo, now: datetime, *, default: time = _END_OF_DAY) -> datetime:
    """The moment that a person means, in UTC.

    Read in `zone` unless the text ends with one of its own. A day without a time means `default` on it.
    Raises `NotUnderstood` for what is no time.
    """
    text, zone = _own_zone(" ".join(text.split()), zone)
    if len(text) > _LONGEST:
        raise _no_time(text)
    local = now.astimezone(zone).replace(tzinfo=None)
    phrase = _with_dates(_with_hours(text), local)
    moment, has_time = _parsed(phrase, local)
    # dateparser leaves out a time that cannot be ("25:00") and reads the rest.
    if moment is None or _NO_CLOCK.search(phrase):
        raise _no_time(text)
    if _ELAPSED.search(text) and moment.tzinfo is None:
        # Hours and minutes pass at the same pace whatever the clocks are changed to meanwhile.
        return now + (moment - local)
    if not has_time:
        moment = datetime.combine(moment.date(), default, moment.tzinfo)
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)
    except OverflowError:
        raise _no_time(text) from None


def _no_time(text: str) -> NotUnderstood:
    return NotUnderstood(
        _("I cannot read “{text}” as a time. Try “tomorrow 5pm” or “2026-12-01 17:00”.", text=text[:40])
    )


def _own_zone(text: str, zone: ZoneInfo) -> tuple[str, ZoneInfo]:
    """Take a zone that stands at the end of the text off it."""
    head, _space, last = text.rpartition(" ")
    own = zone_named(last) if head and ("/" in last or last.upper() in ("UTC", "GMT")) else None
    return (head, ZoneInfo(own)) if own else (text, zone)


def _with_hours(text: str) -> str:
    """Write hours as dateparser reads them: "at 9", "17h", "17.30" with a colon, noon as 12:00."""
    text = _NOON.sub("12:00", text)
    text = _AT_AN_HOUR.sub(r"\1:00", text)
    text = _HOURS.sub(lambda match: f"{match[1]}:{match[2] or '00'}", text)
    return _DOTTED.sub(r"\1:\2", text)


def _with_dates(text: str, local: datetime) -> str:
    """Put dates in place of weekdays: dateparser does not know "next", and takes a bare day as past."""

    def date_of(match: re.Match[str]) -> str:
        ahead = (_WEEKDAYS.index(match[1].lower()) - local.weekday()) % 7 or 7
        return (local + timedelta(days=ahead)).strftime("%Y-%m-%d")

    text = _NEXT.sub(date_of, text)
    return _BARE_DAY.sub(date_of, text).replace(" at ", " ")


def _parsed(phrase: str, local: datetime) -> tuple[datetime | None, bool]:
    """The moment, aware only where the phrase has a zone of its own; and whether it names a time of day."""
    # Slow to load, and needed by few requests.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from dateparser.date import DateDataParser

        parser = DateDataParser(
            languages=["en", "es", "ca"],
            settings={
                "RELATIVE_BASE": local,
                "PREFER_DATES_FROM": "future",
                "DATE_ORDER": "DMY",
                "RETURN_TIME_AS_PERIOD": True,
            },
        )
        found = parser.get_date_data(phrase)
    # dateparser takes a time that is the present one for none.
    return found.date_obj, found.period in ("time", "part_of_day") or bool(_CLOCK.search(phrase))


def locale_of(language: str) -> Locale:
    """Whose way of writing times is followed for a language; British for English."""
    return _locale("en_GB" if language == "en" else language)


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


def show_time(moment: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """A moment with its weekday and zone: "Tue 1 Dec 2026, 17:00 GMT"."""
    return format_datetime(moment, "EEE d MMM y, HH:mm z", tzinfo=zone, locale=locale_of(language))
