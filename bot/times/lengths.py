"""How long something takes, as people write and read it: "2 hours", "1h30", "an hour and a half"."""

from __future__ import annotations

import re

from bot.errors import NotUnderstood
from bot.words import Message, _, plural

_UNITS = {"d": 60 * 24, "h": 60, "m": 1, "w": 60 * 24 * 7}
_unit = r"(?:days?|d|hours?|hrs?|h|minutes?|mins?|m|weeks?|w|días?|dies|dia|horas?|hores|minutos?|minuts?)"
_half = r"half\s+an?\s+hour"
_number = r"(?:\d{1,6}(?:[.,]\d{1,2})?|\ban?|\bone|\btwo|\bthree)"
_and_half = r"\s+and\s+a\s+half"
_AMOUNT = re.compile(
    rf"(?P<half>{_half})|(?P<n>{_number})\s*(?P<unit>{_unit})(?![a-z])(?P<and_half>{_and_half})?",
    re.IGNORECASE,
)
_amount = rf"(?:{_half}|{_number}\s*{_unit}\b(?:{_and_half})?)"
_HOURS_AND = re.compile(r"(\d{1,2})h(\d{2})\b", re.IGNORECASE)
_for = r"\b(?:for|during|durante|durant)\s+"
_FOR_HOURS_AND = re.compile(rf"({_for})(\d{{1,2}})h(\d{{2}})\b", re.IGNORECASE)
_FOR = re.compile(rf"{_for}(?P<long>{_amount}(?:\s*,?\s*(?:and\s+)?{_amount})*)", re.IGNORECASE)


def read_minutes(text: str) -> int:
    """How many minutes a text means: "2 hours", "1h30", "90 min", "an hour and a half", "1 day".

    Raises `NotUnderstood` for what is none.
    """
    text = _HOURS_AND.sub(r"\1 h \2 min", " ".join(text.split()))
    found = list(_AMOUNT.finditer(text))
    left = re.sub(r"\b(?:and|before)\b|[,\s]", "", _AMOUNT.sub("", text), flags=re.IGNORECASE)
    if not found or left:
        raise NotUnderstood(_("I cannot read “{text}” as a length of time. Try “2 hours”.", text=text[:40]))
    return sum(_minutes(one) for one in found)


def _minutes(found: re.Match[str]) -> int:
    if found["half"]:
        return 30
    words = {"a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0}
    written = found["n"].lower()
    number = words.get(written) or float(written.replace(",", "."))
    return round((number + (0.5 if found["and_half"] else 0)) * _UNITS[found["unit"][0].lower()])


def take_minutes(text: str) -> tuple[str, int | None]:
    """Take "for 2 hours" out of a text: the rest, and the minutes; None where it is not in it."""
    spaced = _FOR_HOURS_AND.sub(r"\1\2 h \3 min", text)
    found = _FOR.search(spaced)
    if not found:
        return text, None
    rest = " ".join((spaced[: found.start()] + spaced[found.end() :]).split())
    return rest, read_minutes(found["long"])


def show_minutes(minutes: int) -> Message:
    """How long in words: "2 hours", "1 hour 30 minutes", "1 day"."""
    said = [
        plural(one, many, n)
        for one, many, n in (
            ("{n} day", "{n} days", minutes // (24 * 60)),
            ("{n} hour", "{n} hours", minutes // 60 % 24),
            ("{n} minute", "{n} minutes", minutes % 60),
        )
        if n
    ]
    if not said:
        return _("at once")
    shown = said[0]
    for more in said[1:]:
        shown = _("{some} {more}", some=shown, more=more)
    return shown
