"""Showing a poll, closing it, and what came of it."""

from __future__ import annotations

from bot import outbox
from bot.errors import Conflict, NotAllowed
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Attachment,
    Button,
    Buttons,
    Card,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request, Work
from bot.services.polls import polls as service
from bot.services.polls import tables, voting
from bot.words import _
from commands.poll.cards import card_of, result_of
from commands.poll.group import ThePoll, poll_of, polls


@polls.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, poll: ThePoll) -> Reply:
    """Show a poll as it stands."""
    found = await poll_of(request, poll)
    card = await card_of(request, found)
    buttons: tuple[Button, ...] = ()
    if request.target:
        buttons = (Button(_("Share it in this channel"), line("poll share", found.id)),)
    if not found.closed_at and poll.may_change(request.person.id):
        buttons = (*buttons, Button(_("Close it"), line("poll close", found.id)))
    return Card((*card.blocks, Buttons(buttons)), card.title, card.tone) if buttons else card


@polls.command("share", needs=MEMBER, example="142", form=False)
async def share(request: Request, poll: ThePoll) -> Reply:
    """Show a poll in this channel too."""
    if request.target is None:
        raise Conflict(_("A poll is shared in a channel; write this in one of the community's."))
    if request.here is None or request.here.id != request.community.id:
        raise Conflict(_("This channel does not belong to {name}.", name=request.community.name))
    await request.show(poll.id, "poll", request.target, asked_by=request.person.id)
    return text(_("Poll #{number} is shared here.", number=poll.id))


@polls.command("close", needs=MEMBER, example="142", form=False)
async def close(request: Request, poll: ThePoll) -> Reply:
    """Close a poll and post the result."""
    if not poll.may_change(request.person.id):
        raise NotAllowed(_("Only its author or a facilitator can close this poll."))
    if not await voting.close(request.tx, request.now, poll.id):
        raise Conflict(
            _("Poll #{number} is closed already.", number=poll.id),
            action=(_("Results"), line("poll results", poll.id)),
        )
    await _announce(request, poll.id)
    return text(_("Poll #{number} is closed; the result is posted.", number=poll.id))


@polls.job(service.CLOSE_JOB)
async def close_in_time(work: Work, number: int) -> None:
    """Close a poll whose time has come."""
    if await voting.close(work.tx, work.now, number):
        await _announce(work, number)


async def _announce(work: Work, number: int) -> None:
    """Show everywhere that a poll is closed, and post the result where the poll stands."""
    await work.refresh(number)
    for target in await outbox.shown_in(work.tx, number):
        await work.show(number, "poll_results", target)


@polls.command("results", needs=MEMBER, example="142", form=False)
async def results(request: Request, poll: ThePoll) -> Reply:
    """Show the result of a poll, with a chart."""
    found = await poll_of(request, poll)
    if not found.shows_count:
        raise Conflict(_("The results are hidden until the poll closes."))
    return result_of(request, found)


@polls.command("csv", needs=MEMBER, example="142", form=False)
async def csv(request: Request, poll: ThePoll) -> Reply:
    """Get the result of a poll as a table."""
    found = await poll_of(request, poll)
    table = await tables.as_csv(request.tx, found)
    name = f"poll-{found.id}.csv"
    # The mark at the beginning tells spreadsheets that the text is UTF-8.
    data = table.encode("utf-8-sig")
    return Card(
        (Paragraph((_("The result of “{q}” as a table.", q=found.question),)), Attachment(data, name))
    )
