"""`event edit`, `event cancel`: all of an event or one of its times; those who come are told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from bot import forms
from bot.declare import Param
from bot.errors import Conflict, NotUnderstood
from bot.grammar import line
from bot.incoming import Value
from bot.permissions import MEMBER
from bot.replies import Button, Card, Reply
from bot.request import Request
from bot.services.events import carrying, occurrences, onetime, planning, rsvps
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.services.events.planning import Plan
from bot.times.spans import When, in_words, read_when
from bot.words import Words, _
from commands.event.answers import tell_moved_down, tell_moved_up
from commands.event.group import (
    Capacity,
    OneTime,
    TheEvent,
    check_may_change,
    events,
    one_time,
    read,
    read_capacity,
    span,
)
from commands.event.making import echo
from commands.event.telling import When as Shown
from commands.event.telling import details, instead, tell_change


@events.command(
    "edit", needs=MEMBER, example='142 time: "next Tuesday 4pm"', prefilled=True, submit=_("Preview")
)
async def edit(
    request: Request,
    event: TheEvent,
    title: Annotated[str | None, Param(_("What it is called"), max_length=planning.LONGEST_TITLE)] = None,
    time: Annotated[
        str | None, Param(_("When it is; what you leave out stays as it is"), label=_("When"), max_length=300)
    ] = None,
    place: Annotated[str | None, Param(_("Where it is"), max_length=planning.LONGEST_PLACE)] = None,
    link: Annotated[str | None, Param(_("Where to join online"), max_length=500)] = None,
    text: Annotated[
        str | None, Param(_("What it is about"), long=True, max_length=planning.LONGEST_BODY)
    ] = None,
    capacity: Capacity = None,
    occurrence: OneTime = "",
) -> Reply:
    """Change an event, or move one time of a repeated one."""
    check_may_change(request, event)
    found = await read(request, event, hold=True)
    if occurrence and found.rule:
        return await _edit_one(request, found, one_time(request, found, occurrence), time)
    given = (title, time, place, link, text, capacity)
    if all(value is None for value in given):
        return await forms.ask(request, **_as_it_is(found, request.now), occurrence=None)
    plan = _changed(found, title, place, link, text, capacity)
    if not time or time == _next_in_words(found, request.now):
        return await _save(request, found, plan)
    if found.cancelled_at:
        raise Conflict(_("This event is cancelled."))
    read_ = read_when(time, request.zone, request.now, was=found.shown(request.now).starts)
    plan = replace(plan, when=carrying.completed(found, read_, request.now))
    plan = planning.checked(plan, request.now)
    return await _echoed(request, found, plan, time, _("I understood this. Shall I change it?"))


def _next_in_words(event: Event, now: datetime) -> str:
    """When it is, as the form has it: of a series the next time, and how it repeats."""
    start = datetime.fromisoformat(event.shown(now).key)
    return in_words(When(start, event.zone, event.minutes, event.rule), now)


def _as_it_is(event: Event, now: datetime) -> dict[str, str | list[str] | None]:
    """What the form starts with."""
    return {
        "title": event.title,
        "time": _next_in_words(event, now),
        "place": event.place,
        "link": event.link,
        "text": event.body,
        "capacity": "" if event.capacity is None else str(event.capacity),
    }


def _changed(
    event: Event,
    title: str | None,
    place: str | None,
    link: str | None,
    body: str | None,
    capacity: str | None,
) -> Plan:
    """The plan with what was given in it; its time is as it was."""
    plan = Plan.of(event)
    kept = replace(
        plan,
        title=plan.title if title is None else title,
        place=plan.place if place is None else place,
        link=plan.link if link is None else link,
        body=plan.body if body is None else body,
        capacity=plan.capacity if capacity is None else read_capacity(capacity),
    )
    return planning.checked_but_time(kept)


async def _echoed(request: Request, event: Event, plan: Plan, time: str, said: Words) -> Card:
    """What was understood, to be agreed to before it is kept."""
    values = {
        "number": str(event.id),
        "event": str(event.id),
        "title": plan.title,
        "time": time,
        "place": plan.place,
        "link": plan.link,
        "text": plan.body,
        "capacity": "none" if plan.capacity is None else str(plan.capacity),
        "read": str(plan.when),
        "read_from": time,
        "since": str(event.sequence),
    }
    change = await forms.keep_form(request, **values)
    yes = Button(_("Yes, change it"), line("event save", event.id, change.split()[1]), "primary")
    return echo(request, plan, yes, Button(_("Change…"), change), said=said)


@events.command("save", needs=MEMBER, hidden=True, form=False)
async def save(
    request: Request,
    event: TheEvent,
    draft: Annotated[str, Param(_("What was understood"), max_length=20)],
) -> Reply:
    """Change an event to what was understood rightly."""
    check_may_change(request, event)
    found = await read(request, event, hold=True)
    values = _texts(await forms.take(request.tx, request.person.id, draft))
    if values.get("number") != str(event.id) or values.get("read_from") != values.get("time"):
        raise Conflict(_("The form was changed since; please look at it once more."))
    if values["since"] != str(found.sequence):
        raise Conflict(
            _("Somebody changed this event since; look at it, then change it again."),
            action=(_("Details"), line("event show", event.id)),
        )
    when = read_when(values["read"], request.zone, request.now)
    if values.get("one"):
        one = one_time(request, found, values["one"])
        return await _move(request, found, one, when)
    capacity = read_capacity(values["capacity"])
    plan = _changed(
        found, values["title"], values["place"], values["link"], values["text"], str(capacity or "")
    )
    return await _save(request, found, planning.checked(replace(plan, when=when), request.now))


def _texts(values: dict[str, Value]) -> dict[str, str]:
    return {name: value if isinstance(value, str) else " ".join(value) for name, value in values.items()}


async def _save(request: Request, event: Event, plan: Plan) -> Card:
    """Keep a plan, and tell those whom it concerns."""
    if plan == Plan.of(event):
        return instead(_("Nothing is different from before."), button=details(event))
    retimed = plan.when != Plan.of(event).when
    before = event.shown(request.now)
    times = rsvps.next_times(event, request.now)
    concerned = await rsvps.concerned(request.tx, event, times) if retimed else {}
    after = await planning.change(request.tx, request.now, request.person.id, event, plan)
    await request.refresh(event.id)
    if retimed:
        shown = after.shown(request.now)
        await _tell_moved(request, after, before, shown, concerned)
    up, down = await rsvps.changed_places(request.tx, request.now, after, event.capacity)
    await tell_moved_up(request, after, up)
    await tell_moved_down(request, after, down)
    return instead(_("“{title}” is changed.", title=after.title), button=details(after))


async def _tell_moved(
    request: Request, event: Event, before: Occurrence, after: Occurrence, whom: Iterable[int]
) -> None:
    title = _("New time: {title}", title=event.title)
    await tell_change(request, event, after, whom, lambda when: _moved(when, before, after), title=title)


def _moved(when: Shown, before: Occurrence, after: Occurrence) -> Words:
    return _("It was {before}. It is now {after}.", before=when(before.starts), after=when(after.starts))


# --- one time of a series ---------------------------------------------------------------


async def _edit_one(request: Request, event: Event, one: Occurrence, time: str | None) -> Reply:
    if event.cancelled_at:
        raise Conflict(_("This event is cancelled."))
    if not time:
        minutes = round((one.ends - one.starts).total_seconds() / 60)
        start = in_words(When(one.local, event.zone, minutes), request.now)
        nothing = dict.fromkeys(("title", "place", "link", "text", "capacity"))
        return await forms.ask(request, time=start, occurrence=one.key, **nothing)
    when = read_when(time, request.zone, request.now, was=one.starts)
    if when.rule:
        raise NotUnderstood(_("One time is moved to one time, such as “3 December 10:00”."), field="time")
    minutes = round((one.ends - one.starts).total_seconds() / 60)
    when = replace(when, minutes=minutes if when.minutes is None else when.minutes, rule=None)
    planning.check_start(when.start, when.zone, request.now)
    values = {
        "number": str(event.id),
        "event": str(event.id),
        "occurrence": one.key,
        "one": one.key,
        "time": time,
    }
    change = await forms.keep_form(
        request, **values, read=str(when), read_from=time, since=str(event.sequence)
    )
    yes = Button(_("Yes, move it"), line("event save", event.id, change.split()[1]), "primary")
    plan = replace(Plan.of(event), when=when)
    said = _("This one time, {before}, is moved. Is it right?", before=span(request, one))
    return echo(request, plan, yes, Button(_("Change…"), change), said=said)


async def _move(request: Request, event: Event, one: Occurrence, when: When) -> Card:
    concerned = await rsvps.concerned(request.tx, event, [one])
    after = await onetime.move(request.tx, request.now, request.person.id, event, one, when)
    await request.refresh(event.id)
    moved = occurrences.occurrence(after, one.key) or one
    await _tell_moved(request, after, one, moved, concerned)
    return instead(_moved(request.when, one, moved), button=details(event))
