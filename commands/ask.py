"""`ask`: questions to the community, their answers, and the one that helped."""

from __future__ import annotations

from typing import Annotated

from bot.carry_out import may
from bot.declare import Group, Param
from bot.errors import NotFound
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
from bot.services.communities import membership
from bot.services.conversation import questions as service
from bot.services.items import comments, items, quotes, tags
from bot.services.items.items import Item
from bot.services.text import shortened
from bot.words import _, plural
from commands.comment import entry
from commands.items import body_blocks, common_buttons, made, small_print
from commands.message import TheMessage, asks_author, tell_author, worded
from commands.posting import places_for
from commands.rich import written
from commands.threads import thread_note

questions = Group("ask", _("Ask the community, and answer"), feature="questions", default="new")

PAGE = 8
_SHOWN_ANSWERS = 3
_LONGEST_ANSWER = 500

TheQuestion = Annotated[Item, Param(_("The question's number, such as #142"), item="question")]


@questions.command("new", needs=MEMBER, example='"Who has tried food waste caddies in flats?"')
async def new(
    request: Request,
    question: Annotated[str, Param(_("What would you like to know?"), max_length=1000)],
    details: Annotated[
        str, Param(_("What you have tried, and what you need it for"), long=True, max_length=8000)
    ] = "",
    tagged: Annotated[list[str] | None, Param(_("Words to find it by"), label=_("Tags"))] = None,
) -> Reply:
    """Ask the community a question."""
    places = await places_for(request)
    number = await service.ask(
        request.tx, request.now, request.person.id, request.community.id, question, details
    )
    if tagged:
        await tags.add(request.tx, request.now, request.person.id, number, tagged)
    for place in places:
        await request.show(number, service.KIND, place, asked_by=request.person.id)
    said = _(
        "Your question {number} is asked. You hear from me when somebody answers.", number=Bold(f"#{number}")
    )
    return made(number, (said,), Button(_("Tag…"), f"?{line('tag add', number)}"))


@questions.card(service.KIND, thread=True)
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
        Button(_("Answer…"), f"?{line('ask answer', number)}", "primary"),
        Button(_("All answers"), line("ask show", number)),
        *common_buttons(full),
    )
    solved = any(one.accepted_at for one in answers)
    return Card((*blocks, Buttons(buttons)), title=full.title, tone="good" if solved else "plain")


@questions.command("answer", needs=MEMBER, example='142 "We did, in three blocks."')
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
        buttons=(Button(_("Undo"), line("comment delete", question.id, number), "danger"),),
    )


@questions.message(_("Track as question"), "track", needs=MEMBER)
async def track(
    request: Request,
    message: TheMessage,
    question: Annotated[
        str | None, Param(_("The question in one line; the whole message is kept below it"), max_length=1000)
    ] = None,
    tagged: Annotated[list[str] | None, Param(_("Words to find it by"), label=_("Tags"))] = None,
) -> Reply:
    """Track a message as a question of whoever wrote it."""
    worded(message)
    if not question:
        return await request.ask(question=message.title)
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
    if tagged:
        await tags.add(request.tx, request.now, request.person.id, number, tagged)
    for place in places:
        await request.show(number, service.KIND, place, asked_by=request.person.id)
    await quotes.forget(request.tx, message)
    undo = Button(_("Undo"), line("item delete", number), "danger")
    show = Button(_("Show it"), line("ask show", number))
    who = Bold(request.person.name)
    told = _("{who} keeps what you asked as question {number}.", who=who, number=Bold(f"#{number}"))
    await tell_author(request, message, told, show, undo)
    said = _("That is question {number} now.", number=Bold(f"#{number}"))
    tag = Button(_("Tag…"), f"?{line('tag add', number)}")
    return text(said, buttons=(show, tag)) if message.of_another else made(number, (said,), show, tag)


@questions.message(_("Answer with this"), "reply", needs=MEMBER)
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
            return await request.ask()
        question = await items.visible(request.tx, request.person.id, number, kind=service.KIND)
        if question is None:
            return await request.ask()
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
    return text(done, buttons=(show,) if message.of_another else (show, undo))


@questions.command("accept", needs=MEMBER, example="142 318", form=False)
async def accept(
    request: Request,
    question: TheQuestion,
    answer: Annotated[int, Param(_("The answer's number"))],
) -> Reply:
    """Accept the answer that helped."""
    accepted = await service.accept(request.tx, request.now, request.person.id, question, answer)
    await request.refresh(question.id)
    return text(_("The answer of {who} is accepted.", who=Bold(accepted.author_name)))


@questions.command("show", needs=MEMBER, example="142", form=False)
async def show(request: Request, question: TheQuestion) -> Reply:
    """Show a question with all its answers."""
    full = await items.full(request.tx, question.id)
    if full is None:
        raise NotFound(_("Question #{number} is gone.", number=question.id))
    found = await comments.of_item(request.tx, question.id, limit=20)
    entries = tuple(_answer(request, question, one) for one in found)
    blocks: list[Block] = [*body_blocks(full), small_print(request, full)]
    if entries:
        blocks.append(Listing(entries))
    buttons = [Button(_("Answer…"), f"?{line('ask answer', question.id)}", "primary"), *common_buttons(full)]
    if request.target:
        buttons.append(Button(_("Share it here"), line("item share", question.id)))
    return Card((*blocks, Buttons(tuple(buttons))), title=full.title)


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
