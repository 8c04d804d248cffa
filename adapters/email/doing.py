"""What a reader of an e-mail can do about it: links to open, and commands to type in the chat.

An e-mail has no buttons that know who presses them. So a button that runs a
command becomes the command itself, to be typed where the reader talks to the bot.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.forms import PREFIX
from bot.grammar import line
from bot.replies import Button, LinkButton, Select

MOST_CHOICES = 10
_LINKED = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing to do: its label, and the address to open or the command to type (never both)."""

    label: str
    url: str = ""
    command: str = ""


def of_button(button: Button | LinkButton, root: str) -> Doing:
    """What pressing the button would be; neither address nor command where it works in the chat alone."""
    if isinstance(button, LinkButton):
        return Doing(str(button.label), url=button.url if is_link(button.url) else "")
    return Doing(str(button.label), command=_typed(button.action, root))


def of_select(select: Select, root: str) -> list[Doing]:
    """What choosing each of the first options would be."""
    return [
        Doing(str(option.label), command=_typed(line(select.action, option.value), root))
        for option in select.options[:MOST_CHOICES]
    ]


def is_link(url: str) -> bool:
    """Whether the address is of a kind that is ever linked."""
    return url.lower().startswith(_LINKED)


def _typed(action: str, root: str) -> str:
    # A question mark asks for the form, which opens by itself where something is missing.
    command = action.removeprefix("?")
    return "" if command.split(" ")[0] == PREFIX else f"/{root} {command}"
