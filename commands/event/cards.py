"""How events are drawn, wherever they are shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal

from bot.grammar import line
from bot.replies import (
    Block,
    Button,
    Buttons,
    Card,
    Content,
    Field,
    Fields,
    Inline,
    Link,
    Note,
    Paragraph,
    Time,
)
from bot.request import Work
from bot.services.events import events as service
from bot.services.events import rsvps
from bot.services.events.events import KIND, Event
from bot.services.events.occurrences import Occurrence
from bot.services.events.rsvps import Attendance, Said
from bot.services.items import items
from bot.services.items.items import Full
from bot.services.text import shortened
from bot.times.lengths import show_minutes
from bot.times.repeats import show_rule
from bot.words import Message, Words, _, plural
from commands.event.group import events, key_given
from commands.shared.items import beside, common_buttons
from commands.shared.rich import written

NAMES_ON_CARD = 8
LONGEST_PLACE = 60
_LONGEST_TEXT = 700


def coming_button(number: int) -> Button:
    """To say that one comes, to the next time of a repeated event."""
    return Button(_("I’m coming"), line("event rsvp", number, "yes"), "primary")


@events.kind(KIND, one=_("event"), many=_("Events"), thread=True, reply=coming_button)
async def card(work: Work, number: int) -> Card | None:
    """An event in a channel: its next time, who comes, and buttons to say so."""
    event = await service.get(work.tx, number)
    full = await items.full(work.tx, number)
    if event is None or full is None:
        return None
    one = event.shown(work.now)
    blocks: list[Block] = [facts(work, event, one)]
    if event.body:
        blocks.append(Paragraph(written(shortened(event.body, _LONGEST_TEXT))))
    if takes_place(event, one):
        there = await rsvps.attendance(work.tx, event, one)
        blocks.append(Paragraph(who_comes(there, event.capacity, over=is_past(one, work.now))))
    blocks.append(Buttons((*buttons(work, event, one), *common_buttons(full)[:1])))
    blocks.append(print_of(event, full))
    return Card(tuple(blocks), title=title_of(event), tone=tone_of(event), about=event.id)


@events.facts_of(KIND)
async def when_and_where(work: Work, numbers: Sequence[int]) -> Mapping[int, Content]:
    """When each event takes place next, how it is repeated, and where."""
    return {event.id: _in_a_line(work, event) for event in await service.several(work.tx, numbers)}


def _in_a_line(work: Work, event: Event) -> Content:
    when = work.when(event.shown(work.now).starts)
    place: Content = (", ", shortened(event.place, LONGEST_PLACE)) if event.place else ()
    return (*next_of(work, when, event.rule, event.starts), *place)


def next_of(work: Work, when: Time, rule: str | None, first: datetime) -> Content:
    """When an event is; of a repeated one how it is repeated, and when the next time is."""
    if rule is None:
        return (when,)
    return (_("{every}, next {when}", every=show_rule(rule, first, work.language), when=when),)


def title_of(event: Event) -> Words:
    """Its title, which says so where it is cancelled."""
    return _("Cancelled: {title}", title=event.title) if event.cancelled_at else event.title


def tone_of(event: Event) -> Literal["plain", "bad"]:
    """The colour of its card."""
    return "bad" if event.cancelled_at else "plain"


def facts(work: Work, event: Event, one: Occurrence) -> Fields:
    """When it is, and where."""
    when: list[Inline] = [work.when(one.starts), " · ", show_minutes(_minutes(one))]
    if one.cancelled:
        when += [" · ", _("this time is cancelled")]
    elif one.ends <= work.now:
        when += [" · ", _("it is over")]
    elif one.moved:
        when += [" · ", _("moved")]
    fields = [Field(_("When"), tuple(when))]
    if event.rule:
        fields.append(Field(_("Repeats"), (show_rule(event.rule, event.starts, work.language),)))
    if event.place:
        fields.append(Field(_("Where"), written(event.place)))
    if event.link:
        fields.append(Field(_("Link"), (Link(event.link, event.link),)))
    return Fields(tuple(fields))


def _minutes(one: Occurrence) -> int:
    return round((one.ends - one.starts).total_seconds() / 60)


def is_past(one: Occurrence, now: datetime) -> bool:
    """Whether that time has taken place."""
    return one.ends <= now and not one.cancelled


def takes_place(event: Event, one: Occurrence) -> bool:
    """Whether neither the event nor that time of it is cancelled."""
    return not (event.cancelled_at or one.cancelled)


def who_comes(there: Attendance, capacity: int | None, *, over: bool = False) -> Content:
    """How many come, some of their names, and how many places are left; of what is over, how many came."""
    if over and there.coming:
        came = plural("{n} person came", "{n} people came", len(there.coming))
        return (came, ": ", names(there.coming, NAMES_ON_CARD))
    if over:
        return (_("Nobody said that they come"),)
    if there.coming:
        parts: list[Inline] = [plural("{n} person comes", "{n} people come", len(there.coming))]
        parts += [": ", names(there.coming, NAMES_ON_CARD)]
    else:
        parts = [_("Nobody has said yet that they come")]
    if there.maybe:
        parts += [" · ", plural("{n} maybe", "{n} maybe", len(there.maybe))]
    if capacity is not None:
        parts += [" · ", _places(there, capacity)]
    return tuple(parts)


def _places(there: Attendance, capacity: int) -> Message:
    if there.waiting:
        return plural("full, {n} waits", "full, {n} wait", len(there.waiting))
    left = capacity - len(there.coming)
    return plural("{n} place left", "{n} places left", left) if left else _("full")


def names(people: Sequence[Said], most: int) -> Message:
    """The first names, and how many more there are."""
    shown = ", ".join(one.name for one in people[:most])
    more = len(people) - most
    if more <= 0:
        return _("{names}", names=shown)
    return plural("{names} and {n} more", "{names} and {n} more", more, names=shown)


def buttons(work: Work, event: Event, one: Occurrence) -> tuple[Button, ...]:
    """To answer, while there is something to answer; and to see more."""
    details = Button(_("Details"), line("event show", event.id))
    if not takes_place(event, one) or one.ends <= work.now:
        return (details,)
    return (*answer_buttons(event, one), agenda_button(event, one), details)


def agenda_button(event: Event, one: Occurrence) -> Button:
    """To see the agenda of that time, and to add to it."""
    return Button(_("Agenda"), line("event agenda", event.id, occurrence=key_given(event, one)))


def answer_buttons(event: Event, one: Occurrence) -> tuple[Button, ...]:
    """To say whether one comes at that time."""
    key = key_given(event, one)
    return (
        Button(_("I’m coming"), line("event rsvp", event.id, "yes", occurrence=key), "primary"),
        Button(_("Maybe"), line("event rsvp", event.id, "maybe", occurrence=key)),
        Button(_("Can’t"), line("event rsvp", event.id, "no", occurrence=key)),
    )


def print_of(event: Event, full: Full) -> Note:
    """The small print: whose it is, how much was said of it, its tags."""
    name = event.author_name or _("somebody")
    return Note((_("#{number} by {name}", number=event.id, name=name), *beside(full)))
