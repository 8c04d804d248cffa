"""Questions that are asked and answered by a line or a form, and the answer that helped."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.errors import Conflict
from bot.grammar import line
from bot.lookups import MOST_CHOICES
from bot.permissions import MEMBER
from bot.replies import (
    Bold,
    Button,
    Choice,
    Reply,
    text,
)
from bot.request import Request
from bot.services.conversation import questions as service
from bot.services.items import comments
from bot.services.items.items import Item
from bot.services.text import shortened
from bot.words import _
from commands.ask.group import TheQuestion, questions
from commands.comment import mend_buttons
from commands.shared.items import made
from commands.shared.posting import TheTags, places_for, put_up
from commands.shared.rewriting import Part, Text, Title, rewritten


@questions.command(
    "new", needs=MEMBER, example='"Who has tried food waste caddies in flats?"', submit=_("Ask")
)
async def new(
    request: Request,
    question: Annotated[str, Param(_("What would you like to know?"), max_length=1000)],
    details: Annotated[
        str, Param(_("What you have tried, and what you need it for"), long=True, max_length=8000)
    ] = "",
    tagged: TheTags = None,
) -> Reply:
    """Ask the community a question."""
    places = await places_for(request)
    number = await service.ask(
        request.tx, request.now, request.person.id, request.community.id, question, details
    )
    await put_up(request, number, service.KIND, places, tagged)
    said = _(
        "Your question {number} is asked. You hear from me when somebody answers.", number=Bold(f"#{number}")
    )
    edit_it = Button(_("Edit…"), line("ask edit", number))
    return made(number, (said,), edit_it, Button(_("Tag…"), f"?{line('tag add', number)}"))


@questions.command(
    "edit", needs=MEMBER, example='142 title: "Who has caddies in flats?"', prefilled=True, submit=_("Save")
)
async def edit(
    request: Request, question: TheQuestion, title: Title = None, text: Text = None, part: Part = None
) -> Reply:
    """Put a question of yours in other words."""
    return await rewritten(request, question, title, text, part)


@questions.command("answer", needs=MEMBER, example='142 "We did, in three blocks."', submit=_("Answer"))
async def answer(
    request: Request,
    question: TheQuestion,
    answer: Annotated[str, Param(_("Your answer"), long=True, max_length=comments.LONGEST)],
) -> Reply:
    """Answer a question."""
    number = await service.answer(request.tx, request.now, request.person.id, question, answer)
    await request.refresh(question.id)
    return text(
        _("Thank you! Your answer to “{question}” is there.", question=Bold(question.title)),
        buttons=mend_buttons(question.id, number),
    )


async def _answers_to(request: Request) -> list[Choice]:
    """The answers of the question that could be accepted; raises `Conflict` where there is none."""
    question: Item = request.given["question"]
    service.check_may_accept(request.person.id, question)
    given = await comments.of_item(request.tx, question.id, kind=service.ANSWER, limit=MOST_CHOICES)
    waiting = [one for one in given if not one.accepted_at]
    if not waiting:
        show = (_("Show it"), line("ask show", question.id))
        raise Conflict(_("There is no answer to accept yet."), action=show)
    return [Choice(one.author_name or "–", str(one.id), shortened(one.body, 200)) for one in waiting]


@questions.command("accept", needs=MEMBER, example="142 318", form=False, submit=_("Accept"))
async def accept(
    request: Request,
    question: TheQuestion,
    answer: Annotated[int, Param(_("The answer's number"), offer=_answers_to)],
) -> Reply:
    """Accept the answer that helped."""
    accepted = await service.accept(request.tx, request.now, request.person.id, question, answer)
    await request.refresh(question.id)
    return text(_("The answer of {who} is accepted.", who=Bold(accepted.author_name)))
