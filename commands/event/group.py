"""The noun `event`, and what its commands share: which event, which of its times."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.declare import Group, Param
from bot.errors import NotAllowed, NotFound, NotUnderstood
from bot.request import Request
from bot.services.events import events as service
from bot.services.events import occurrences, planning
from bot.services.events.events import KIND, Event
from bot.services.events.occurrences import Occurrence
from bot.services.items.items import Item
from bot.services.schedules.schedules import in_utc
from bot.services.text import shortened
from bot.times.spans import show_span
from bot.times.times import read_time
from bot.words import _

events = Group(
    "event",
    _("Meet, at a time that each sees as their own"),
    feature="events",
    default="new",
    order=("new", "show", "list", "rsvp", "agenda", "notes", "edit", "cancel", "remind", "ics"),
)

TheEvent = Annotated[Item, Param(_("The event's number, such as #142"), item=KIND)]
Capacity = Annotated[
    str | None, Param(_("How many can come, or “none” for all"), label=_("Places"), max_length=12)
]
OneTime = Annotated[
    str,
    Param(
        _("Which time of a repeated event, such as 1 December; the next if you leave it out"),
        carried=True,
        max_length=60,
    ),
]
PlacedTime = Annotated[
    str,
    Param(
        _("Which time of a repeated event, such as 1 December; the next if you leave it out"),
        carried=True,
        placed=True,
        max_length=60,
    ),
]

_SUGGESTED = 3
_NO_LIMIT = ("none", "no", "off", "-")


async def read(request: Request, item: Item, *, hold: bool = False) -> Event:
    """The event; `hold` keeps it from being changed by others. Raises `NotFound` where it is gone."""
    if hold:
        await planning.hold(request.tx, item.id)
    found = await service.get(request.tx, item.id)
    if found is None:
        raise NotFound(_("Event #{number} is gone.", number=item.id))
    return found


def read_capacity(text: str) -> int | None:
    """How many can come, None for all; raises `NotUnderstood` for what is no number."""
    text = text.strip().lower()
    if not text or text in _NO_LIMIT:
        return None
    if not (text.isascii() and text.isdigit()):
        raise NotUnderstood(
            _("“{text}” is no number of places. Write a number, or “none” for all.", text=text),
            field="capacity",
        )
    return int(text)


def check_may_change(request: Request, item: Item) -> None:
    """Raises `NotAllowed` for all but the organiser and the facilitators."""
    if not item.may_change(request.person.id):
        raise NotAllowed(
            _("Only whoever made it or a facilitator can change event #{number}.", number=item.id)
        )


def one_time(request: Request, event: Event, text: str) -> Occurrence:
    """The time of an event that a text means: its key, or a day; the next one for an empty text.

    Raises `NotFound`, with the next times that there are.
    """
    if not text:
        return event.shown(request.now)
    if found := occurrences.occurrence(event, text.strip().upper()):
        return found
    zone = ZoneInfo(event.zone)
    day = read_time(text, zone, request.now, default=time(12, 0)).astimezone(zone).date()
    begins = datetime.combine(day, time())
    there = occurrences.between(
        event,
        in_utc(begins, event.zone),
        in_utc(begins + timedelta(days=1), event.zone),
        cancelled=True,
    )
    if there:
        return there[0]
    raise NotFound(
        _(
            "#{number} does not take place on “{text}”. {suggestion}",
            number=event.id,
            text=shortened(text, 40),
            suggestion=_next_times(request, event),
        ),
        field="occurrence",
    )


def _next_times(request: Request, event: Event) -> object:
    following = occurrences.following(event, request.now)
    times = [one for _n, one in zip(range(_SUGGESTED), following, strict=False)]
    if not times:
        return _("It is over.")
    shown = "; ".join(span(request, one) for one in times)
    return _("Next it does on: {times}.", times=shown)


def span(request: Request, one: Occurrence) -> str:
    """A time as text in the asker's own zone: "Tue 1 Dec 2026, 15:00–17:00 GMT"."""
    return show_span(one.starts, one.ends, request.zone, request.language)


def key_given(event: Event, one: Occurrence) -> str | None:
    """The time as a button's action names it; None for an event that is not repeated."""
    return one.key if event.rule else None
