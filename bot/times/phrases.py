"""Phrases for a time of day, put as a clock shows it: "half past 3", "tomorrow evening 7", "noon".

What means one time to some and another to others ("half 3", "Friday midnight", "tomorrow night at 2") is
asked about, never guessed.
"""

from __future__ import annotations

import re
from typing import Final

from bot.errors import NotUnderstood
from bot.words import _

ANY_DAY: Final = r"(?:mon|tues?|wed(?:s|nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?"
MONTHS: Final = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"

_HOURS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_hour = rf"(?:\d{{1,2}}|{'|'.join(_HOURS)})"
_MINUTES = {"quarter": 15, "half": 30, "five": 5, "ten": 10, "twenty": 20, "twenty five": 25}
_TOLD = re.compile(
    rf"\b(?P<minutes>(?:a\s+)?quarter|half|five|ten|twenty(?:[\s-]five)?|\d{{1,2}}(?=\s+(?:min\w*\s+)?past))"
    rf"\s+(?:min\w*\s+)?(?P<way>past|to)\s+(?P<hour>{_hour})(?:\s*(?P<half>[ap])\.?m\b\.?)?(?![\w:])",
    re.IGNORECASE,
)
_HALF = re.compile(rf"\bhalf\s+(?P<hour>{_hour})\b(?!\s*(?:h|day|week|month|year))", re.IGNORECASE)
_NOON = re.compile(r"\b(?:12(?::00)?\s+)?(?:noon|midday|mediod[ií]a|migdia)\b", re.IGNORECASE)
_MIDNIGHT = re.compile(r"\b(?:at\s+)?(?:12(?::00)?\s+)?midnight\b", re.IGNORECASE)
_TONIGHT = re.compile(r"\btonight\b", re.IGNORECASE)
_TO = re.compile(r"(?:-|–|—|\bto|\btill?|\buntil)\s*$", re.IGNORECASE)
_ON_A_DAY = re.compile(
    rf"\b(?:today|tomorrow|{ANY_DAY}s?|{MONTHS})\b|\d[/-]\d|\d(?:st|nd|rd|th)\b", re.IGNORECASE
)
_FORTNIGHT = re.compile(r"\b(?:in\s+)?a\s+fortnight\b(?!\s+(?:on|from|today|tomorrow)\b)", re.IGNORECASE)
_PART_OF_AN_HOUR = re.compile(r"\bin\s+(?:half|a\s+(?P<quarter>quarter)\s+of)\s+an\s+hour\b", re.IGNORECASE)
_O_CLOCK = re.compile(r"\b(\d{1,2})\s*o\s?['’]?\s?clock\b", re.IGNORECASE)
_WITHOUT_COLON = re.compile(
    rf"\b((?:today|tomorrow|{ANY_DAY})\s+(?:at\s+)?)([01]\d|2[0-3])([0-5]\d)(?:\s?h(?:rs)?)?$", re.IGNORECASE
)
_DOTTED = re.compile(r"(?<![\d.])(\d{1,2})\.([0-5]\d)(?=\s*[ap]\.?m\b)", re.IGNORECASE)
_BARE = re.compile(r"\b(today|tomorrow)\s+(?:at\s+)?(\d{1,2})$", re.IGNORECASE)

_PARTS = {
    "morning": (9, range(12)),
    "afternoon": (14, range(12, 20)),
    "evening": (19, range(16, 24)),
    "night": (20, range(18, 24)),
}
"""The hour that each part of the day stands for, and the hours that can be meant in it."""
_PART = re.compile(
    r"(?<!last )\b(?:(?P<today>this\s+)|in\s+the\s+|at\s+)?(?P<part>morning|afternoon|evening|night)\b"
    r"|\b(?P<tonight>tonight)\b",
    re.IGNORECASE,
)
_clock = r"(?P<hour{0}>\d{{1,2}})(?:[:.h](?P<minute{0}>[0-5]\d)|h\b)?(?:\s*(?P<half{0}>[ap])\.?m\b\.?)?"
_AFTER = re.compile(
    rf",?\s*(?:(?:at|from)\s+)?{_clock.format('')}(?:\s*(?:-|–|—|\bto\b|\btill?\b|\buntil\b)\s*{_clock.format(2)})?"
    rf"(?![\d:/-]|\.\d|st\b|nd\b|rd\b|th\b|\s+{MONTHS}\b)",
    re.IGNORECASE,
)
_BEFORE = re.compile(
    rf"(?<![\d:./-])\b(?:at\s+)?{_clock.format('')}\s+(?P<day>(?:on\s+)?(?:today|tomorrow|{ANY_DAY})\s+)?$",
    re.IGNORECASE,
)
_ENDS_WITH_MONTH = re.compile(rf"\b{MONTHS}\s+$", re.IGNORECASE)
_ANY_CLOCK = re.compile(r"\d:[0-5]\d|\d\s*[ap]\.?m\b", re.IGNORECASE)


