"""Which polls there are."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Inline,
    Listing,
    Paragraph,
    Reply,
)
from bot.request import Request
from bot.services.polls import tables
from bot.words import _, plural
from commands.poll.group import PAGE, polls


@polls.command("list", needs=MEMBER, example="")
async def list_(
    request: Request,
    closed: Annotated[bool, Param(_("Those that are closed, instead of those that are open"))] = False,
    page: Annotated[int, Param(_("Which page of the list"))] = 1,
) -> Reply:
    """List the community's polls."""
    page = max(page, 1)
    found = await tables.listed(
        request.tx,
        request.person.id,
        request.community.id,
        closed=closed,
        limit=PAGE + 1,
        offset=(page - 1) * PAGE,
    )
    name = request.community.name
    title = _("Closed polls of {name}", name=name) if closed else _("Open polls of {name}", name=name)
    if not found:
        return Card(
            (
                Paragraph((_("There are none.") if page == 1 else _("There are no more."),)),
                Buttons(
                    (Button(_("New poll"), f"?{line('poll new', community=f'={request.community.id}')}"),)
                ),
            ),
            title=title,
        )
    entries = tuple(_entry(request, one) for one in found[:PAGE])
    here = f"={request.community.id}"
    buttons = [
        Button(
            _("Open polls") if closed else _("Closed polls"),
            line("poll list", closed="no" if closed else "yes", community=here),
        )
    ]
    if len(found) > PAGE:
        more = line("poll list", closed="yes" if closed else "no", page=page + 1, community=here)
        buttons.append(Button(_("More"), more))
    return Card((Listing(entries), Buttons(tuple(buttons))), title=title, replaces=page > 1)


def _entry(request: Request, poll: tables.ListedPoll) -> Entry:
    detail: list[Inline] = [plural("{n} person voted", "{n} people voted", poll.voters)]
    if poll.closed_at:
        detail += [", ", _("closed {when}", when=request.when(poll.closed_at))]
    elif poll.closes_at:
        detail += [", ", _("closes {when}", when=request.when(poll.closes_at))]
    return Entry(
        (Bold(f"#{poll.id}"), " ", poll.question),
        tuple(detail),
        Button(_("Show"), line("poll show", poll.id)),
    )
