"""`event remind`, and what the clock does for events: reminders, and cards that show the next time."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import Button, Card, Inline, Paragraph, Reply, text
from bot.request import Request, Work
from bot.services.events import events as service
from bot.services.events import planning, reminders, rsvps
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from bot.times.lengths import show_minutes
from bot.words import Message, _
from commands.event.group import TheEvent, check_may_change, events, key_given, read
from commands.event.telling import When, notice, tell_all
from commands.shared.rich import written


@events.command("remind", needs=MEMBER, example='142 "1 day, 15 minutes"', submit=_("Save"))
async def remind(
    request: Request,
    event: TheEvent,
    before: Annotated[
        str, Param(_("How long before, such as “1 day, 15 minutes”, or “none”"), placed=True, max_length=100)
    ] = "",
) -> Reply:
    """See or set when those who come are reminded."""
    check_may_change(request, event)
    found = await read(request, event, hold=True)
    if before:
        minutes = reminders.read_reminders(before)
        found = await planning.set_reminders(request.tx, request.now, found, minutes)
    said: list[Inline] = [_told(found)]
    if moment := reminders.following(found, request.now):
        said += [" ", _("The next reminder goes out {when}.", when=request.when(moment))]
    present = ", ".join(str(show_minutes(minutes)) for minutes in found.reminders) or "none"
    change = Button(_("Change…"), f"?{line('event remind', event.id, present)}")
    return text(*said, buttons=(change,))


def _told(event: Event) -> Message:
    if not event.reminders:
        return _("Nobody is reminded of “{title}”.", title=event.title)
    spans = [show_minutes(minutes) for minutes in event.reminders]
    shown = spans[0]
    for more in spans[1:]:
        shown = _("{some}, {more}", some=shown, more=more)
    return _("Those who come to “{title}” are reminded {spans} before it.", title=event.title, spans=shown)


@events.job(reminders.JOB)
async def send_reminders(work: Work, number: int) -> None:
    """Remind those who come, of what is due, and plan the next run."""
    await service.hold(work.tx, number)
    event = await service.get(work.tx, number, removed=True)
    if event is None:
        return
    if event.cancelled_at is None and await service.get(work.tx, number):
        for one in reminders.due(event, work.now):
            await _remind(work, event, one)
    await reminders.done(work.tx, work.now, number)
    after = await service.get(work.tx, number, removed=True)
    if after:
        await reminders.plan(work.tx, after)


async def _remind(work: Work, event: Event, one: Occurrence) -> None:
    there = await rsvps.attendance(work.tx, event, one)
    soon = show_minutes(max(round((one.starts - work.now).total_seconds() / 60), 1))
    where = [Paragraph(written(text)) for text in (event.place, event.link) if text]
    cannot = Button(_("Can’t"), line("event rsvp", event.id, "no", occurrence=key_given(event, one)))

    def card(_reader: int, when: When) -> Card:
        said = _("It begins in {soon}: {when}.", soon=soon, when=when(one.starts))
        title = _("In {soon}: {title}", soon=soon, title=event.title)
        return notice(event, Paragraph((said,)), *where, further=(cannot,), title=title)

    await tell_all(work, event, (said.person_id for said in there.coming), card, useful_until=one.starts)


@events.job(planning.NEXT_JOB)
async def show_next(work: Work, number: int) -> None:
    """The time that the card shows is over: show the next one."""
    event = await service.get(work.tx, number, removed=True)
    if event is None:
        return
    await work.refresh(number)
    await planning.plan_next(work.tx, work.now, event)
