"""How a draft of a post is shown to its author, and what becomes of two texts that were written at once."""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.declare import Param
from bot.grammar import line
from bot.replies import Block, Button, Buttons, Card, Note, Paragraph
from bot.request import Request
from bot.services.conversation import posts as service
from bot.services.items.items import Item
from bot.services.text import parted
from bot.words import _
from commands.shared.parts import PART
from commands.shared.rich import written

ThePost = Annotated[Item, Param(_("The post's number, such as #142"), item="post")]


async def show_draft(request: Request, number: int, part: int = 1) -> Card:
    """A draft of the asker's own as it will be read, with what can be done with it.

    Raises `NotFound` where they have none of that number.
    """
    draft = await service.draft(request.tx, request.person.id, number)
    there = await service.destinations(request.tx, request.person.id, draft.places)
    parts = parted(draft.body, PART)
    at = min(max(part, 1), len(parts))
    shown = parts[at - 1].strip()
    blocks: list[Block] = [Paragraph(written(shown) if shown else (_("There is no text yet."),))]
    if len(parts) > 1:
        blocks.append(Note((_("Part {at} of {n}", at=at, n=len(parts)),)))
    names = ", ".join(community.name for community in there)
    blocks.append(Note((_("Draft {number}, for {names}. Only you see it.", number=number, names=names),)))
    if draft.tags:
        blocks.append(Note((" ".join(f"#{tag}" for tag in draft.tags),)))
    this_part = at if len(parts) > 1 else None
    buttons = [
        Button(_("Publish"), line("post publish", number), "primary"),
        Button(_("Edit…"), line("post draft", number, part=this_part)),
        Button(_("Write on…"), f"?{line('post more', number)}"),
        Button(_("Throw away"), line("post discard", number), "danger", confirm=_("Throw this draft away?")),
    ]
    if at < len(parts):
        buttons.insert(0, Button(_("Read on"), line("post preview", number, part=at + 1)))
    return Card((*blocks, Buttons(tuple(buttons))), title=draft.title, replaces=at > 1)


async def offered_again(request: Request, present: str, mine: str, **fields: str) -> Card:
    """The text was changed since the form was opened: what was typed is kept, and can be opened again.

    `fields` are the other values with which the form opens.
    """
    base = str(service.mark_of(present))
    again = await forms.keep_form(request, text=mine, base=base, **_with_part(request), **fields)
    said = _("This text was changed since you opened the form. Nothing is lost: open it again with yours.")
    return Card(
        (
            Paragraph((said,)),
            Paragraph((_("Your text:"), "\n", mine)),
            Buttons((Button(_("Open with my text"), again, "primary"),)),
        ),
        tone="warning",
    )


def _with_part(request: Request) -> dict[str, str]:
    """The part that the form was about."""
    part = request.given.get("part")
    return {"part": str(part)} if part else {}
