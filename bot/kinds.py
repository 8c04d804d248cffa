"""What groups declare beside their commands: kinds of items with their cards, and rounds of the clock."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.replies import Button, Card, Content
from bot.words import Message

if TYPE_CHECKING:
    from bot.request import Request, Work
    from storage.engine import Tx

CardMaker = Callable[["Work", int], Awaitable[Card | None]]
FirstReply = Callable[[int], Button]
Facts = Callable[["Work", Sequence[int]], Awaitable[Mapping[int, Content]]]
Job = Callable[["Work", int], Awaitable[None]]
Removal = Callable[["Request", int, bool], Awaitable[None]]
Due = Callable[["Tx", datetime], Awaitable[Sequence[int]]]
Following = Callable[["Tx", datetime], Awaitable[datetime | None]]
PutOff = Callable[["Tx", int, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Round:
    """What the clock looks for at every tick.

    `due` reads the numbers of what is to be done now, the longest due first and some 50 at most; it must be
    cheap. `run` does one of them in a transaction of its own, and first makes sure that no other process
    has: it claims, or finds it done and does nothing. What fails is tried again after a pause that grows;
    `put_off` moves it in the database, where many that fail would stand in the way of the others.
    `following` tells when the next is due, for the playground, whose clock can be moved there.
    """

    due: Due
    run: Job
    put_off: PutOff | None = None
    following: Following | None = None


@dataclass(frozen=True)
class Kind:
    """A kind of item: what one and many of them are called, in the middle and at the head of a line.

    `show` and `listing` are the commands that show one and list them; `listing` is empty where none does.
    `reply` makes the button with which a reader of a new one would begin, by its number.
    """

    name: str
    one: Message
    many: Message
    show: str
    listing: str
    reply: FirstReply | None = None
