"""The port between the core and a platform: what each side may ask of the other.

The docstrings are the contract. `tests/contract` runs one suite over every
adapter; a new platform is a folder in `adapters/` that passes it.
"""

from __future__ import annotations

import abc
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from bot.incoming import Completing, FileRef, Incoming, MessageRef, Replied, Who
from bot.replies import Choice, Reply
from bot.words import Words

if TYPE_CHECKING:
    from aiohttp import web

    from bot.registry import Registry


@dataclass(frozen=True, slots=True)
class Outcome:
    """The answer to an incoming event; `reply` is None where nothing is to be said (a repeated event, say).

    The reply is resolved. `private` says that only the person who asked may see it. `field_errors` name what
    was wrong in a submitted form, by field name; a platform that can shows them beside the fields and keeps
    the form open, and need not show `reply` then.
    """

    reply: Reply | None
    private: bool = True
    field_errors: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """Where to post: a channel, or one person's direct conversation (then `account` is set)."""

    platform: str
    workspace: str
    channel: str = ""
    account: str = ""


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """One time of an event, for a workspace's own calendar.

    `mark` is a line that no other entry has; it stands under `text`.
    """

    title: str
    text: str
    place: str
    starts: datetime
    ends: datetime
    mark: str


class SendError(Exception):
    """A message did not go out. Only the three kinds below are raised by adapters."""


class TryLater(SendError):
    """The platform is busy or away and certainly did nothing; `after` is the seconds it asked to wait.

    `everywhere` says that this holds for all that goes to the platform, not for the one channel.
    """

    def __init__(self, after: float, reason: str = "", *, everywhere: bool = False) -> None:
        super().__init__(reason or f"asked to wait {after:g} s")
        self.after = after
        self.everywhere = everywhere


class Unclear(SendError):
    """Nobody knows whether the platform did it: the connection broke, or it answered with a server error."""


