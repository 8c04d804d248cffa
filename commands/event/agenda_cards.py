"""How an agenda is drawn: for its reader, in a channel, and where an event is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from bot.grammar import line
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Choice,
    Entry,
    Inline,
    Listing,
    Note,
    Paragraph,
    Select,
)
from bot.request import Request, Work
from bot.services.events import agenda as service
from bot.services.events import events as planned
from bot.services.events.agenda import Point
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.services.events.rsvps import key_for
from bot.services.items.items import Item
from bot.services.text import shortened
from bot.words import Message, _, plural
from commands.event.group import events, key_given

CARD = "agenda"
SHOWN = 10
_ON_EVENT = 5
_OPTIONS = 25


def is_open(work: Work, event: Event, one: Occurrence) -> bool:
    """Whether there is still something to prepare."""
    return not (event.cancelled_at or one.cancelled or one.ends <= work.now)


async def for_reader(request: Request, item: Item, event: Event, one: Occurrence, page: int = 1) -> Card:
    """The agenda as its reader can work with it."""
    points = await service.points(request.tx, event.id, key_for(event, one), viewer=request.person.id)
    at = min(max(page, 1), max(-(-len(points) // SHOWN), 1))
    first = (at - 1) * SHOWN
    there = points[first : first + SHOWN]
    open_ = is_open(request, event, one)
    blocks: list[Block] = [_when(request, event, one)]
    if there:
        entries = (
            Entry(_said(place, point), _detail(point), _vote(event, point) if open_ else None)
            for place, point in enumerate(there, first + 1)
        )
        blocks.append(Listing(tuple(entries)))
    else:
        blocks.append(Paragraph((_("Nothing is on the agenda yet. What do you want to talk about?"),)))
    blocks += _settling(request, item, event, points)
    key = key_given(event, one)
    buttons = [_add(event, one)] if open_ else []
    if len(points) > first + SHOWN:
        buttons.append(Button(_("More"), line("event agenda", event.id, occurrence=key, page=at + 1)))
    if request.target and request.here and request.here.id == item.community.id:
        buttons.append(Button(_("Share it here"), line("event share-agenda", event.id)))
    buttons.append(Button(_("Details"), line("event show", event.id)))
    return Card((*blocks, Buttons(tuple(buttons))), title=_title(event), replaces=True, about=event.id)


@events.card(CARD)
async def card(work: Work, number: int) -> Card | None:
    """The agenda of an event's next time, in a channel, where it follows every vote."""
    event = await planned.get(work.tx, number)
    if event is None:
        return None
    one = event.shown(work.now)
    points = await service.points(work.tx, number, key_for(event, one))
    open_ = is_open(work, event, one)
    entries = tuple(
        Entry(_said(place, point), _detail(point), _vote(event, point) if open_ else None)
        for place, point in enumerate(points[:SHOWN], 1)
    )
    listed = Listing(entries) if entries else Paragraph((_("Nothing is on the agenda yet."),))
    more = Button(_("Agenda"), line("event agenda", number, occurrence=key_given(event, one)))
    buttons = (_add(event, one), more) if open_ else (more,)
    return Card((_when(work, event, one), listed, Buttons(buttons)), title=_title(event), about=number)


async def of_event(work: Work, event: Event, one: Occurrence) -> list[Block]:
    """The first points of the agenda, for where an event is shown."""
    points = await service.points(work.tx, event.id, key_for(event, one))
    if not points:
        return []
    said: list[Inline] = [Bold(_("Agenda"))]
    for place, point in enumerate(points[:_ON_EVENT], 1):
        said += ["\n", f"✓ {point.text}" if point.done else f"{place}. {point.text}"]
    if len(points) > _ON_EVENT:
        said += ["\n", plural("and {n} more", "and {n} more", len(points) - _ON_EVENT)]
    return [Paragraph(tuple(said))]


def _title(event: Event) -> Message:
    return _("Agenda of “{title}”", title=event.title)


def _when(work: Work, event: Event, one: Occurrence) -> Note:
    said: list[Inline] = [work.when(one.starts)]
    if event.rule:
        said += [" · ", _("each time has its own agenda")]
    return Note(tuple(said))


def _add(event: Event, one: Occurrence) -> Button:
    action = f"?{line('event agenda', event.id, occurrence=key_given(event, one))}"
    return Button(_("Add a point…"), action, "primary")


def _vote(event: Event, point: Point) -> Button | None:
    if point.done:
        return None
    if point.voted:
        return Button(_("Take my vote back"), line("event unvote", event.id, point.id))
    return Button(_("Vote"), line("event vote", event.id, point.id))


def _said(place: int, point: Point) -> tuple[Inline, ...]:
    return (f"✓ {point.text}",) if point.done else (Bold(f"{place}. {point.text}"),)


def _detail(point: Point) -> tuple[Inline, ...]:
    by = point.author_name or _("somebody")
    return (plural("{n} vote", "{n} votes", point.votes), " · ", _("by {name}", name=by))


def _settling(request: Request, item: Item, event: Event, points: Sequence[Point]) -> list[Block]:
    """What whoever made the event, and facilitators, can do; and everybody with points of their own."""
    cares = item.may_change(request.person.id)
    blocks: list[Block] = []
    if cares and points:
        blocks.append(Select(_("Talked about, or not…"), line("event done", event.id), _options(points)))
    own = [point for point in points if cares or point.author_id == request.person.id]
    if own:
        blocks.append(Select(_("Take off the agenda…"), line("event drop", event.id), _options(own)))
    return blocks


def _options(points: Iterable[Point]) -> tuple[Choice, ...]:
    return tuple(
        Choice(shortened(f"✓ {one.text}" if one.done else one.text, 70), str(one.id))
        for one in islice(points, _OPTIONS)
    )
