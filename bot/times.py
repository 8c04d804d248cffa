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
_HAS_TIME = re.compile(
    r"\d{1,2}[:.h]\d{2}|\d\s*(am|pm)\b|\b(noon|midday|midnight|hours?|minutes?|mins?)\b", re.IGNORECASE
)
_END_OF_DAY = time(17, 0)


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


def zone_named(name: str) -> str | None:
    """The IANA name of a zone, however its letters' case; None where there is none of that name."""
    return _zones().get(name.strip().lower().replace(" ", "_"))


def read_time(text: str, zone: ZoneInfo, now: datetime, *, default: time = _END_OF_DAY) -> datetime:
    """The moment that a person means, in UTC.

    Read in `zone` unless the text ends with one of its own. A day without a time means `default` on it.
    Raises `NotUnderstood` for what is no time.
    """
    text, zone = _own_zone(" ".join(text.split()), zone)
    local = now.astimezone(zone).replace(tzinfo=None)
    phrase = _with_dates(text, local)
    moment = _parsed(phrase, local)
    if moment is None:
        raise NotUnderstood(
            _("I cannot read “{text}” as a time. Try “tomorrow 5pm” or “2026-12-01 17:00”.", text=text[:40])
        )
    if not _HAS_TIME.search(phrase):
        moment = datetime.combine(moment.date(), default)
    return moment.replace(tzinfo=zone).astimezone(UTC)


def _own_zone(text: str, zone: ZoneInfo) -> tuple[str, ZoneInfo]:
    """Take a zone that stands at the end of the text off it."""
    head, _space, last = text.rpartition(" ")
    own = zone_named(last) if head and ("/" in last or last.upper() in ("UTC", "GMT")) else None
    return (head, ZoneInfo(own)) if own else (text, zone)


def _with_dates(text: str, local: datetime) -> str:
    """Put dates in place of weekdays: dateparser does not know "next", and takes a bare day as past."""

    def date_of(match: re.Match[str]) -> str:
        ahead = (_WEEKDAYS.index(match[1].lower()) - local.weekday()) % 7 or 7
        return (local + timedelta(days=ahead)).strftime("%Y-%m-%d")

    text = _NEXT.sub(date_of, text)
    return _BARE_DAY.sub(date_of, text).replace(" at ", " ")


def _parsed(phrase: str, local: datetime) -> datetime | None:
    # Slow to load, and needed by few requests.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import dateparser

        found: datetime | None = dateparser.parse(
            phrase,
            languages=["en", "es", "ca"],
            settings={
                "RELATIVE_BASE": local,
                "PREFER_DATES_FROM": "future",
                "DATE_ORDER": "DMY",
                "RETURN_AS_TIMEZONE_AWARE": False,
                "STRICT_PARSING": False,
            },
        )
    return found


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


def show_time(moment: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """A moment with its weekday and zone: "Tue 1 Dec 2026, 17:00 GMT"."""
    return format_datetime(
        moment, "EEE d MMM y, HH:mm z", tzinfo=zone, locale=_locale("en_GB" if language == "en" else language)
    )
