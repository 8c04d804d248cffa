"""How what cannot be done is said: what failed, one corrected example, and what to do next."""

from __future__ import annotations

from bot.errors import DomainError
from bot.registry import Registry
from bot.replies import Block, Button, Buttons, Card, Code, Paragraph
from bot.words import _


def refused(error: DomainError, registry: Registry, *, correct: str | None = None) -> Card:
    """The answer to a `DomainError`; `correct` is the action that opens the person's form again."""
    blocks: list[Block] = [Paragraph((error.message,))]
    if error.example:
        line = Code(registry.typed(error.example))
        blocks.append(Paragraph((_("For example: {line}", line=line),)))
    buttons = []
    if correct:
        buttons.append(Button(_("Correct it"), correct, "primary"))
    if error.action:
        buttons.append(Button(error.action[0], error.action[1], "primary"))
    if buttons:
        blocks.append(Buttons(tuple(buttons)))
    return Card(tuple(blocks), tone="warning")


def away() -> Card:
    """The answer while the database cannot be reached, or cannot write."""
    sorry = _("I cannot use my database just now, so nothing was changed. Please try again in a minute.")
    return Card((Paragraph((sorry,)),), tone="bad")


def fault(reference: str) -> Card:
    """The answer to what should not have happened."""
    sorry = _(
        "Something went wrong on my side, and nothing was changed. Please try again; if it happens again, "
        "tell your administrator this reference: {reference}",
        reference=Code(reference),
    )
    return Card((Paragraph((sorry,)),), tone="bad")
