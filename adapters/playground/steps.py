"""What can happen in the conversation with which the playground begins; `ago` is in minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

QUESTION, DOCUMENT, EVENT = "{question}", "{document}", "{event}"
"""Stand for the number of the question, the document or the event on the channel's latest card of one."""

BUTTONS = {QUESTION: "Answer…", DOCUMENT: "Download", EVENT: "Details"}
"""The buttons by which those cards are known; what they do ends with the number."""


@dataclass(frozen=True, slots=True)
class Says:
    """Somebody writes, so many minutes ago; in `channel`, or to the bot where that is empty."""

    ago: int
    person: str
    channel: str
    text: str


@dataclass(frozen=True, slots=True)
class Presses:
    """Somebody presses the button of that label on the latest card of the channel that has it."""

    ago: int
    person: str
    channel: str
    button: str


@dataclass(frozen=True, slots=True)
class Replies:
    """Somebody writes in the thread of the latest card of the channel that has those words."""

    ago: int
    person: str
    channel: str
    card: str
    text: str


@dataclass(frozen=True, slots=True)
class Shares:
    """Somebody shares a file with the community of the channel, as its form asks for it."""

    ago: int
    person: str
    channel: str
    file: str
    content: str
    title: str
    description: str
    tagged: str


@dataclass(frozen=True, slots=True)
class AllRead:
    """Until here everybody has read everything; what follows is new to them."""


Step: TypeAlias = Says | Presses | Replies | Shares | AllRead
