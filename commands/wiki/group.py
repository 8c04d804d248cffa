"""What all commands of `wiki` share."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.errors import NotFound
from bot.request import Work
from bot.services.items import items
from bot.services.items.items import Full, Item
from bot.words import _

wiki = Group(
    "wiki",
    _("Write down what the community knows"),
    feature="wiki",
    default="show",
    order=("show", "new", "edit", "list", "history", "changes", "revert", "alias", "related"),
)

PAGE = 8

LONGEST_FORM_TEXT = 3000
"""How much one field of a form holds on every platform."""

ThePage = Annotated[Item, Param(_("The page's title or number"), item="page")]


async def full_of(request: Work, page: Item) -> Full:
    """All that is shown of a page; raises `NotFound` where it is gone."""
    full = await items.full(request.tx, page.id)
    if full is None:
        raise NotFound(_("Page #{number} is gone.", number=page.id))
    return full
