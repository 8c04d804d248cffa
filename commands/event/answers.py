"""`event rsvp`: to say whether one comes, and what others are told when a place becomes free."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import Block, Bold, Button, Buttons, Card, Choice, Content, Inline, Paragraph, Reply
from bot.request import Request, Work
from bot.services.events import events as service
from bot.services.events import leaving, rsvps
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.services.events.rsvps import Answer, Attendance, MovedUp
from bot.words import Words, _, plural
from commands.event.group import PlacedTime, TheEvent, events, key_given, one_time, read
from commands.event.telling import When, notice, tell_all
from commands.shared.zone import zone_question

_MOST_NAMED = 3
_ANSWERS: tuple[tuple[Answer, Words], ...] = (
    ("yes", _("I’m coming")),
    ("maybe", _("Maybe")),
    ("no", _("Can’t")),
)


async def _answers(_request: Request) -> list[Choice]:
    return [Choice(label, answer) for answer, label in _ANSWERS]


@events.command("rsvp", needs=MEMBER, example="142 yes", form=False)
async def rsvp(
    request: Request,
    event: TheEvent,
    answer: Annotated[Answer, Param(_("Whether you come"), offer=_answers)],
    occurrence: PlacedTime = "",
    all: Annotated[  # noqa: A002 - what people write
        bool, Param(_("Of a repeated event: every time"), label=_("Every time"))
    ] = False,
) -> Reply:
    """Say whether you come; you can change it."""
    await service.hold(request.tx, event.id)
    found = await read(request, event)
    one = one_time(request, found, "" if all else occurrence)
    about = None if all and found.rule else one
    answers, moved_up = await rsvps.answer(request.tx, request.now, found, request.person.id, answer, about)
    await request.refresh(found.id)
    await tell_moved_up(request, found, moved_up)
    there = answers.at(rsvps.key_for(found, one))
    card = _answered(request, found, one, there, every=about is None)
    return Card((*card.blocks, *await zone_question(request)), replaces=True)


def _answered(request: Request, event: Event, one: Occurrence, there: Attendance, *, every: bool) -> Card:
    """What somebody is told who has said whether they come."""
    answer = there.answer_of(request.person.id)
    line_place = there.place_in_line(request.person.id)
    said: Content = (_sentence(answer, line_place, event, every=every), " ", request.when(one.starts))
    blocks: list[Block] = [Paragraph(said)]
    if line_place:
        blocks.append(Paragraph((_("I tell you as soon as a place is free."),)))
    if event.link and answer == "yes" and not line_place:
        blocks.append(Paragraph((_("Join at {link}", link=event.link),)))
    blocks.append(Buttons(_buttons(event, one, answer, every=every)))
    return Card(tuple(blocks))


def _sentence(answer: Answer | None, line_place: int | None, event: Event, *, every: bool) -> Words:
    title = Bold(event.title)
    if line_place:
        return _("“{title}” is full. You are number {n} on the waiting list.", title=title, n=line_place)
    if every and answer == "yes":
        return _("You’re coming to “{title}” every time. The next:", title=title)
    if every and answer == "no":
        return _("You’re not coming to “{title}” any more. The next would be:", title=title)
    if answer == "yes":
        return _("You’re coming to “{title}”:", title=title)
    if answer == "maybe":
        return _("You may come to “{title}”:", title=title)
    return _("You’re not coming to “{title}”:", title=title)


def _buttons(event: Event, one: Occurrence, answer: Answer | None, *, every: bool) -> tuple[Button, ...]:
    """To say something else; of a repeated event also to say it of every time."""
    key = key_given(event, one)
    buttons = [
        Button(label, line("event rsvp", event.id, other, occurrence=key))
        for other, label in _ANSWERS
        if other != answer
    ]
    if event.rule and answer and not every:
        buttons.insert(0, Button(_("Every time"), line("event rsvp", event.id, answer, all="yes")))
    return (*buttons, Button(_("Details"), line("event show", event.id)))


async def tell_moved_up(work: Work, event: Event, moved_up: MovedUp) -> None:
    """Tell those who waited that they have a place now."""

    def card(person_id: int, when: When) -> Card:
        times = moved_up[person_id]
        said = _with_times(_("A place has become free: you are coming."), times, when)
        cannot = line("event rsvp", event.id, "no", occurrence=key_given(event, times[0]))
        return notice(event, Paragraph(said), further=(Button(_("Can’t"), cannot),))

    if moved_up:
        await tell_all(work, event, moved_up, card)


async def tell_moved_down(work: Work, event: Event, moved_down: MovedUp) -> None:
    """Tell those who had a place that there are fewer now, and they wait."""

    def card(person_id: int, when: When) -> Card:
        told = _("There are fewer places now, and you are on the waiting list.")
        return notice(event, Paragraph(_with_times(told, moved_down[person_id], when)))

    if moved_down:
        await tell_all(work, event, moved_down, card)


def _with_times(told: Words, times: Sequence[Occurrence], when: When) -> Content:
    """What is told, with the first of the times that it is about, and how many more there are."""
    said: list[Inline] = [told, " ", when(times[0].starts)]
    for time in times[1:_MOST_NAMED]:
        said += ["; ", when(time.starts)]
    if len(times) > _MOST_NAMED:
        more = len(times) - _MOST_NAMED
        said += [" ", plural("and {n} time more", "and {n} times more", more)]
    return tuple(said)


async def give_up_places(request: Request, community_id: int) -> None:
    """Give up the places of somebody who leaves a community, at its events that come, before they are out."""
    given_up = await leaving.give_up(request.tx, request.now, request.person.id, community_id)
    await request.refresh(*(one.event.id for one in given_up))
    for one in given_up:
        await tell_moved_up(request, one.event, one.moved_up)
