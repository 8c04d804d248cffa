"""The noun `prompt`, and what stands under all that is said of its queue."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.grammar import line
from bot.replies import (
    Button,
    Buttons,
    Note,
)
from bot.request import Request, Work
from bot.services.communities.communities import Community
from bot.services.items.items import Item
from bot.services.prompts.prompts import JOB, KIND
from bot.services.schedules import schedules
from bot.words import _

prompts = Group(
    "prompt",
    _("Questions that start a conversation"),
    feature="prompts",
    default="queue",
    order=("add", "queue", "skip", "pack", "schedule", "now", "show", "answer"),
)

ThePrompt = Annotated[Item, Param(_("The prompt's number, such as #142"), item=KIND)]


def answer_button(number: int) -> Button:
    """To answer a question that was asked."""
    return Button(_("Answer…"), f"?{line('prompt answer', number)}", "primary")


def queue_buttons(request: Request, *more: Button) -> Buttons:
    """What can be done with the queue."""
    here = f"={request.community.id}"
    return Buttons(
        (
            *more,
            Button(_("Add…"), f"?{line('prompt add', community=here)}"),
            Button(_("Packs"), line("prompt pack", community=here)),
            Button(_("When…"), f"?{line('prompt schedule', community=here)}"),
            Button(_("Ask the next one now"), line("prompt now", community=here)),
        )
    )


async def rhythm_note(work: Work, community: Community) -> Note:
    """When the next question is asked."""
    moment = await schedules.next_of(work.tx, JOB, community.id)
    if moment is None:
        return Note((_("They are asked when you say so; “When…” makes them come by themselves."),))
    return Note((_("The next one is asked "), work.when(moment), "."))