class Refused(SendError):
    """The platform will never do it: no such channel, not allowed in, direct messages closed.

    `code` is the platform's own word for it and `hint` what a person can do about it.
    """

    def __init__(self, code: str, hint: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.hint = hint


class Unfetched(Exception):
    """A file that somebody gave cannot be had: it is gone, not where it should be, or not for the bot."""


class TooLarge(Unfetched):
    """A file has more bytes than were asked for, whatever was said of it before."""


@dataclass(frozen=True, slots=True)
class Health:
    """How an adapter is: `ok` when it can receive and send just now; `detail` in a few words, no secrets."""

    ok: bool
    detail: str


class Journey(Protocol):
    """Moving the clock forward, as the playground may ask it of the core."""

    @property
    def ahead(self) -> timedelta:
        """How far the clock is ahead of the real one."""

    def as_of(self, moment: datetime) -> AbstractContextManager[None]:
        """Date what is done within, by this task and those that it starts, to a past moment (aware)."""

    async def following(self) -> datetime | None:
        """When the next thing is due, in UTC; None where nothing is."""

    async def to_next(self) -> bool:
        """Move on, doing what is due, until something was sent; returns False where nothing is in sight."""

    async def by(self, span: timedelta) -> None:
        """Move forward by a span, doing what is due on the way."""


class Core(Protocol):
    """What an adapter may ask of the core. All of it may be called from many tasks at once."""

    @property
    def registry(self) -> Registry:
        """Every command that is declared; complete before any adapter is made, and fixed from then on."""

    @property
    def journey(self) -> Journey | None:
        """How the clock is moved forward, where that may be done: in a playground that is alone."""

    def now(self) -> datetime:
        """The moment, in UTC."""

    async def handle(self, incoming: Incoming) -> Outcome:
        """Do what was asked and say the answer. Never raises, but for cancellation."""

    async def complete(self, completing: Completing) -> list[Choice]:
        """At most 25 suggestions, best first. Never raises, but for cancellation."""

    async def noticed(self, replied: Replied) -> None:
        """Count a reply in a thread, if the thread is a card's. Never raises, but for cancellation."""

    def is_private(self, incoming: Incoming) -> bool:
        """Whether the answer will be private, known before it is made; touches no database."""


class Adapter(abc.ABC):
    """A platform."""

    name: str
    """The platform's name, as in `Who.platform`: "slack", "discord", "playground"."""

    seconds_between_posts: float = 1.0
    """How far apart the deliverer is to keep messages to one channel."""

    channels_at_once: int | None = None
    """To how many channels the deliverer writes at the same time; None where each stands for itself."""

    send_seconds: float = 30.0
    """How long one attempt may take before its outcome is unclear; less than the deliverer's lease."""

    opening: Words = ""
    """How somebody lets the bot write to them directly, where people can close that way."""

    max_form_fields: int = 100
    """How many fields one form can hold here; the core splits longer forms."""

    only_one_process: bool = False
    """Whether `run` must be in one process at a time, as where every connection is given every event."""

    max_file_bytes: int = 100_000_000
    """How large a file can be that is sent; the core says instead that it is too large."""

    keeps_forms_open: bool = True
    """Whether a form stays open when `Outcome.field_errors` come back; else the core keeps a draft."""

    def routes(self) -> list[web.RouteDef]:
        """The adapter's own HTTP routes on the shared web server; asked for once, before `run`."""
        return []

    @abc.abstractmethod
    async def prepare(self) -> None:
        """Make ready to send; called once, before anything else, in every process. Makes no connection."""

    @abc.abstractmethod
    async def run(self) -> None:
        """Receive events until cancelled. Keeps trying with growing pauses when the platform is away.

        Called at most once, and not at all in a process that only serves the web. When cancelled it stops
        receiving, waits for what is in hand, and returns or raises `CancelledError` within 5 s.
        """

    @abc.abstractmethod
    async def close(self) -> None:
        """Let go of connections. Nothing is called afterwards."""

    @abc.abstractmethod
    def health(self) -> Health:
        """How the adapter is right now, from what it knows; makes no request."""

    @abc.abstractmethod
    async def check(self) -> list[Health]:
        """Ask the platform whether token, scopes and the like are right; one line each, with what to do."""

    @abc.abstractmethod
    async def send(self, target: Target, reply: Reply, key: str) -> MessageRef:
        """Post a resolved card; returns where it stands.

        `key` is at most 25 characters of [A-Za-z0-9-] and the same at each attempt of one message: the
        platform is asked to post nothing twice for it. Raises `TryLater`, `Unclear` or `Refused`.
        """

    @abc.abstractmethod
    async def find(self, target: Target, key: str) -> MessageRef | None:
        """The message that an earlier, unclear `send` with that key posted, if it did.

        Returns None where it surely did not, or where repeating `send` is safe. Raises like `send`.
        """

    @abc.abstractmethod
    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Show the card in place of what the message shows. Raises like `send`; `Refused` if it is gone."""

    @abc.abstractmethod
    async def delete(self, message: MessageRef) -> None:
        """Take the message away; content when it is gone already. Raises like `send`."""

    async def open_thread(self, message: MessageRef, name: str) -> None:  # noqa: B027 - often nothing to do
        """Open a thread on a message that was just posted, where the platform does not do so by itself.

        Content where there is one already. Raises like `send`; nobody tries again, for people can open a
        thread themselves.
        """

    async def mirror(self, workspace: str, entry: CalendarEntry, known: str) -> str:
        """Put an entry into the workspace's own calendar, or change the one that is `known`; returns its id.

        The empty text says that workspaces have no calendar here. Raises like `send`; `Refused("gone")` where
        the known one was taken away or ended by hand.
        """
        return ""

    async def find_mirrored(self, workspace: str, entry: CalendarEntry) -> str | None:
        """The id of the entry that an earlier, unclear `mirror` put there, if it did. Raises like `send`."""
        return None

    async def unmirror(self, workspace: str, known: str) -> None:  # noqa: B027 - often nothing to do
        """Take an entry out of the workspace's calendar; content when it is gone. Raises like `send`."""

    async def describe(self, who: Who) -> Who:
        """What the platform knows of the account, asked at first contact where `details_known` is False.

        Returns `who` itself when the platform does not answer within 1 s.
        """
        return who

    async def download(self, file: FileRef, limit: int) -> bytes:
        """The content of a file that somebody gave, of at most `limit` bytes.

        Asks the platform's own hosts only, follows redirects only to those, and counts while it reads.
        Raises `TooLarge`, or `Unfetched` for all else. Called outside of any transaction.
        """
        raise Unfetched(f"{self.name} takes no files")
