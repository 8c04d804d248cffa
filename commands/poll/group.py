"""What all commands of `poll` share."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.errors import NotFound
from bot.request import Request
from bot.services.items.items import Item
from bot.services.polls import polls as service
from bot.services.polls.polls import Poll
from bot.words import _

polls = Group(
    "poll",
    _("Ask your community"),
    feature="polls",
    default="new",
    order=("new", "vote", "show", "list", "results", "add", "withdraw", "share", "close", "csv"),
)

PAGE = 10

ThePoll = Annotated[Item, Param(_("The poll's number, such as #142"), item="poll")]


async def poll_of(request: Request, item: Item, *, lock: bool = False) -> Poll:
    """A poll, with `lock` as it stays until the transaction ends; raises `NotFound` where it is gone."""
    found = await service.read(request.tx, item.id, lock=lock)
    if found is None:
        raise NotFound(_("Poll #{number} is gone.", number=item.id))
    return found
