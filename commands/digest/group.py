"""The noun."""

from __future__ import annotations

from bot.declare import Group
from bot.words import _

digests = Group(
    "digest",
    _("What was new, gathered"),
    default="me",
    alone=True,
    order=("me", "mine", "off", "preview", "schedule"),
)
