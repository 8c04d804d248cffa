"""What all commands of `wiki` share."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.services.items.items import Item
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
