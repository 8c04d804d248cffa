"""What the playground remembers: messages, and the files that belong to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class File:
    """A picture or an attachment of a message."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Draft:
    """A message about to be posted: the `text` of a person, or a `card` (JSON, see `cards`) of the bot.

    Where a person sends files with their text, these are the attachments of a card that has nothing else.
    `reader` is the one account that may see it, or None for everybody in the channel. `command` and `caller`
    say what it answers, and whom. `key` makes a second posting with the same key return the first. `thread`
    is the id of the message that it replies to.
    """

    channel: str
    author: str
    text: str = ""
    card: str = ""
    files: Sequence[File] = ()
    reader: str | None = None
    command: str = ""
    caller: str = ""
    key: str | None = None
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it stands. A deleted one is `gone` and has neither text nor card.

    `changed` is the number of its latest change; every change in the playground has a higher number than the
    one before.
    """

    id: int
    changed: int
    channel: str
    author: str
    at: datetime
    text: str
    card: str
    reader: str | None
    command: str
    caller: str
    edited: bool
    gone: bool
    thread: int | None = None


@dataclass(frozen=True, slots=True)
class Readable:
    """What somebody may read: their channels, and private messages for their accounts (ids of both)."""

    channels: tuple[str, ...]
    accounts: tuple[str, ...]
