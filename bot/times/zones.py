"""Time zones as people write and read them: by the city that gives them their name.

"America/New_York", "new york" and "New York time" are all read. A time is shown with the short name of its
zone where the reader's language has one that people know ("GMT", "BST"), else with the city.
"""

from __future__ import annotations

from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale
from babel.dates import get_timezone_gmt, get_timezone_name
from rapidfuzz import fuzz, process

from bot.errors import NotUnderstood
from bot.times.clock_changes import Oddity, oddity
from bot.words import Message, _

_AREAS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")
_ALIKE = 75
_LONGEST_CITY = 3
"""How many words the name of a city may have."""


@cache
def _zones() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones()}


@cache
def _zones_of_cities() -> dict[str, str]:
    """The zones by the cities in their names, in lower case."""
    found: dict[str, set[str]] = {}
    for name in available_timezones():
        area, _slash, _rest = name.partition("/")
        if area in _AREAS:
            found.setdefault(name.rpartition("/")[2].lower(), set()).add(name)
    # Where a city has several, such as America/Argentina/Buenos_Aires, they are names of one zone.
    return {city: max(names, key=len) for city, names in found.items()}


def zone_named(name: str) -> str | None:
    """The IANA name of a zone, however its letters' case; None where there is none of that name."""
    return _zones().get(name.strip().lower().replace(" ", "_"))


def zone_meant(name: str) -> str:
    """The IANA name of a zone that a person writes; raises `NotUnderstood` where there is none."""
    found = zone_named(name) or _zones_of_cities().get(_city(name))
    if found is None:
        raise NotUnderstood(
            _("I know no time zone “{name}”. Try {example}.", name=name[:40], example=_like(name)),
            field="time_zone",
        )
    return found


def _city(name: str) -> str:
    return name.strip().lower().replace(" ", "_")


def _like(name: str) -> str:
    """A zone that is written alike, else any."""
    # By cities first: "Europe/Madird" is like many names that begin with "Europe".
    cities = _zones_of_cities()
    city = _city(name).rpartition("/")[2]
    close = process.extractOne(city, list(cities), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return cities[close[0]] if close else "Europe/London"


def take_zone(text: str, zone: ZoneInfo) -> tuple[str, ZoneInfo]:
    """Take a zone that is named out of a text, wherever it stands; `zone` where none is."""
    words = text.split()
    for at, word in enumerate(words):
        name = word.strip("(),")
        if ("/" in name or name.upper() in ("UTC", "GMT")) and (found := zone_named(name)):
            return " ".join(words[:at] + words[at + 1 :]), ZoneInfo(found)
        if at and name.lower() == "time" and (begins := _city_before(words, at)) is not None:
            city = _city(" ".join(words[begins:at]).strip("(),"))
            return " ".join(words[:begins] + words[at + 1 :]), ZoneInfo(_zones_of_cities()[city])
    return text, zone


def _city_before(words: list[str], end: int) -> int | None:
    """Where the name of a city begins that ends there; the longest, None for none."""
    for begins in range(max(end - _LONGEST_CITY, 0), end):
        if _city(" ".join(words[begins:end]).strip("(),")) in _zones_of_cities():
            return begins
    return None


def zone_label(moment: datetime, zone: ZoneInfo, locale: Locale) -> str | Message:
    """What the zone is called at a moment (aware): "GMT", "New York time".

    In the hour that comes twice when the clock is put back, also which of the two it is.
    """
    local = moment.astimezone(zone)
    name = get_timezone_name(local, "short", locale=locale)
    if name.isalpha():
        return name
    offset = get_timezone_gmt(local, "long", locale=locale)
    area, _slash, city = zone.key.partition("/")
    if area not in _AREAS:
        return offset
    called = city.rpartition("/")[2].replace("_", " ")
    if oddity(local.replace(tzinfo=None), zone) is Oddity.TWICE:
        return _("{city} time ({offset})", city=called, offset=offset)
    return _("{city} time", city=called)
