"""The queue: which questions come next."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.errors import Conflict
from bot.grammar import line
from bot.permissions import FACILITATOR
from bot.replies import (
    Block,
    Bold,
    Button,
    Buttons,
    Card,
    Entry,
    Listing,
    Note,
    Paragraph,
    Reply,
)
from bot.request import Request
from bot.services.prompts import prompts as service
from bot.words import Words, _, plural
from commands.prompt.group import prompts, queue_buttons, rhythm_note

PAGE = 6


@prompts.command("add", needs=FACILITATOR, example='"What did you stop doing this year?"', submit=_("Add"))
async def add(
    request: Request,
    prompt: Annotated[str, Param(_("The question; the best ones take two minutes"), max_length=300)],
) -> Reply:
    """Put a question at the end of the queue."""
    fresh = await service.add(request.tx, request.community.id, request.person.id, [prompt])
    if not fresh:
        raise Conflict(_("That question is in the queue of {name} already.", name=request.community.name))
    waiting, _all = await service.counts(request.tx, request.community.id)
    said = plural(
        "It waits in the queue; {n} question does.", "It waits in the queue; {n} questions do.", waiting
    )
    return Card((Paragraph((said,)), await rhythm_note(request, request.community), queue_buttons(request)))


@prompts.command("queue", needs=FACILITATOR)
async def queue(request: Request, page: Annotated[int, Param(_("Which page of the list"))] = 1) -> Reply:
    """Show which questions come next."""
    page, name, here = max(page, 1), request.community.name, f"={request.community.id}"
    found = await service.queue(request.tx, request.community.id, limit=PAGE + 1, offset=(page - 1) * PAGE)
    if not found:
        note = await rhythm_note(request, request.community)
        empty = _("No question waits in {name}. Add your own, or take a pack that comes with me.", name=name)
        return Card((Paragraph((empty,)), note, queue_buttons(request)), replaces=page > 1)
    entries = []
    for place, one in enumerate(found[:PAGE], start=(page - 1) * PAGE + 1):
        last = place == 1
        action = (
            line("prompt skip", one.key, community=here)
            if last
            else line("prompt first", one.key, community=here)
        )
        entries.append(
            Entry((Bold(f"{place}. {one.text}"),), (), Button(_("Skip") if last else _("Next"), action))
        )
    waiting, everything = await service.counts(request.tx, request.community.id)
    blocks: list[Block] = [
        Listing(tuple(entries)),
        Note((_("{waiting} wait, {used} were asked.", waiting=waiting, used=everything - waiting),)),
        await rhythm_note(request, request.community),
    ]
    more = (Button(_("More"), line("prompt queue", page + 1, community=here)),) if len(found) > PAGE else ()
    blocks.append(queue_buttons(request, *more))
    return Card(tuple(blocks), title=_("What comes next in {name}", name=name), replaces=True)


@prompts.command("skip", needs=FACILITATOR, form=False)
async def skip(
    request: Request, prompt: Annotated[str | None, Param(_("Which one; by default the next"))] = None
) -> Reply:
    """Put the next question at the end of the queue."""
    skipped = await service.skip(request.tx, request.community.id, prompt)
    following = await service.queue(request.tx, request.community.id, limit=1)
    said = _("“{prompt}” goes to the end of the queue.", prompt=skipped.text)
    after: Words = _("Next is “{prompt}”.", prompt=following[0].text) if following else ""
    here = f"={request.community.id}"
    show = Button(_("Show the queue"), line("prompt queue", community=here))
    remove = Button(_("Take it out"), line("prompt remove", skipped.key, community=here), "danger")
    return Card((Paragraph((said, " ", after)), Buttons((show, remove))), replaces=True)


@prompts.command("first", needs=FACILITATOR, hidden=True, form=False)
async def first(request: Request, prompt: Annotated[str, Param(_("Which one"))]) -> Reply:
    """Have a question come next."""
    await service.put_first(request.tx, request.community.id, prompt)
    return await queue(request)


@prompts.command("remove", needs=FACILITATOR, hidden=True, form=False)
async def remove(request: Request, prompt: Annotated[str, Param(_("Which one"))]) -> Reply:
    """Take a question out of the queue."""
    gone = await service.remove(request.tx, request.community.id, prompt)
    here = f"={request.community.id}"
    back = Button(_("Bring it back…"), f"?{line('prompt add', community=here)}")
    said = _("“{prompt}” is taken out.", prompt=gone.text)
    return Card((Paragraph((said,)), Buttons((back,))), replaces=True)
