"""What a reader of an e-mail can do about it: links to open, and commands to type in the chat.

An e-mail has no buttons that know who presses them. So a button that runs a
command becomes the command itself, to be typed where the reader talks to the bot.
What would only repeat the items that stand in the e-mail anyway is left out.
"""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from bot.forms import PREFIX
from bot.grammar import line
from bot.replies import Block, Button, Card, Entry, LinkButton, Listing, Select, plain

MOST_CHOICES = 10
_OPENS = "item show"
_LINKED = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing to do: its label, and the address to open or the command to type (never both)."""

    label: str
    url: str = ""
    command: str = ""


def without_repeats(card: Card) -> Card:
    """The card without menus of items that it names, and buttons that just open one of them."""
    said = plain(card)
    blocks = (_for_reading(block) for block in card.blocks if not _repeats(block, said))
    return msgspec.structs.replace(card, blocks=tuple(blocks))


def _repeats(block: Block, said: str) -> bool:
    """Whether a block is a menu in which nothing stands but items that are named by their numbers."""
    return isinstance(block, Select) and all(f"#{option.value}" in said for option in block.options)


def _for_reading(block: Block) -> Block:
    return Listing(tuple(map(_without_opening, block.entries))) if isinstance(block, Listing) else block


def _without_opening(entry: Entry) -> Entry:
    opens = isinstance(entry.button, Button) and entry.button.action.startswith(_OPENS)
    return Entry(entry.title, entry.detail) if opens else entry


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
