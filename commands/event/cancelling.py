"""`event cancel`: all of an event, or one of its times; those who come are told, and it can be taken back."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import Button, Reply, Time
from bot.request import Request
from bot.services.events import occurrences, onetime, rsvps
from bot.words import Words, _
from commands.event.group import OneTime, TheEvent, check_may_change, events, one_time, read
from commands.event.telling import When, details, instead, tell_change


@events.command("cancel", needs=MEMBER, example="142", form=False)
async def cancel(
    request: Request,
    event: TheEvent,
    occurrence: OneTime = "",
    reason: Annotated[str, Param(_("Why, for those who come"), max_length=300)] = "",
) -> Reply:
    """Cancel an event, or one time of a repeated one; those who come are told."""
    check_may_change(request, event)
    found = await read(request, event, hold=True)
    one = one_time(request, found, occurrence) if occurrence and found.rule else None
    times = [one] if one else rsvps.next_times(found, request.now)
    concerned = await rsvps.concerned(request.tx, found, times)
    shown = one or found.shown(request.now)
    after = await onetime.cancel(request.tx, request.now, request.person.id, found, one)
    await request.refresh(event.id)

    def said(when: When) -> Words:
        return _cancelled(when(shown.starts), reason, series=one is None and bool(found.rule))

    title = _("Cancelled: {title}", title=after.title)
    await tell_change(request, after, shown, concerned, said, title=title, ask=False)
    key = one.key if one else None
    back = Button(_("Take it back"), line("event resume", event.id, occurrence=key))
    return instead(said(request.when), button=back)


def _cancelled(when: Time, reason: str, *, series: bool) -> Words:
    said = _("It is cancelled: {when}.", when=when)
    if series:
        said = _("It is cancelled, all of it. The next time would have been {when}.", when=when)
    return _("{said} Why: {reason}", said=said, reason=reason) if reason else said


@events.command("resume", needs=MEMBER, hidden=True, form=False)
async def resume(request: Request, event: TheEvent, occurrence: OneTime = "") -> Reply:
    """Take a cancellation back; those who come are told."""
    check_may_change(request, event)
    found = await read(request, event, hold=True)
    one = one_time(request, found, occurrence) if occurrence and found.rule else None
    after = await onetime.resume(request.tx, request.now, request.person.id, found, one)
    await request.refresh(event.id)
    shown = occurrences.occurrence(after, one.key) if one else after.shown(request.now)
    assert shown, "what was cancelled is there"
    times = [shown] if one else rsvps.next_times(after, request.now)
    concerned = await rsvps.concerned(request.tx, after, times)

    def said(when: When) -> Words:
        return _("It takes place after all: {when}.", when=when(shown.starts))

    title = _("It takes place: {title}", title=after.title)
    await tell_change(request, after, shown, concerned, said, title=title)
    return instead(said(request.when), button=details(after))
