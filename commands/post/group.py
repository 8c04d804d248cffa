"""What all commands of `post` share."""

from __future__ import annotations

from bot.declare import Group
from bot.words import _

posts = Group(
    "post",
    _("Write something longer, for several communities"),
    feature="posts",
    default="new",
    order=(
        "new",
        "draft",
        "more",
        "drafts",
        "preview",
        "publish",
        "discard",
        "show",
        "list",
        "edit",
        "withdraw",
        "delete",
    ),
)

PAGE = 8
