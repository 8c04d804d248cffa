"""The noun `ask`, and which question its commands are about."""

from __future__ import annotations

from typing import Annotated

from bot.declare import Group, Param
from bot.services.items.items import Item
from bot.words import _

questions = Group(
    "ask",
    _("Ask the community, and answer"),
    feature="questions",
    default="new",
    order=("new", "answer", "accept", "show", "unanswered", "edit"),
)

TheQuestion = Annotated[Item, Param(_("The question's number, such as #142"), item="question")]
