"""Times as people write and read them.

`read_time` understands "tomorrow 5pm", "next Tuesday at 15:00", "in 2 hours",
"30 November", "2026-12-01 09:00 Europe/London". What it read is always echoed,
with weekday and zone, so that a misunderstanding shows before it matters.
"""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime

from bot.errors import NotUnderstood
from bot.times.phrases import ANY_DAY, MONTHS, plainly
from bot.times.zones import take_zone, zone_label
from bot.words import _, speak, spoken

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NEXT = re.compile(r"\b(?:next|this|on)\s+(" + "|".join(_WEEKDAYS) + r")\b", re.IGNORECASE)
_BARE_DAY = re.compile(r"^(" + "|".join(_WEEKDAYS) + r")\b", re.IGNORECASE)
_day = rf"(?:today|tomorrow|{ANY_DAY})"
_WEEK_AFTER = re.compile(
    rf"\b(?:on\s+|this\s+)?(?P<day>{_day})\s+(?P<far>week|fortnight)\b"
    rf"|\b(?:in\s+)?an?\s+(?P<far_>week|fortnight)\s+(?:on\s+|from\s+)?(?P<day_>{_day})\b",
    re.IGNORECASE,
)
_RANGE = re.compile(r"(?<![T\d:])(?<!\d{4}-\d\d-\d\d )\d{1,2}:\d\d\s?-\s?\d{1,2}:\d\d", re.IGNORECASE)
_DAY_OF_DATE = re.compile(
    rf"\b(?:on\s+)?(?P<day>{ANY_DAY})\b\.?,?\s+(?:the\s+)?"
    rf"(?=\d{{1,2}}(?:st|nd|rd|th)\b|\d{{1,2}}\s+(?:of\s+)?{MONTHS}\b|{MONTHS}\s+\d|\d{{1,2}}/\d|\d{{4}}-\d)",
    re.IGNORECASE,
)
_SHORT_DAYS = (
    (re.compile(r"\bweds\b", re.IGNORECASE), "wed"),
    (re.compile(r"\bthurs?\b", re.IGNORECASE), "thu"),
)
_AT_AN_HOUR = re.compile(r"\b(?:at|a las?|a les)\s+(\d{1,2})(?=\s|$)(?!\s*[ap]\.?m)", re.IGNORECASE)
_HOURS = re.compile(r"(?<=\S )(?<!\bin )(?<!\ben )(\d{1,2})h(\d{2})?\b", re.IGNORECASE)
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.(1[3-9]|[2-5]\d)(?![\d.])")
_ELAPSED = re.compile(
    r"^(?:in|en|d['’]aquí a)\b.*\b(?:h(?:ou)?rs?|min(?:ute)?s?|hor[ae]s?|minuts?|minutos?)\b", re.I
)
_FROM_NOW = re.compile(r"^(?:in|en|d['’]aquí|hace|fa|now|ahora|ara)\b|\b(?:ago|now|later)\b", re.IGNORECASE)
_CLOCK = re.compile(r"\d:\d\d")
_NO_CLOCK = re.compile(r"(?<![\d:])(?:2[4-9]|[3-9]\d):\d\d|\d:[6-9]\d")
_END_OF_DAY = time(17, 0)
_LONGEST = 100


class OtherWeekday(NotUnderstood):
    """A date is named with the weekday of another one."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read: the moment in UTC, and what the clock on the wall is to show there (naive).

    The two differ where the clock jumps over that time. `timed` says that a time of day was named.
    """

    moment: datetime
    local: datetime
    timed: bool


def read_time(text: str, zone: ZoneInfo, now: datetime, *, default: time = _END_OF_DAY) -> datetime:
    """The moment that a person means, in UTC.

    Read in `zone` unless the text names one of its own. A day without a time means `default` on it.
    Raises `NotUnderstood` for what is no time, and `OtherWeekday` for a date with the weekday of another.
    """
    return read_moment(text, zone, now, default=default).moment