def plainly(text: str, *, dated: bool = False) -> str:
    """The text with phrases for a time of day as a clock shows them.

    `dated` says that the text is about a day that is known, where midnight can be two. Raises `NotUnderstood`
    for what can mean several times. What is plain already stays as it is.
    """
    text = _TOLD.sub(_told, text)
    if found := _HALF.search(text):
        raise _half(found)
    text = _DOTTED.sub(r"\1:\2", _WITHOUT_COLON.sub(r"\1\2:\3", _O_CLOCK.sub(r"\1:00", text)))
    text = _with_midnight(_NOON.sub("12:00", text), dated=dated)
    text = _PART_OF_AN_HOUR.sub(lambda found: f"in {15 if found['quarter'] else 30} minutes", text)
    text = _FORTNIGHT.sub("in 14 days", text)
    return _BARE.sub(r"\1 \2:00", _with_part(text))


def _number(hour: str) -> int:
    return int(hour) if hour.isdigit() else _HOURS.index(hour.lower()) + 1


def _told(found: re.Match[str]) -> str:
    """ "quarter to 3pm" as "2:45pm"; what is no time stays, and is refused later."""
    words = " ".join(found["minutes"].lower().replace("-", " ").removeprefix("a ").split())
    minute, hour = int(words) if words.isdigit() else _MINUTES[words], _number(found["hour"])
    half = (found["half"] or "").lower()
    if minute > 59 or hour > (12 if half else 23) or (half and not hour):
        return found[0]
    if found["way"].lower() == "to":
        if half and hour == 12:
            half = "a" if half == "p" else "p"
        minute = 60 - minute
        hour = (hour - 1) % 24 if hour != 1 or not half else 12
    return f"{hour}:{minute:02}{half and half + 'm'}"


def _half(found: re.Match[str]) -> NotUnderstood:
    hour = _number(found["hour"])
    return NotUnderstood(
        _(
            "“{text}” is {later} to some and {earlier} to others. Write the one that you mean.",
            text=found[0],
            later=f"{hour}:30",
            earlier=f"{(hour - 1) % 24 or 12}:30",
        )
    )


def _with_midnight(text: str, *, dated: bool) -> str:
    found = _MIDNIGHT.search(text)
    if found is None:
        return text
    head, tail = text[: found.start()], text[found.end() :]
    if _TO.search(head):
        return f"{head}00:00{tail}"
    if _TONIGHT.search(head + tail):
        return " ".join(_TONIGHT.sub("", f"{head}tomorrow 00:00{tail}").split())
    if dated or _ON_A_DAY.search(head + tail):
        raise NotUnderstood(
            _("Midnight can be the beginning or the end of that day. Write “00:00” or “23:59” and the day.")
        )
    return f"{head}00:00{tail}"


# --- parts of the day -------------------------------------------------------------------


def _with_part(text: str) -> str:
    """ "tomorrow evening 7" and "7 tomorrow evening" as "tomorrow 19:00"."""
    found = _PART.search(text)
    if found is None:
        return text
    part = (found["part"] or "night").lower()
    head, tail = text[: found.start()], text[found.end() :]
    day = "today " if found["today"] or found["tonight"] else ""
    if after := _AFTER.match(tail):
        clock, rest = _both(part, after, text), tail[after.end() :]
    elif (before := _BEFORE.search(head)) and not _ENDS_WITH_MONTH.search(head[: before.start()]):
        clock, rest = _shown(_minute(part, before, "", text)), tail
        head = head[: before.start()] + (before["day"] or "")
    elif _ANY_CLOCK.search(head + tail):
        clock, rest = "", tail
    else:
        clock, rest = f"{_PARTS[part][0]:02}:00", tail
    return " ".join(f"{head} {day}{clock}{rest}".split())


def _both(part: str, found: re.Match[str], text: str) -> str:
    """The hour, or both ends of "9-11" and "9 to 1", the second of them the next one of that name."""
    begins = _minute(part, found, "", text)
    if not found["hour2"]:
        return _shown(begins)
    ends = int(found["hour2"]) * 60 + int(found["minute2"] or 0)
    if found["half2"]:
        ends = ends % (12 * 60) + (12 * 60 if found["half2"].lower() == "p" else 0)
    elif ends <= begins:
        ends += 12 * 60
    if not begins < ends < 24 * 60:
        raise _unclear(text)
    return f"{_shown(begins)}-{_shown(ends)}"


def _minute(part: str, found: re.Match[str], which: str, text: str) -> int:
    """The minute of the day; raises `NotUnderstood` for an hour that there is not in that part of it."""
    hour, minute = int(found[f"hour{which}"]), int(found[f"minute{which}"] or 0)
    half = (found[f"half{which}"] or "").lower()
    if half and 1 <= hour <= 12:
        meant = [hour % 12 + (12 if half == "p" else 0)]
    else:
        meant = [] if half else [hour] if hour == 0 or hour > 11 else [hour, hour + 12]
    for one in meant:
        if one in _PARTS[part][1]:
            return one * 60 + minute
    raise _unclear(text)


def _shown(minute: int) -> str:
    return "{:02}:{:02}".format(*divmod(minute, 60))


def _unclear(text: str) -> NotUnderstood:
    return NotUnderstood(
        _("“{text}” can mean more than one time. Write the hour as in “7pm” or “19:00”.", text=text[:40])
    )
