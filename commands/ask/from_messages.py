"""Questions and answers that are made of what somebody wrote in the chat."""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.carry_out import may
from bot.declare import Param
from bot.grammar import line
from bot.permissions import MEMBER
from bot.replies import (
    Bold,
    Button,
    Reply,
    text,
)
from bot.request import Request
from bot.services.communities import membership
from bot.services.conversation import questions as service
from bot.services.items import comments, items, quotes
from bot.services.items.items import Item
from bot.services.text import shortened
from bot.words import _
from commands.ask.group import questions
from commands.comment import mend_buttons
from commands.message import TheMessage, asks_author, tell_author, worded
from commands.shared.items import made
from commands.shared.posting import TheTags, places_for, put_up


@questions.message(_("Track as question"), "track", needs=MEMBER, submit=_("Ask"))
async def track(
    request: Request,
    message: TheMessage,
    question: Annotated[
        str | None, Param(_("The question in one line; the whole message is kept below it"), max_length=1000)
    ] = None,
    tagged: TheTags = None,
) -> Reply:
    """Track a message as a question of whoever wrote it."""
    worded(message)
    if not question:
        return await forms.ask(request, question=message.title)
    if asked := await asks_author(request, message):
        return asked
    places = await places_for(request)
    asker = message.author_id or request.person.id
    if not request.community.private and await quotes.stands_in(request.tx, message, request.community):
        # Who asks in an open community's channel belongs there, and is to accept what helps.
        await membership.add(request.tx, request.now, request.community.id, asker)
    # The words stay as they are, for the question is their author's.
    details = message.credited() if message.text != question else ""
    number = await service.ask(request.tx, request.now, asker, request.community.id, question, details)
    await put_up(request, number, service.KIND, places, tagged)
    await quotes.forget(request.tx, message)
    undo = Button(_("Undo"), line("item delete", number), "danger")
    show = Button(_("Show it"), line("ask show", number))
    who = Bold(request.person.name)
    told = _("{who} keeps what you asked as question {number}.", who=who, number=Bold(f"#{number}"))
    await tell_author(request, message, told, show, undo)
    said = _("That is question {number} now.", number=Bold(f"#{number}"))
    tag = Button(_("Tag…"), f"?{line('tag add', number)}")
    return text(said, buttons=(show, tag)) if message.of_another else made(number, (said,), show, tag)


@questions.message(_("Answer with this"), "reply", needs=MEMBER, submit=_("Answer"))
async def reply(
    request: Request,
    message: TheMessage,
    question: Annotated[Item | None, Param(_("The question that it answers"), item="question")] = None,
) -> Reply:
    """Make a message an answer to a question."""
    worded(message)
    if question is None:
        number = await quotes.item_shown(request.tx, message, message.thread, kind=service.KIND)
        if number is None:
            return await forms.ask(request)
        question = await items.visible(request.tx, request.person.id, number, kind=service.KIND)
        if question is None:
            return await forms.ask(request)
        request.in_community, request.role = question.community, question.role
        request.given["question"] = question
        may(request, request.command)
    if asked := await asks_author(request, message):
        return asked
    author = message.author_id or request.person.id
    said = shortened(message.text, comments.LONGEST)
    number = await service.answer(request.tx, request.now, author, question, said)
    await request.refresh(question.id)
    await quotes.forget(request.tx, message)
    undo = Button(_("Undo"), line("comment delete", question.id, number), "danger")
    who, title = Bold(request.person.name), Bold(question.title)
    told = _("{who} put what you wrote under “{question}” as an answer.", who=who, question=title)
    await tell_author(request, message, told, undo)
    done = _("It stands under “{question}” as an answer now.", question=title)
    show = Button(_("All answers"), line("ask show", question.id))
    return text(done, buttons=(show,) if message.of_another else (show, *mend_buttons(question.id, number)))
