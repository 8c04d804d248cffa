"""What else is done when an event is taken away, or brought back: those who come are told."""

from __future__ import annotations

from bot.request import Request
from bot.services.events import events as service
from bot.services.events import mirrors, rsvps
from bot.services.events.events import KIND
from bot.words import Words, _
from commands.event.group import events
from commands.event.telling import When, tell_change


@events.removal(KIND)
async def removed(request: Request, number: int, back: bool) -> None:
    """Tell those who come, and have platforms' calendars looked after."""
    await mirrors.look(request.tx, request.now, number)
    event = await service.get(request.tx, number, removed=not back)
    if event is None or event.cancelled_at:
        return
    times = rsvps.next_times(event, request.now)
    if not times:
        return
    concerned = await rsvps.concerned(request.tx, event, times)
    shown = event.shown(request.now)

    def said(when: When) -> Words:
        if back:
            return _("It takes place after all: {when}.", when=when(shown.starts))
        return _("It is taken away, and does not take place: {when}.", when=when(shown.starts))

    title = (
        _("It takes place: {title}", title=event.title)
        if back
        else _("Cancelled: {title}", title=event.title)
    )
    await tell_change(request, event, shown, concerned, said, title=title, ask=back)
