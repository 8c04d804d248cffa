"""Lists that are read page by page."""

from __future__ import annotations

from bot.replies import Card, text
from bot.words import _


def these_were_all() -> Card:
    """What is said of a page behind the last one. It must not say that there is nothing at all."""
    return text(_("These were all."))
