"""Rules of repetition as people write and read them.

"every second Tuesday", "monthly on the first Monday", "weekdays", "weekly … 10 times" become RRULEs, and
RRULEs become words. A rule in its own spelling ("RRULE:FREQ=WEEKLY;BYDAY=TU") is taken too, if it is one that
can be followed (`bot.times.rrules`).

How a rule ends ("until 30 June") is read in `bot.times.spans`, where times are read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date

from bot.times.rrules import DAYS, checked, parts_of
from bot.times.times import locale_of
from bot.words import Message, _, plural

_DAY_NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SHOWN_DAYS = (
    _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"),
)  # fmt: skip
_NUMBERS = {
    "other": 2, "second": 2, "2nd": 2, "two": 2, "third": 3, "3rd": 3, "three": 3, "fourth": 4, "4th": 4,
    "four": 4, "five": 5, "six": 6,
}  # fmt: skip
_ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1,
}  # fmt: skip
_UNITS = {"day": "DAILY", "week": "WEEKLY", "month": "MONTHLY", "year": "YEARLY"}
_SHORT = {
    "daily": "FREQ=DAILY",
    "weekly": "FREQ=WEEKLY",
    "fortnightly": "FREQ=WEEKLY;INTERVAL=2",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "yearly": "FREQ=YEARLY",
    "annually": "FREQ=YEARLY",
}
_WEEKDAYS = "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"

_day = "(?:" + "|".join(_DAY_NAMES) + ")s?"
_mondays = "(?:" + "|".join(_DAY_NAMES) + ")s"
_ordinal = "(?:" + "|".join(_ORDINALS) + ")"
_number = "(?:" + "|".join(_NUMBERS) + r"|\d{1,3})"
_month_day = r"(?:\d{1,2}(?:st|nd|rd|th)|day\s+\d{1,2}|last\s+day)"
_days = rf"{_day}(?:(?:\s*,\s*|\s+and\s+|\s*,\s*and\s+){_day})*"
_RRULE = re.compile(r"\bRRULE:(\S+)", re.IGNORECASE)
_FORMS = [
    # "the first Monday of every month", "every last Friday of the month"
    re.compile(
        rf"\b(?:on\s+)?(?:every\s+|the\s+)?(?P<nth>{_ordinal})\s+(?P<nth_day>{_day})\s+(?:of|in)\s+"
        rf"(?:the|each|every)\s+month\b",
        re.IGNORECASE,
    ),
    # "monthly on the first Monday", "every month on the last Friday", "every two months on the first Monday"
    re.compile(
        rf"\b(?:monthly|(?:every|each)\s+(?:(?P<interval>{_number})\s+)?months?)\s+(?:on\s+)?(?:the\s+)?"
        rf"(?P<nth>{_ordinal})\s+(?P<nth_day>{_day})\b",
        re.IGNORECASE,
    ),
    # "monthly on the 31st", "every two months on day 15"
    re.compile(
        rf"\b(?:monthly|(?:every|each)\s+(?:(?P<interval>{_number})\s+)?months?)\s+(?:on\s+)?(?:the\s+)?"
        rf"(?P<month_day>{_month_day})\b",
        re.IGNORECASE,
    ),
    # "on the 31st of each month", "the last day of the month"
    re.compile(
        rf"\b(?:on\s+)?(?:every\s+|the\s+)?(?P<month_day>{_month_day})\s+(?:of|in)\s+"
        rf"(?:the|each|every)\s+month\b",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?:every|each)\s+(?P<nth>first|1st|last)\s+(?P<nth_day>{_day})\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:every|each)\s+(?:(?P<interval>{_number})\s+)?(?P<unit>day|week|month|year)s?\b"
        rf"(?:\s+on\s+(?P<days>{_days})\b)?",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:every\s+|each\s+|on\s+)?(?P<weekdays>weekdays?)\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:every|each)\s+(?:(?P<interval>{_number})\s+)?(?P<days>{_days})\b", re.IGNORECASE
    ),
    re.compile(rf"\b(?:on\s+)?(?P<days>{_mondays}(?:(?:\s*,\s*|\s+and\s+){_mondays})*)\b", re.IGNORECASE),
    re.compile(rf"\b(?P<short>{'|'.join(_SHORT)})\b(?:\s+(?:on\s+)?(?P<days>{_days})\b)?", re.IGNORECASE),
]  # fmt: skip
_TIMES = re.compile(r"\b(?:for\s+)?(?P<times>\d{1,12}|two|three|four|five|six)\s+times\b", re.IGNORECASE)


def read_rule(text: str) -> tuple[str | None, str]:
    """The rule in a text, None where there is none, and the rest of the text.

    Raises `NotUnderstood` for a rule that cannot be followed.
    """
    if found := _RRULE.search(text):
        return checked(found[1]), _without(text, found)
    rule: str | None = None
    for form in _FORMS:
        if found := form.search(text):
            rule, text = _rule_of(found.groupdict()), _without(text, found)
            break
    if rule and (times := _TIMES.search(text)):
        word = times["times"].lower()
        rule, text = f"{rule};COUNT={_NUMBERS.get(word) or int(word)}", _without(text, times)
    return (checked(rule) if rule else None), text


def _without(text: str, found: re.Match[str]) -> str:
    return " ".join((text[: found.start()] + " " + text[found.end() :]).split())


def _rule_of(found: dict[str, str | None]) -> str:
    """The rule of what a form has found."""
    if found.get("weekdays"):
        return _WEEKDAYS
    interval = _interval(found.get("interval"))
    if (nth := found.get("nth")) and (day := found.get("nth_day")):
        return f"FREQ=MONTHLY{interval};BYDAY={_ORDINALS[nth.lower()]}{_short_day(day)}"
    if day := found.get("month_day"):
        number = re.search("[0-9]+", day)
        return f"FREQ=MONTHLY{interval};BYMONTHDAY={int(number[0]) if number else -1}"
    if short := found.get("short"):
        rule = _SHORT[short.lower()]
    else:
        rule = f"FREQ={_UNITS[(found.get('unit') or 'week').lower()]}{interval}"
    if days := found.get("days"):
        named = {_short_day(name) for name in re.findall(_day, days, re.IGNORECASE)}
        rule += ";BYDAY=" + ",".join(day for day in DAYS if day in named)
    return rule


def _interval(text: str | None) -> str:
    if not text:
        return ""
    number = _NUMBERS.get(text.lower()) or int(text)
    return f";INTERVAL={number}" if number != 1 else ""


def _short_day(name: str) -> str:
    return DAYS[_DAY_NAMES.index(name.lower().removesuffix("s"))]


# --- in words -----------------------------------------------------------------------


@dataclass(frozen=True)
class _Every:
    """A rule taken apart for being told."""

    freq: str
    interval: int
    days: list[tuple[int, str]]
    month_day: int | None = None
    """From 1, or -1 for the last."""

    @classmethod
    def of(cls, parts: dict[str, str]) -> _Every:
        named = re.findall(r"(-?\d?)(MO|TU|WE|TH|FR|SA|SU)", parts.get("BYDAY", ""))
        days = [(int(nth or 0), day) for nth, day in named]
        month_day = int(parts["BYMONTHDAY"]) if "BYMONTHDAY" in parts else None
        return cls(parts["FREQ"], int(parts.get("INTERVAL", "1")), days, month_day)


_NTH = {1: _("first"), 2: _("second"), 3: _("third"), 4: _("fourth"), 5: _("fifth"), -1: _("last")}


def show_rule(rule: str, starts: datetime, language: str = "en") -> Message:
    """The rule in words, as of a first start (naive local): "every second Tuesday, until 30 Jun 2027"."""
    parts = parts_of(rule)
    every = _every(_Every.of(parts), starts) if _is_usual(parts) else _("by the rule {rule}", rule=rule)
    if count := parts.get("COUNT"):
        return plural("{every}, {n} time", "{every}, {n} times", int(count), every=every)
    if until := parts.get("UNTIL"):
        end = format_date(datetime.fromisoformat(until), "d MMM y", locale=locale_of(language))
        return _("{every}, until {end}", every=every, end=end)
    return every


def _is_usual(parts: dict[str, str]) -> bool:
    """Whether there are words for a rule."""
    if "BYMONTHDAY" in parts:
        one = parts["BYMONTHDAY"].isdigit() or parts["BYMONTHDAY"] == "-1"
        return one and parts["FREQ"] == "MONTHLY" and not parts.keys() & {"BYMONTH", "BYDAY"}
    return "BYMONTH" not in parts and not (parts["FREQ"] in ("DAILY", "YEARLY") and "BYDAY" in parts)


def _every(rule: _Every, starts: datetime) -> Message:
    if [day for _nth, day in rule.days] == list(DAYS[:5]) and rule.interval == 1:
        return _("every weekday")
    if rule.freq == "WEEKLY":
        days = _list(
            [_SHOWN_DAYS[DAYS.index(day)] for _nth, day in rule.days] or [_SHOWN_DAYS[starts.weekday()]]
        )
        if rule.interval == 2:
            return _("every second week on {days}", days=days)
        return plural("every week on {days}", "every {n} weeks on {days}", rule.interval, days=days)
    if rule.freq == "MONTHLY":
        return plural("every month {on}", "every {n} months {on}", rule.interval, on=_in_month(rule, starts))
    if rule.freq == "YEARLY":
        return plural("every year", "every {n} years", rule.interval)
    return plural("every day", "every {n} days", rule.interval)


def _in_month(rule: _Every, starts: datetime) -> Message:
    days = [
        _("the {nth} {day}", nth=_NTH.get(nth, _NTH[1]), day=_SHOWN_DAYS[DAYS.index(day)])
        for nth, day in rule.days
        if nth
    ]
    if rule.month_day == -1:
        return _("on the last day")
    return _("on {days}", days=_list(days)) if days else _("on day {n}", n=rule.month_day or starts.day)


def _list(names: list[Message]) -> Message:
    """ "Monday", "Monday and Thursday", "Monday, Tuesday and Thursday"."""
    said = names[0]
    for name in names[1:-1]:
        said = _("{some}, {more}", some=said, more=name)
    return _("{some} and {last}", some=said, last=names[-1]) if len(names) > 1 else said
