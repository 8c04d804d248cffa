"""`event show` and `event list`."""

from __future__ import annotations

from itertools import islice
from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Inline,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.events import listing, occurrences, rsvps
from bot.services.events.events import Event
from bot.services.events.listing import Which
from bot.services.events.occurrences import Occurrence
from bot.services.events.rsvps import Attendance
from bot.services.items.items import Item
from bot.words import Message, _
from commands.event import agenda_cards, cards, notes, outside
from commands.event.group import PlacedTime, TheEvent, events, key_given, one_time, read
from commands.shared.items import common_buttons, full_of, share_button
from commands.shared.rich import written

PAGE = 8
_NAMES = 40
_TIMES = 5


@events.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, event: TheEvent, occurrence: PlacedTime = "") -> Reply:
    """Show an event: when and where it is, who comes, and what you can do."""
    found = await read(request, event)
    full = await full_of(request, event)
    one = one_time(request, found, occurrence)
    blocks: list[Block] = [cards.facts(request, found, one)]
    if found.body:
        blocks.append(Paragraph(written(found.body)))
    if cards.takes_place(found, one):
        there = await rsvps.attendance(request.tx, found, one)
        blocks += _attendance(request, found, there, over=cards.is_past(one, request.now))
    blocks += await agenda_cards.of_event(request, found, one)
    blocks += await notes.of_event(request, found, one)
    if found.rule and not found.cancelled_at and (times := _times(request, found, one)):
        blocks.append(times)
    further = (*_further(request, found, one), *common_buttons(full), *share_button(request, event.id))
    blocks.append(Buttons((*cards.buttons(request, found, one)[:-1], *further)))
    blocks += _for_organisers(request, event, found, one)
    blocks.append(cards.print_of(found, full))
    return Card(tuple(blocks), title=cards.title_of(found), tone=cards.tone_of(found), about=found.id)


def _further(request: Request, event: Event, one: Occurrence) -> tuple[Button, ...]:
    """Before it, to have it in one's calendar; after it, the notes; of what is cancelled, neither."""
    if event.cancelled_at or (one.cancelled and event.is_over(request.now)):
        return ()
    over = one.ends <= request.now and cards.takes_place(event, one)
    return (notes.button(event, one) if over else outside.add_to_calendar(event),)


def _attendance(request: Request, event: Event, there: Attendance, *, over: bool) -> list[Block]:
    """Who comes, or came, and what the reader has said."""
    blocks = _who(event, there, over=over)
    if mine := _mine(request, there, over=over):
        blocks.append(Note((mine,)))
    return blocks


def _who(event: Event, there: Attendance, *, over: bool) -> list[Block]:
    """Everybody who said something, by name, as far as there is room."""
    blocks: list[Block] = [Paragraph(cards.who_comes(there, event.capacity, over=over))]
    if over:
        return blocks
    for label, people in ((_("Maybe:"), there.maybe), (_("Waiting:"), there.waiting)):
        if people:
            blocks.append(Paragraph((label, " ", cards.names(people, _NAMES))))
    return blocks


def _mine(request: Request, there: Attendance, *, over: bool) -> Message | None:
    """What the reader has said."""
    answer = there.answer_of(request.person.id)
    if over:
        said = {"yes": _("You said yes."), "maybe": _("You said maybe."), "no": _("You said no.")}
        return said[answer] if answer else None
    if place := there.place_in_line(request.person.id):
        return _("You are number {n} on the waiting list.", n=place)
    answers = {"yes": _("You’re coming."), "maybe": _("You may come."), "no": _("You’re not coming.")}
    return answers[answer] if answer else None


def _times(request: Request, event: Event, shown: Occurrence) -> Listing | None:
    """The next times of a repeated event, those that are cancelled too, each with a button to see it."""
    following = occurrences.following(event, request.now, cancelled=True)
    entries = tuple(
        Entry(
            (request.when(one.starts),),
            (_("cancelled"),) if one.cancelled else (_("moved"),) if one.moved else (),
            Button(_("Show"), line("event show", event.id, occurrence=one.key)),
        )
        for one in islice((one for one in following if one.key != shown.key), _TIMES)
    )
    return Listing(entries) if entries else None


def _for_organisers(request: Request, item: Item, event: Event, one: Occurrence) -> list[Block]:
    """What whoever made it, and facilitators, can do."""
    if not item.may_change(request.person.id) or event.is_over(request.now):
        return []
    if event.cancelled_at:
        return [Buttons((Button(_("It takes place after all"), line("event resume", event.id)),))]
    buttons = [
        Button(_("Edit…"), line("event edit", event.id)),
        Button(_("Reminders"), line("event remind", event.id)),
    ]
    if key := key_given(event, one):
        buttons.append(Button(_("Move this time…"), line("event edit", event.id, occurrence=key)))
        buttons.append(_cancel_one(event, one))
    ask = _("Cancel “{title}” for good? Those who come are told.", title=event.title)
    whole = _("Cancel all") if event.rule else _("Cancel it")
    buttons.append(Button(whole, line("event cancel", event.id), "danger", confirm=ask))
    return [Buttons(tuple(buttons))]


def _cancel_one(event: Event, one: Occurrence) -> Button:
    if one.cancelled:
        return Button(_("This time after all"), line("event resume", event.id, occurrence=one.key))
    ask = _("Cancel this one time? Those who come are told.")
    action = line("event cancel", event.id, occurrence=one.key)
    return Button(_("Cancel this time"), action, "danger", confirm=ask)


@events.command("list", needs=MEMBER)
async def list_(
    request: Request,
    which: Annotated[Which, Param(_("What comes, only yours, or what is past"))] = "coming",
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List the community's events."""
    page = min(max(page, 1), 1000)
    here, name = f"={request.community.id}", request.community.name
    found = await listing.of_community(
        request.tx, request.person.id, request.community.id, which, request.now,
        limit=PAGE + 1, offset=(page - 1) * PAGE,
    )  # fmt: skip
    others = [
        Button(label, line("event list", other, community=here))
        for other, label in (("coming", _("Coming")), ("mine", _("Mine")), ("past", _("Past")))
        if other != which
    ]
    if not found:
        plan = Button(_("Plan one…"), f"?{line('event new', community=here)}", "primary")
        nothing = {
            "coming": _("No event is planned in {name}.", name=name),
            "mine": _("You have said yes to none of the events that come in {name}.", name=name),
            "past": _("There was no event in {name} yet.", name=name),
        }
        return text(nothing[which] if page == 1 else _("These were all."), buttons=(plan, *others))
    if len(found) > PAGE:
        others.append(Button(_("More"), line("event list", which, page=page + 1, community=here)))
    titles = {
        "coming": _("Events in {name}", name=name),
        "mine": _("Your events in {name}", name=name),
        "past": _("Past events in {name}", name=name),
    }
    entries = tuple(_entry(request, event, one) for event, one in found[:PAGE])
    return Card((Listing(entries), Buttons(tuple(others))), title=titles[which], replaces=page > 1)


def _entry(request: Request, event: Event, one: Occurrence) -> Entry:
    detail: list[Inline] = [request.when(one.starts)]
    if event.place:
        detail += [" · ", event.place]
    if event.rule:
        detail += [" · ", _("repeated")]
    if event.cancelled_at:
        detail += [" · ", _("cancelled")]
    return Entry(
        (Bold(event.title), f" #{event.id}"), tuple(detail), Button(_("Show"), line("event show", event.id))
    )
