"""`event ics`: an event for one's own calendar; and events in the platforms' own calendars."""

from __future__ import annotations

from bot import mirroring
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import Attachment, Block, Button, Buttons, Card, Paragraph, Reply
from bot.request import Request
from bot.services.events import calendars, mirrors
from bot.services.events.events import Event
from bot.words import _
from commands.event.group import TheEvent, events, read

MIME = "text/calendar"


@events.command("ics", needs=MEMBER, example="142", form=False)
async def ics(request: Request, event: TheEvent) -> Reply:
    """Get an event as a file for your calendar, with all of its times."""
    found = await read(request, event)
    file = calendars.written([found], request.now, request.secret)
    hint = _("Open it with your calendar. It does not follow later changes; a calendar link does.")
    blocks: tuple[Block, ...] = (
        Paragraph((hint,)),
        Attachment(file, f"event-{found.id}.ics", MIME),
        Buttons((Button(_("Get a calendar link"), "link new calendar"),)),
    )
    return Card(blocks, title=found.title, about=found.id)


def add_to_calendar(event: Event) -> Button:
    """To have an event in one's own calendar."""
    return Button(_("Add to calendar"), line("event ics", event.id))


events.round("event.mirrors", due=mirrors.due, put_off=mirrors.put_off, following=mirrors.following)(
    mirroring.look
)
