"""`event new`: what was read is shown before it is kept and posted."""

from __future__ import annotations

from itertools import islice
from typing import Annotated
from zoneinfo import ZoneInfo

import msgspec

from bot import forms
from bot.declare import Param
from bot.errors import Conflict
from bot.grammar import line
from bot.incoming import Value
from bot.permissions import MEMBER
from bot.replies import (
    Block,
    Bold,
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
    Reply,
)
from bot.request import Request
from bot.services.events import occurrences, planning
from bot.services.events.events import KIND
from bot.services.events.planning import Plan
from bot.services.text import shortened
from bot.times.lengths import show_minutes
from bot.times.repeats import show_rule
from bot.times.spans import When, read_when, show_day, show_span
from bot.words import Words, _
from commands.event.group import Capacity, events, read_capacity, span
from commands.event.surprises import surprises
from commands.shared.items import made
from commands.shared.posting import places_for
from commands.shared.rich import written
from commands.shared.zone import zone_question

_NEXT_SHOWN = 3
_LONGEST_TEXT = 300


@events.command(
    "new",
    needs=MEMBER,
    example='"Standards clinic" "next Tuesday 3pm for 2 hours" link: https://meet.example.org capacity: 20',
    submit=_("Preview"),
)
async def new(
    request: Request,
    title: Annotated[str, Param(_("What it is called"), max_length=planning.LONGEST_TITLE)],
    when: Annotated[
        str,
        Param(
            _("Such as “next Tuesday 3pm for 2 hours” or “every second Tuesday 10:00-11:00 until 30 June”"),
            max_length=200,
        ),
    ],
    place: Annotated[str, Param(_("Where it is"), max_length=planning.LONGEST_PLACE)] = "",
    link: Annotated[str, Param(_("Where to join online"), max_length=500)] = "",
    text: Annotated[str, Param(_("What it is about"), long=True, max_length=planning.LONGEST_BODY)] = "",
    capacity: Capacity = None,
    everywhere: Annotated[
        bool, Param(_("Show it in all of the community's channels"), label=_("In every channel"))
    ] = False,
) -> Reply:
    """Plan an event; you see what I understood before it is posted."""
    await places_for(request, everywhere=everywhere)
    read = read_when(when, request.zone, request.now)
    places = read_capacity(capacity or "")
    plan = planning.checked(Plan(title, read, text, place, link, places), request.now)
    here = f"={request.community.id}"
    change = await forms.keep_form(
        request,
        title=title,
        when=when,
        place=place,
        link=link,
        text=text,
        capacity="" if places is None else str(places),
        everywhere="yes" if everywhere else "no",
        community=here,
        read=str(plan.when),
        read_from=when,
    )
    draft = change.split()[1]
    yes = Button(_("Yes, post it"), line("event post", draft, community=here), "primary")
    card = echo(request, plan, yes, Button(_("Change…"), change), said=_("I understood this. Is it right?"))
    return msgspec.structs.replace(card, blocks=(*card.blocks, *await zone_question(request)))


def echo(request: Request, plan: Plan, *buttons: Button, said: Words) -> Card:
    """A plan as it was understood, to be looked at before it is kept."""
    fields = [Field(_("When"), when_of(request, plan.when))]
    if plan.when.rule:
        fields.append(Field(_("Repeats"), (show_rule(plan.when.rule, plan.when.start, request.language),)))
        fields.append(Field(_("Then on"), (_following_days(request, plan.when),)))
    if plan.place:
        fields.append(Field(_("Where"), (plan.place,)))
    if plan.link:
        fields.append(Field(_("Link"), (Link(plan.link, plan.link),)))
    if plan.capacity is not None:
        fields.append(Field(_("Places"), (str(plan.capacity),)))
    blocks: list[Block] = [Paragraph((said,)), Paragraph((Bold(plan.title),)), Fields(tuple(fields))]
    if plan.body:
        blocks.append(Paragraph(written(shortened(plan.body, _LONGEST_TEXT))))
    hint = _(
        "Times are read in {zone}. Name another behind the time, such as Europe/Paris.", zone=plan.when.zone
    )
    return Card(
        (*blocks, *surprises(plan.when, request.language), Buttons(buttons), Note((hint,))), replaces=True
    )


def when_of(request: Request, when: When) -> Content:
    """The first time with weekday and zone, how long it takes, and the same in the asker's own zone."""
    series = planning.series_of(when)
    one = occurrences.first(series)
    shown = show_span(one.starts, one.ends, ZoneInfo(when.zone), request.language)
    parts: list[Inline] = [shown, " · ", show_minutes(series.minutes), " · ", when.zone]
    if (own := span(request, one)) != shown:
        parts += [" · ", _("for you {own}", own=own)]
    return tuple(parts)


def _following_days(request: Request, when: When) -> str:
    """The days that come after the first."""
    times = islice(occurrences.following(planning.series_of(when), request.now), 1, 1 + _NEXT_SHOWN)
    days = [show_day(one.starts, ZoneInfo(when.zone), request.language) for one in times]
    return ", ".join(days) or "–"


@events.command("post", needs=MEMBER, hidden=True, form=False)
async def post(
    request: Request, draft: Annotated[str, Param(_("What was understood"), max_length=20)]
) -> Reply:
    """Post an event that was understood rightly."""
    values = await forms.take(request.tx, request.person.id, draft)
    plan = planning.checked(_plan(request, values), request.now)
    targets = await places_for(request, everywhere=values.get("everywhere") == "yes")
    number = await planning.create(request.tx, request.now, request.person.id, request.community.id, plan)
    for target in targets:
        await request.show(number, KIND, target, asked_by=request.person.id)
    said: list[Inline] = [
        _(
            "Event {number} is posted: {when}.",
            number=Bold(f"#{number}"),
            when=request.when(plan.when.starts_at),
        )
    ]
    if not request.target:
        said += [" ", _("I have put it into the channels of {name}.", name=request.community.name)]
    more = Button(_("Details"), line("event show", number))
    return msgspec.structs.replace(made(number, tuple(said), more), replaces=True)


def _plan(request: Request, values: dict[str, Value]) -> Plan:
    """The plan that a draft holds."""
    text = {name: value if isinstance(value, str) else " ".join(value) for name, value in values.items()}
    if "read" not in text or text["read_from"] != text["when"]:
        raise Conflict(_("The form was changed since; please look at it once more."))
    when = read_when(text["read"], request.zone, request.now)
    capacity = int(text["capacity"]) if text.get("capacity") else None
    return Plan(
        text["title"], when, text.get("text", ""), text.get("place", ""), text.get("link", ""), capacity
    )
