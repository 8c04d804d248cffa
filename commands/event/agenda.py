"""`event agenda`: what to talk about, built together before the event; votes raise a point.

The agenda is private to read and, shared in a channel, a card that follows every vote. A
repeated event has one for each of its times.
"""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.errors import Conflict, NotAllowed
from bot.permissions import MEMBER
from bot.replies import Card, Reply
from bot.request import Request
from bot.services.events import agenda as service
from bot.services.events.agenda import Point
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.services.events.rsvps import key_for
from bot.services.items.items import Item
from bot.words import _
from commands.event import notes
from commands.event.agenda_cards import CARD, for_reader, is_open
from commands.event.group import OneTime, TheEvent, events, one_time, read

ThePoint = Annotated[int, Param(_("The point's number; its button knows it"))]


@events.command("agenda", needs=MEMBER, example='142 point: "Who pays for the caddies?"', submit=_("Add"))
async def agenda(
    request: Request,
    event: TheEvent,
    point: Annotated[
        str,
        Param(_("What you want to talk about; leave it out to see the agenda"), max_length=service.LONGEST),
    ] = "",
    occurrence: OneTime = "",
    page: Annotated[int, Param(_("Which page of the agenda"), carried=True)] = 1,
) -> Reply:
    """See the agenda of an event, or add a point to it."""
    found = await read(request, event, hold=bool(point))
    one = one_time(request, found, occurrence)
    if point:
        _check_open(request, found, one)
        await service.add(request.tx, request.now, request.person.id, event.id, key_for(found, one), point)
        await request.refresh(event.id)
    return await for_reader(request, event, found, one, page)


def _check_open(request: Request, event: Event, one: Occurrence) -> None:
    """Raises `Conflict` for what is over or cancelled."""
    if is_open(request, event, one):
        return
    if event.cancelled_at or one.cancelled:
        raise Conflict(_("This event is cancelled."))
    to_notes = notes.button(event, one)
    raise Conflict(_("This event is over."), action=(to_notes.label, to_notes.action))


@events.command("vote", needs=MEMBER, hidden=True, form=False, example="142 7")
async def vote(request: Request, event: TheEvent, point: ThePoint) -> Reply:
    """Vote for a point of an agenda."""
    found, one, there = await _point_of(request, event, point)
    _check_open(request, found, one)
    await service.vote(request.tx, request.person.id, there.id)
    return await _after(request, event, found, one)


@events.command("unvote", needs=MEMBER, hidden=True, form=False, example="142 7")
async def unvote(request: Request, event: TheEvent, point: ThePoint) -> Reply:
    """Take your vote for a point back."""
    found, one, there = await _point_of(request, event, point)
    _check_open(request, found, one)
    await service.withdraw(request.tx, request.person.id, there.id)
    return await _after(request, event, found, one)


@events.command("done", needs=MEMBER, hidden=True, form=False, example="142 7")
async def done(request: Request, event: TheEvent, point: ThePoint) -> Reply:
    """Mark a point as talked about, or take that back."""
    if not event.may_change(request.person.id):
        raise NotAllowed(_("Only whoever made the event or a facilitator can do that."))
    found, one, there = await _point_of(request, event, point)
    await service.settle(request.tx, request.now, there.id, done=not there.done)
    return await _after(request, event, found, one)


@events.command("drop", needs=MEMBER, hidden=True, form=False, example="142 7")
async def drop(request: Request, event: TheEvent, point: ThePoint) -> Reply:
    """Take a point off the agenda."""
    found, one, there = await _point_of(request, event, point)
    if not (event.may_change(request.person.id) or there.author_id == request.person.id):
        raise NotAllowed(_("Only who added it, who made the event, or a facilitator can take it off."))
    await service.remove(request.tx, there.id)
    return await _after(request, event, found, one)


async def _point_of(request: Request, item: Item, number: int) -> tuple[Event, Occurrence, Point]:
    """The event, the time of it for which a point of its agenda is, and the point."""
    found = await read(request, item)
    key, there = await service.point(request.tx, item.id, number)
    return found, one_time(request, found, key), there


async def _after(request: Request, item: Item, event: Event, one: Occurrence) -> Card:
    await request.refresh(event.id)
    return await for_reader(request, item, event, one)


@events.command("share-agenda", needs=MEMBER, hidden=True, form=False, example="142")
async def share(request: Request, event: TheEvent) -> Reply:
    """Show an event's agenda in this channel, where it follows every vote."""
    if request.target is None or request.here is None or request.here.id != event.community.id:
        raise Conflict(_("An agenda is shared in a channel of the community."))
    found = await read(request, event)
    await request.show(event.id, CARD, request.target, asked_by=request.person.id)
    return await for_reader(request, event, found, found.shown(request.now))