def read_moment(text: str, zone: ZoneInfo, now: datetime, *, default: time = _END_OF_DAY) -> Read:
    """As `read_time`, with what the clock on the wall shows then."""
    text, zone = take_zone(" ".join(text.split()), zone)
    if len(text) > _LONGEST:
        raise _no_time(text)
    local = now.astimezone(zone).replace(tzinfo=None)
    dated, weekday = _without_weekday(_with_hours(plainly(text)))
    phrase = _with_dates(dated, local)
    moment, has_time = _parsed(phrase, local)
    if moment is None or _misread(phrase, moment, timed=has_time):
        raise _no_time(text)
    if weekday is not None and moment.weekday() != weekday:
        raise _other_weekday(moment, weekday)
    try:
        if _ELAPSED.search(text) and moment.tzinfo is None:
            # Hours and minutes pass at the same pace whatever the clocks are changed to meanwhile.
            moment, has_time = (now + (moment - local)).astimezone(UTC), True
        elif not has_time:
            moment = datetime.combine(moment.date(), default, moment.tzinfo)
        if moment.tzinfo is None:
            return Read(moment.replace(tzinfo=zone).astimezone(UTC), moment, has_time)
        return Read(moment.astimezone(UTC), moment.astimezone(zone).replace(tzinfo=None), has_time)
    except OverflowError:
        raise _no_time(text) from None


def _misread(phrase: str, moment: datetime, *, timed: bool) -> bool:
    """Whether dateparser has made something of the phrase that it does not say.

    It leaves out a time that cannot be ("25:00"), takes the end of a range for a zone, and an hour for a day
    with the minutes of the present one ("evening 7").
    """
    if _NO_CLOCK.search(phrase) or _RANGE.search(phrase):
        return True
    if not timed or not moment.minute or (_FROM_NOW.search(phrase) and not _CLOCK.search(phrase)):
        return False
    return f"{moment.minute:02}" not in phrase


def _no_time(text: str) -> NotUnderstood:
    return NotUnderstood(
        _("I cannot read “{text}” as a time. Try “tomorrow 5pm” or “2026-12-01 17:00”.", text=text[:40])
    )


def _other_weekday(moment: datetime, said: int) -> OtherWeekday:
    return OtherWeekday(
        _(
            "{date} is a {right}, not a {wrong}. Write the one that you mean.",
            date=format_datetime(moment, "d MMMM y", locale=locale_of("en")),
            right=_WEEKDAYS[moment.weekday()].capitalize(),
            wrong=_WEEKDAYS[said].capitalize(),
        )
    )


def _with_hours(text: str) -> str:
    """Write hours as dateparser reads them: "at 9", "17h", "17.30" with a colon."""
    text = _AT_AN_HOUR.sub(r"\1:00", text)
    text = _HOURS.sub(lambda match: f"{match[1]}:{match[2] or '00'}", text)
    return _DOTTED.sub(r"\1:\2", text)


def _without_weekday(text: str) -> tuple[str, int | None]:
    """Take a weekday off the date that follows it; which one it was, Monday being 0."""
    for short, shorter in _SHORT_DAYS:
        text = short.sub(shorter, text)
    found = _DAY_OF_DATE.search(text)
    if found is None:
        return text, None
    day = next(at for at, name in enumerate(_WEEKDAYS) if name.startswith(found["day"][:3].lower()))
    return text[: found.start()] + text[found.end() :], day


def _with_dates(text: str, local: datetime) -> str:
    """Put dates in place of weekdays: dateparser does not know "next", and takes a bare day as past."""

    def date_of(match: re.Match[str]) -> str:
        ahead = (_WEEKDAYS.index(match[1].lower()) - local.weekday()) % 7 or 7
        return (local + timedelta(days=ahead)).strftime("%Y-%m-%d")

    def week_after(match: re.Match[str]) -> str:
        name = (match["day"] or match["day_"]).lower()
        far = 7 if (match["far"] or match["far_"]).lower() == "week" else 14
        if name in ("today", "tomorrow"):
            ahead = 0 if name == "today" else 1
        else:
            weekday = next(at for at, day in enumerate(_WEEKDAYS) if day.startswith(name[:3]))
            ahead = (weekday - local.weekday()) % 7 or 7
        return (local + timedelta(days=ahead + far)).strftime("%Y-%m-%d")

    text = _NEXT.sub(date_of, _WEEK_AFTER.sub(week_after, text))
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
    """Whose way of writing times is followed for a reader of `language`.

    That of the sentences around them: British English where they are in English for want of a translation.
    """
    said = spoken(language)
    return _locale("en_GB" if said == "en" else said)


@cache
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return Locale("en", "GB")


def show_time(moment: datetime, zone: ZoneInfo, language: str = "en") -> str:
    """A moment with its weekday and zone: "Tue 1 Dec 2026, 17:00 GMT", or "17:00 New York time"."""
    locale = locale_of(language)
    day = format_datetime(moment, "EEE d MMM y, HH:mm", tzinfo=zone, locale=locale)
    return f"{day} {speak(zone_label(moment, zone, locale), language)}"
