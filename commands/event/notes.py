"""`event notes`: what was said at an event becomes a page of the wiki.

When it is over, whoever made the event is asked for the notes, once; anybody in the
community can write them at any time. Those who came are told where they are.
"""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.declare import Param
from bot.errors import Conflict, NotAllowed, NotUnderstood
from bot.grammar import line
from bot.incoming import Submitted
from bot.permissions import MEMBER, Role
from bot.replies import Block, Bold, Button, Card, Inline, Paragraph, Reply, text
from bot.request import Request, Work
from bot.services.communities import communities
from bot.services.communities.communities import Community
from bot.services.events import agenda, rsvps
from bot.services.events import events as planned
from bot.services.events import notes as service
from bot.services.events.events import KIND, Event
from bot.services.events.occurrences import Occurrence
from bot.services.items import items
from bot.services.wiki import pages
from bot.words import _, plural
from commands.event.group import OneTime, TheEvent, events, key_given, one_time, read
from commands.event.telling import When, tell_all

_WIKI = "wiki"


@events.command("notes", needs=MEMBER, example="142", submit=_("Save"))
async def notes(
    request: Request,
    event: TheEvent,
    title: Annotated[
        str, Param(_("What the page is called"), label=_("Title"), max_length=pages.LONGEST_TITLE)
    ] = "",
    text: Annotated[
        str, Param(_("What was said and agreed"), label=_("Notes"), long=True, max_length=pages.LONGEST_BODY)
    ] = "",
    occurrence: OneTime = "",
) -> Reply:
    """Write the notes of an event, or see where they are."""
    if not event.own:
        raise NotAllowed(_("Notes are kept by the community whose event it is."))
    found = await read(request, event, hold=bool(text))
    one = _which(request, found, occurrence)
    if there := await service.page_of(request.tx, found, one):
        return _where(*there)
    if _WIKI in event.community.features_off:
        name = event.community.name
        raise Conflict(_("Notes are pages of the wiki, which is switched off in {name}.", name=name))
    called = title or service.title_for(found, one, event.community.language)
    if not text and isinstance(request.incoming.what, Submitted):
        raise NotUnderstood(_("There is nothing in the notes yet. What was said and agreed?"), field="text")
    if not text:
        points = await agenda.points(request.tx, event.id, rsvps.key_for(found, one))
        begun = service.skeleton(points)
        return await forms.ask(request, title=called, text=begun, occurrence=key_given(found, one))
    number = await service.keep(request.tx, request.now, request.person.id, found, one, called, text)
    await request.refresh(event.id)
    told = await _tell_those_who_came(request, found, one, number)
    return _kept(number, told)


def _which(request: Request, event: Event, text: str) -> Occurrence:
    """The time that is meant: the one named, else the last that is over, else the next."""
    if text:
        return one_time(request, event, text)
    return service.ended(event, request.now) or event.shown(request.now)


def _where(number: int, title: str) -> Card:
    return text(
        _("The notes are page #{number} “{title}”.", number=number, title=Bold(title)),
        buttons=_buttons(number),
    )


def _kept(number: int, told: int) -> Card:
    said: list[Inline] = [_("Thank you! The notes are page {number}.", number=Bold(f"#{number}"))]
    if told:
        said += [" ", plural("{n} person who came is told.", "{n} people who came are told.", told)]
    return text(*said, buttons=_buttons(number))


def _buttons(number: int) -> tuple[Button, ...]:
    return (
        Button(_("Read"), line("wiki show", number), "primary"),
        Button(_("Edit…"), line("wiki edit", number)),
    )


async def _tell_those_who_came(request: Request, event: Event, one: Occurrence, number: int) -> int:
    """Tell those who said that they come where the notes are; returns how many."""
    there = await rsvps.attendance(request.tx, event, one)
    others = [said.person_id for said in there.coming if said.person_id != request.person.id]

    def told(_reader: int, when: When) -> Card:
        said = text(
            _("There are notes of {when}.", when=when(one.starts)),
            buttons=(Button(_("Read"), line("wiki show", number), "primary"),),
        )
        return Card(said.blocks, title=event.title, about=number)

    await tell_all(request, event, others, told)
    return len(others)


async def of_event(work: Work, event: Event, one: Occurrence) -> list[Block]:
    """Where the notes of a time are, for where an event is shown."""
    there = await service.page_of(work.tx, event, one)
    if there is None:
        return []
    return [Paragraph((_("Notes:"), " ", Bold(there[1]), f" #{there[0]}"))]


def button(event: Event, one: Occurrence) -> Button:
    """To write the notes, or to see where they are."""
    return Button(_("Notes…"), line("event notes", event.id, occurrence=key_given(event, one)))


@events.job(service.JOB)
async def ask_for_notes(work: Work, number: int) -> None:
    """A time of an event is over: ask whoever made it for the notes, and plan the next run."""
    event = await planned.get(work.tx, number, removed=True)
    if event is None:
        return
    one = service.ended(event, work.now)
    if one and event.author_id and await _is_to_be_asked(work, event, event.author_id, one):
        last = await service.unanswered(work.tx, event) == service.MOST_UNANSWERED
        await work.tell(event.author_id, _question(event, one, last=last))
    await service.plan(work.tx, work.now, event)


async def _is_to_be_asked(work: Work, event: Event, organiser: int, one: Occurrence) -> bool:
    """Whether notes can be kept, by whoever made the event, and they were not asked before."""
    seen = await items.visible(work.tx, organiser, event.id, kind=KIND)
    if event.cancelled_at or seen is None or seen.role < Role.MEMBER:
        return False
    community: Community | None = await communities.get(work.tx, event.community_id)
    if community is None or {_WIKI, "events"} & set(community.features_off):
        return False
    if await service.unanswered(work.tx, event) == service.MOST_UNANSWERED:
        return False
    return await service.claim(work.tx, work.now, event, one)


def _question(event: Event, one: Occurrence, *, last: bool) -> Card:
    stop = (" ", _("I stop asking after this one, until you write some.")) if last else ()
    asked = text(
        _("“{title}” is over.", title=Bold(event.title)),
        " ",
        _("What was said and agreed? The agenda is in the form already; those who came are told."),
        *stop,
        buttons=(Button(_("Write the notes…"), button(event, one).action, "primary"),),
    )
    return Card(asked.blocks, about=event.id)
