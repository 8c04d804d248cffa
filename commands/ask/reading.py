"""How a question looks in its channel and by itself, and which still wait for an answer."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Inline,
    Listing,
    Note,
    Paragraph,
    Reply,
    text,
)
from bot.request import Request, Work
from bot.services.conversation import questions as service
from bot.services.items import comments, items
from bot.services.items.items import Item
from bot.services.text import shortened
from bot.words import _, plural
from commands.ask.group import TheQuestion, questions
from commands.comment import entry
from commands.shared.items import body_blocks, common_buttons, full_of, share_button, small_print
from commands.shared.paging import these_were_all
from commands.shared.rich import written
from commands.shared.threads import thread_note

PAGE = 8
_SHOWN_ANSWERS = 3
_LONGEST_ANSWER = 500


def answer_button(number: int) -> Button:
    """To answer a question."""
    return Button(_("Answer…"), f"?{line('ask answer', number)}", "primary")


@questions.kind(
    service.KIND,
    one=_("question"),
    many=_("Questions"),
    listed_by="unanswered",
    thread=True,
    reply=answer_button,
)
async def card(work: Work, number: int) -> Card | None:
    """A question in a channel: what is asked, its answers, and a button to answer."""
    full = await items.full(work.tx, number)
    if full is None:
        return None
    answers = await comments.of_item(work.tx, number, kind=service.ANSWER, limit=_SHOWN_ANSWERS + 1)
    blocks: list[Block] = body_blocks(full)
    for one in answers[:_SHOWN_ANSWERS]:
        mark: list[Inline] = ["✅ "] if one.accepted_at else []
        said = shortened(one.body, _LONGEST_ANSWER)
        blocks.append(Paragraph((*mark, Bold(one.author_name), ": ", *written(said))))
    if len(answers) > _SHOWN_ANSWERS:
        blocks.append(Note((_("There are more answers."),)))
    blocks += [*await thread_note(work, number), small_print(work, full)]
    buttons = (
        answer_button(number),
        Button(_("All answers"), line("ask show", number)),
        *common_buttons(full),
    )
    solved = any(one.accepted_at for one in answers)
    return Card((*blocks, Buttons(buttons)), title=full.title, tone="good" if solved else "plain")


@questions.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, question: TheQuestion) -> Reply:
    """Show a question with all its answers."""
    full = await full_of(request, question)
    found = await comments.of_item(request.tx, question.id, limit=20)
    entries = tuple(_answer(request, question, one) for one in found)
    blocks: list[Block] = [*body_blocks(full), small_print(request, full)]
    if entries:
        blocks.append(Listing(entries))
    mine = (
        (Button(_("Edit…"), line("ask edit", question.id)),) if question.may_change(request.person.id) else ()
    )
    buttons = (answer_button(question.id), *mine, *common_buttons(full), *share_button(request, question.id))
    return Card((*blocks, Buttons(buttons)), title=full.title)


def _answer(request: Request, question: Item, one: comments.Comment) -> Entry:
    may_accept = one.kind == service.ANSWER and not one.accepted_at
    button = (
        Button(_("Accept"), line("ask accept", question.id, one.id))
        if may_accept and question.may_change(request.person.id)
        else None
    )
    return entry(request, one, button)


@questions.command("unanswered", needs=MEMBER)
async def unanswered(request: Request, page: Annotated[int, Param(_("Which page of the list"))] = 1) -> Reply:
    """List questions that still want an answer, the oldest first."""
    page = max(page, 1)
    name, here = request.community.name, f"={request.community.id}"
    found = await service.unanswered(
        request.tx, request.community.id, limit=PAGE + 1, offset=(page - 1) * PAGE
    )
    if not found and page > 1:
        return these_were_all()
    if not found:
        return text(_("Every question in {name} has an accepted answer.", name=name))
    entries = tuple(
        Entry(
            (Bold(one.title), f" #{one.id}"),
            (request.when(one.created_at), " · ", plural("{n} answer", "{n} answers", one.answers)),
            Button(_("Answer…"), f"?{line('ask answer', one.id)}"),
        )
        for one in found[:PAGE]
    )
    blocks: list[Block] = [Listing(entries)]
    if len(found) > PAGE:
        more = line("ask unanswered", page=page + 1, community=here)
        blocks.append(Buttons((Button(_("More"), more),)))
    return Card(tuple(blocks), title=_("Waiting for an answer in {name}", name=name), replaces=page > 1)
