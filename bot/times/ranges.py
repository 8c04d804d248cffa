"""From when to when, as people write it: "15:00-16:30", "from 3 to 5pm", "1 May 10:00 - 3 May 17:00"."""

from __future__ import annotations

import re

_clock = r"\d{1,2}(?:[:.h]\d{2})?\s*(?:[ap]\.?m\.?)?"
_months = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|gen|ene|abr|maig|ago|des|dic"
_RANGE = re.compile(
    rf"(?<![\d:.\-/])(?:from\s+)?(?P<start>{_clock})\s*(?:-|–|—|\bto\b|\btill?\b|\buntil\b)\s*(?P<end>{_clock})"
    rf"(?![\d:\-/])(?!\w)(?!\s*(?:{_months}))",
    re.IGNORECASE,
)
_TO_A_DAY = re.compile(
    r"(?:from\s+)?(?P<start>.*\d.*?)\s+(?:-|–|—|to|till?)\s+(?P<end>.*\d.*)", re.IGNORECASE
)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>[ap])?\.?m?\.?", re.IGNORECASE)


def take_range(text: str) -> tuple[str, tuple[str, int] | None]:
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


def take_end(text: str) -> tuple[str, str]:
    """Take an end on another day out of the text: "1 May 10:00 - 3 May 17:00"; empty where there is none."""
    found = _TO_A_DAY.fullmatch(text)
    return (found["start"], found["end"]) if found else (text, "")


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
