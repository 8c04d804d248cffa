"""What a test may do in a chat, and what it sees there: one port, whatever the platform.

`Chat` is driven by names: people ("alice"), channels ("general", or "@bot" for
a direct conversation with the bot), button labels and form field names. Each
adapter has a driver of its own (`tests/drivers/`) that turns these into what
the platform's own client would send, over a real connection to our strict test
server, so that a scenario is written once and runs everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol


@dataclass(frozen=True)
class Picked:
    """A file that somebody picks in a form; `size` is what is said of it, where that is not true."""

    name: str
    content: bytes
    size: int | None = None


@dataclass(frozen=True)
class SeenField:
    """One question of an open form: its declared name, its label, and the value it starts with."""

    name: str
    label: str
    value: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class SeenForm:
    """A form that has opened on somebody's screen."""

    title: str
    fields: tuple[SeenField, ...]
    about: str = ""
    errors: dict[str, str] = field(default_factory=dict)
    handle: Any = None
    submit: str = ""


@dataclass(frozen=True)
class Seen:
    """One message, or one form, as a reader sees it.

    `text` is everything readable, flattened to lines; `buttons` are the labels
    in order; `private` says that only the person asked can see it; `handle` is
    the driver's own reference to the message, used for presses.
    """

    text: str
    private: bool = False
    buttons: tuple[str, ...] = ()
    selects: tuple[tuple[str, ...], ...] = ()
    images: int = 0
    form: SeenForm | None = None
    handle: Any = None

    def __contains__(self, words: str) -> bool:
        return words in self.text


class Chat(Protocol):
    """A platform with people and channels in it, driven by a test.

    Every call waits until the platform has what it needs and then returns; an
    answer that does not come within 10 s raises `AssertionError` with what was
    seen instead.
    """

    name: str

    async def says(self, who: str, text: str, where: str = "general") -> Seen:
        """`who` types a slash command line ("/poll new …"); returns the answer to it (or its form)."""

    async def writes(self, who: str, text: str, where: str = "@bot") -> Seen:
        """`who` writes an ordinary message to the bot (direct, or a mention); returns the answer."""

    async def writes_in(
        self, who: str, text: str, where: str = "general", file: Picked | None = None
    ) -> Seen:
        """`who` writes an ordinary message that is not meant for the bot, with a file; returns the message."""

    async def replies(self, who: str, text: str, to: Seen) -> Seen:
        """`who` writes in the thread of that message; returns the reply."""

    async def menu(self, who: str, label: str, on: Seen) -> Seen | None:
        """`who` chooses that entry of the message's menu; returns the answer or form, if there is one."""

    async def presses(self, who: str, button: str, on: Seen) -> Seen | None:
        """`who` presses the button with that label; returns the private answer or form, if there is one."""

    async def chooses(self, who: str, *labels: str, on: Seen) -> Seen | None:
        """`who` chooses from the first select of the message."""

    async def submits(self, who: str, form: Seen, **values: str | Picked) -> Seen:
        """`who` fills in those fields of the open form, leaves the others as they are, and sends it."""

    async def takes(self, who: str, on: Seen) -> dict[str, bytes]:
        """The files that `who` can take away from an answer, by name; "" where there is none."""

    async def completes(self, who: str, text: str, where: str = "general") -> list[str]:
        """What the platform offers while `who` types `text` (empty where the platform has no completion)."""

    async def channel(self, where: str = "general", by: str = "alice") -> list[Seen]:
        """The lasting messages of the channel, oldest first, as `by` sees them."""

    async def eventually(self, where: str, words: str, by: str = "alice", seconds: float = 10) -> Seen:
        """Wait until the newest message with `words` is in the channel; returns it."""

    async def passes(self, time: timedelta) -> None:
        """Let time pass in the product, though not on the platform, and whatever is due by then be done."""

    def make_admin(self, who: str) -> None:
        """Make the platform name `who` as one of the workspace's owners or administrators."""
