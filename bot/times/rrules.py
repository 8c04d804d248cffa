"""RRULEs that events may have: checked when they come in, and changed when an event is moved.

Nothing comes more often than daily, and nothing counts without an end.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Final

from bot.errors import NotUnderstood
from bot.words import _

MOST_TIMES: Final = 500
"""How many times a series with a number may come."""
DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LONGEST_RULE = 200
_PARTS = {
    "FREQ": re.compile("DAILY|WEEKLY|MONTHLY|YEARLY"),
    "INTERVAL": re.compile("[0-9]{1,3}"),
    "COUNT": re.compile("[0-9]{1,12}"),
    "UNTIL": re.compile(r"[0-9]{8}(T[0-9]{6}Z?)?"),
    "BYDAY": re.compile(r"(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)(,(-?[1-5])?(MO|TU|WE|TH|FR|SA|SU)){0,6}"),
    "BYMONTHDAY": re.compile(r"-?([1-9]|[12][0-9]|3[01])(,-?([1-9]|[12][0-9]|3[01])){0,9}"),
    "BYMONTH": re.compile(r"([1-9]|1[0-2])(,([1-9]|1[0-2])){0,11}"),
    "WKST": re.compile("MO|SU"),
}
_LONGEST_INTERVAL = {"DAILY": 365, "WEEKLY": 52, "MONTHLY": 24, "YEARLY": 4}


def checked(rule: str) -> str:
    """An RRULE as it is kept; raises `NotUnderstood` for one that is none, or that cannot be followed."""
    rule = rule.strip().upper().removeprefix("RRULE:").strip(";")
    parts = parts_of(rule)
    sound = len(rule) <= _LONGEST_RULE and len(parts) == rule.count(";") + 1 and "FREQ" in parts
    if not sound or not all(
        name in _PARTS and _PARTS[name].fullmatch(value) for name, value in parts.items()
    ):
        raise NotUnderstood(
            _("I cannot repeat an event that way. Try “weekly” or “every second Tuesday until 30 June”.")
        )
    _check_ordinals(parts)
    longest = _LONGEST_INTERVAL[parts["FREQ"]]
    if parts.get("INTERVAL", "1").strip("0") == "":
        raise NotUnderstood(_("“Every 0” is never. Try “every 2 weeks”."))
    if not 1 <= int(parts.get("INTERVAL", "1")) <= longest:
        raise NotUnderstood(
            _("That is too far apart: at most every {n} of them, such as “every 2 weeks”.", n=longest)
        )
    if not 1 <= int(parts.get("COUNT", "1")) <= MOST_TIMES:
        raise NotUnderstood(
            _("A series has between 1 and {most} times; leave the number out to go on.", most=MOST_TIMES)
        )
    if "COUNT" in parts and "UNTIL" in parts:
        raise NotUnderstood(_("A series ends after a number of times, or on a day, not both."))
    if until := parts.get("UNTIL"):
        parts["UNTIL"] = _until(until)
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _check_ordinals(parts: dict[str, str]) -> None:
    """Places within the month are for monthly rules only."""
    if parts["FREQ"] != "MONTHLY" and re.search("[0-9]", parts.get("BYDAY", "")):
        raise NotUnderstood(_("“The first Monday” goes with months: “monthly on the first Monday”."))


def _until(text: str) -> str:
    """An end as it is kept: naive local time, the whole of a day where there is no time."""
    try:
        moment = datetime.fromisoformat(text.rstrip("Z"))
    except ValueError:
        raise NotUnderstood(_("“{text}” is no day on which a series can end.", text=text[:40])) from None
    return f"{moment:%Y%m%dT%H%M%S}" if "T" in text else f"{moment:%Y%m%dT235959}"


def moved(rule: str, starts: datetime) -> str:
    """The rule for an event that is moved to begin at `starts`: its weekday, or place in the month, follows.

    Raises `NotUnderstood` where several weekdays are named, or months, and the new one is none of them.
    """
    parts = parts_of(rule)
    days, day = parts.get("BYDAY", ""), DAYS[starts.weekday()]
    if "BYMONTH" in parts and str(starts.month) not in parts["BYMONTH"].split(","):
        raise NotUnderstood(
            _("This event is in certain months only. Say how it repeats too: “every month 10:00”.")
        )
    parts.pop("BYMONTHDAY", None)
    if "," in days:
        if day not in days.split(","):
            raise NotUnderstood(
                _("This event is on several days of the week. Say all: “every Monday and Thursday 10:00”.")
            )
    elif re.search("[0-9]", days):
        nth = (starts.day - 1) // 7 + 1
        parts["BYDAY"] = f"{-1 if nth == 5 or (days.startswith('-') and _is_last(starts)) else nth}{day}"
    elif days:
        parts["BYDAY"] = day
    return ";".join(f"{name}={value}" for name, value in parts.items())


def _is_last(day: datetime) -> bool:
    """Whether it is the last of its weekday in the month."""
    return day.day + 7 > monthrange(day.year, day.month)[1]


def comes_true(rule: str, starts: datetime, within: timedelta) -> bool:
    """Whether a rule (its interval left aside) names any day in a span from a start on.

    `dateutil` would look for 31 February until the year 9999, for seconds.
    """
    parts, first = parts_of(rule), starts.date()
    if parts["FREQ"] in ("MONTHLY", "YEARLY") and not parts.keys() & {"BYMONTHDAY", "BYDAY"}:
        parts["BYMONTHDAY"] = str(starts.day)
    return any(_names(parts, first + timedelta(days=ahead)) for ahead in range(within.days))


def _names(parts: dict[str, str], day: date) -> bool:
    """Whether a day is among those that a rule names by months, days of the month, and weekdays."""
    if "BYMONTH" in parts and str(day.month) not in parts["BYMONTH"].split(","):
        return False
    last = monthrange(day.year, day.month)[1]
    if "BYMONTHDAY" in parts:
        named = parts["BYMONTHDAY"].split(",")
        if str(day.day) not in named and str(day.day - last - 1) not in named:
            return False
    if "BYDAY" not in parts:
        return True
    name = DAYS[day.weekday()]
    nth, from_end = (day.day - 1) // 7 + 1, -((last - day.day) // 7 + 1)
    return bool({name, f"{nth}{name}", f"{from_end}{name}"} & set(parts["BYDAY"].split(",")))


def parts_of(rule: str) -> dict[str, str]:
    """A rule taken apart."""
    return dict(part.partition("=")[::2] for part in rule.split(";"))
