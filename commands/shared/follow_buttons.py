"""The buttons that stand under whatever can be followed: to hear of it, and to hear no more of it."""

from __future__ import annotations

from bot.grammar import line
from bot.replies import Button
from bot.words import _


def follow_buttons(**thing: str) -> tuple[Button, ...]:
    """To follow a thing and to mute it, given as `alerts follow` takes it, such as `person="=12"`."""
    return (
        Button(_("Follow"), line("alerts follow", **thing)),
        Button(_("Mute"), line("alerts mute", **thing)),
    )
