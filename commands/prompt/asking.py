"""Asking: when questions are asked by themselves, and asking one at once."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.errors import Conflict
from bot.grammar import line
from bot.permissions import FACILITATOR, MEMBER
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request
from bot.services.items import comments
from bot.services.prompts import prompts as service
from bot.services.prompts.prompts import JOB
from bot.services.schedules import rhythms
from bot.services.schedules.rhythms import Every, Rhythm, Weekday
from bot.words import _
from commands.comment import entry
from commands.prompt.group import ThePrompt, answer_button, prompts, queue_buttons
from commands.prompt.rounds import ask_next, close_rounds
from commands.shared.items import full_of, small_print
from commands.shared.posting import places_for
from commands.shared.threads import thread_note

GRACE = 6 * 3600
"""Seconds: a prompt that is later than that waits for its next turn, and does not come in the night."""


@prompts.command("schedule", needs=FACILITATOR, example="weekly day: Tuesday at: 9:30", submit=_("Save"))
async def schedule(
    request: Request,
    every: Annotated[Every, Param(_("How often a question is asked"))] = "weekly",
    day: Annotated[Weekday, Param(_("On which day, where it is weekly"))] = "Tuesday",
    at: Annotated[str, Param(_("At what time, in the community's zone"), max_length=10)] = "9:30",
    again: Annotated[bool, Param(_("Begin again when the queue is used up"))] = False,
) -> Reply:
    """Have questions asked by themselves."""
    community = request.community
    rhythm = Rhythm(every, rhythms.read_hour(at), rhythms.read_weekday(day))
    moment = await rhythms.set_up(
        request.tx, request.now, JOB, community.id, rhythm, community.time_zone, grace=GRACE
    )
    await service.set_again(request.tx, community.id, again)
    if moment is None:
        return text(_("No more questions are asked by themselves in {name}.", name=community.name))
    waiting, _all = await service.counts(request.tx, community.id)
    blocks: list[Block] = [
        Paragraph(
            (_("The next question in {name} is asked ", name=Bold(community.name)), request.when(moment), ".")
        )
    ]
    if not waiting:
        blocks.append(Note((_("The queue is empty: add a question or take a pack."),)))
    return Card((*blocks, queue_buttons(request)))


@prompts.command("now", needs=FACILITATOR, form=False)
async def now(request: Request) -> Reply:
    """Ask the next question at once."""
    places = await places_for(request)
    await close_rounds(request, request.community)
    number = await ask_next(request, request.community, places)
    if number is None:
        raise Conflict(
            _("No question waits in {name}.", name=request.community.name),
            action=(_("Packs"), line("prompt pack", community=f"={request.community.id}")),
        )
    undo = Button(_("Undo"), line("item delete", number), "danger")
    return text(_("Question #{number} is asked.", number=number), buttons=(undo,))


@prompts.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, prompt: ThePrompt) -> Reply:
    """Show a question that was asked, with its answers."""
    full = await full_of(request, prompt)
    found = await comments.of_item(request.tx, prompt.id, limit=20)
    blocks: list[Block] = [*await thread_note(request, prompt.id), small_print(request, full)]
    if found:
        blocks.append(Listing(tuple(entry(request, one) for one in found)))
    return Card((*blocks, Buttons((answer_button(prompt.id),))), title=full.title)


@prompts.command("answer", needs=MEMBER, example='142 "We stopped the weekly report."', submit=_("Answer"))
async def answer(
    request: Request,
    prompt: ThePrompt,
    words: Annotated[
        str,
        Param(_("Two minutes are enough"), label=_("Your answer"), long=True, max_length=comments.LONGEST),
    ],
) -> Reply:
    """Answer a question that was asked."""
    number = await comments.add(request.tx, request.now, prompt.id, request.person.id, words)
    await request.refresh(prompt.id)
    return text(
        _("Thank you! Your answer to “{prompt}” is there.", prompt=Bold(prompt.title)),
        buttons=(
            Button(_("Answers"), line("comment list", prompt.id)),
            Button(_("Undo"), line("comment delete", prompt.id, number), "danger"),
        ),
    )
