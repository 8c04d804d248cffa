"""Packs of questions that come with the product."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Param
from bot.errors import NotFound
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
    text,
)
from bot.request import Request
from bot.services.prompts import prompts as service
from bot.services.prompts.packs import packs
from bot.words import _, plural
from commands.prompt.group import prompts, queue_buttons, rhythm_note


@prompts.command("pack", needs=FACILITATOR, example="start-up")
async def pack(
    request: Request,
    name: Annotated[str, Param(_("Which pack; without one, all are listed"))] = "",
    add: Annotated[bool, Param(_("Put its questions into the queue"))] = False,
) -> Reply:
    """Take questions that come with the product."""
    here = f"={request.community.id}"
    if not name:
        entries = tuple(
            Entry(
                (Bold(one.title), f" · {len(one.prompts)}"),
                (one.about,),
                Button(_("Look"), line("prompt pack", one.name, community=here)),
            )
            for one in packs().values()
        )
        return Card((Listing(entries),), title=_("Packs of questions"))
    chosen = packs().get(name.strip().lower())
    if chosen is None:
        raise NotFound(
            _("There is no pack “{name}”. There are: {all}.", name=name[:40], all=", ".join(packs())),
            example="prompt pack nurture",
        )
    if not add:
        listed = "\n".join(f"{number}. {one}" for number, one in enumerate(chosen.prompts[:12], start=1))
        rest = len(chosen.prompts) - 12
        blocks: list[Block] = [Paragraph((chosen.about,)), Paragraph((listed,))]
        if rest > 0:
            blocks.append(Note((plural("and {n} more", "and {n} more", rest),)))
        take = Button(
            _("Put them into the queue"), line("prompt pack", chosen.name, add="yes", community=here)
        )
        return Card((*blocks, Buttons((take,))), title=chosen.title)
    fresh = await service.add(
        request.tx, request.community.id, request.person.id, chosen.prompts, pack=chosen.name
    )
    if not fresh:
        return text(_("All of “{title}” is in the queue already.", title=chosen.title))
    said = plural(
        "{n} question of “{title}” is in the queue now.",
        "{n} questions of “{title}” are in the queue now.",
        len(fresh),
        title=chosen.title,
    )
    return Card((Paragraph((said,)), await rhythm_note(request, request.community), queue_buttons(request)))
