"""Changing the words of a question or a topic: the same form for both."""

from __future__ import annotations

from typing import Annotated

from bot import forms
from bot.declare import Param
from bot.grammar import line
from bot.replies import Bold, Button, Reply, text
from bot.request import Request
from bot.services.conversation import rewriting as service
from bot.services.items.items import Item
from bot.words import _
from commands.shared.items import full_of, show_line
from commands.shared.parts import last_part, part_of, put_back

Title = Annotated[str | None, Param(_("In one line"), max_length=service.LONGEST_TITLE)]
Text = Annotated[str | None, Param(_("What is said below it"), long=True, max_length=service.LONGEST_BODY)]

Part = Annotated[int | None, Param(_("Which part of a long text"), carried=True)]


async def rewritten(
    request: Request, item: Item, title: str | None, body: str | None, part: int | None
) -> Reply:
    """The form with the words as they are or, where some are given, what is said when they are changed."""
    service.check_may_rewrite(request.person.id, item)
    full = await full_of(request, item)
    if title is None and body is None:
        return await forms.ask(request, title=full.title, **part_of(full.body, part))
    if body is not None and part is not None:
        body = put_back(full.body, part, body)
    called = full.title if title is None else title
    await service.rewrite(
        request.tx, request.now, request.person.id, item, called, full.body if body is None else body
    )
    await request.refresh(item.id)
    buttons = [Button(_("Show it"), show_line(request, item.kind, item.id))]
    if part is not None and body is not None and part < last_part(body):
        following = line(request.command.path, item.id, part=part + 1)
        buttons.append(Button(_("Edit what follows…"), following))
    return text(_("“{title}” is changed.", title=Bold(called)), buttons=tuple(buttons))
