"""Hours of the day as people write and read them: "22:00-07:00", "10pm to 7am", "from 22 until 7"."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.errors import NotUnderstood
from bot.services.text import shortened
from bot.words import _

_HOUR = r"(\d{1,2})(?:[:.h](\d{2})?)?\s*([ap])?\.?m?\.?"
_RANGE = re.compile(rf"(?:from\s+)?{_HOUR}\s*(?:-|–|—|to|till|until)\s*{_HOUR}", re.IGNORECASE)
_NONE = {"off", "none", "no", "never"}


def read_hours(text: str) -> tuple[int, int] | None:
    """The two minutes of the day between which it is quiet; None for "off".

    Raises `NotUnderstood` for anything else, and where both are the same.
    """
    words = text.strip().lower()
    if words in _NONE:
        return None
    found = _RANGE.fullmatch(words)
    if found is None:
        raise _unclear(text)
    begins, ends = (_minute(text, *found.group(at, at + 1, at + 2)) for at in (1, 4))
    if begins == ends:
        raise _unclear(text)
    return begins, ends


def _minute(text: str, hour: str, minute: str | None, half: str | None) -> int:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            raise _unclear(text)
        hours = hours % 12 + (12 if half == "p" else 0)
    if hours == 24 and not minutes:
        hours = 0
    if hours > 23 or minutes > 59:
        raise _unclear(text)
    return hours * 60 + minutes


def _unclear(text: str) -> NotUnderstood:
    return NotUnderstood(
        _(
            "I cannot read “{text}” as hours of the day. Try “22:00-07:00”, or “off” for none.",
            text=shortened(text, 40),
        ),
        field="hours",
    )


def show_minute(minute: int) -> str:
    """A minute of the day: "07:30"."""
    return "{:02}:{:02}".format(*divmod(minute, 60))


def show_clock(moment: datetime, zone: ZoneInfo) -> str:
    """What the clock on the wall shows at a moment (aware): "12:05"."""
    return moment.astimezone(zone).strftime("%H:%M")
