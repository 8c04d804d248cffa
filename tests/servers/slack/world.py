"""What exists in the played workspace: users, channels, messages, views, files.

Plain data with look-ups and no rules; rules live in the Web API methods and in
the acts of people. Users and channels are found by their id or by their name.
Every time something appears on somebody's screen, a `Sight` is written down, so
that a test can ask what a person saw after an act (`Sights`).
"""

from __future__ import annotations

import asyncio
import itertools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

Json = dict[str, Any]
ChannelKind = Literal["public", "private", "im"]


@dataclass
class User:
    """A member of the workspace, as `users.info` describes one."""

    id: str
    name: str
    real_name: str
    tz: str = "Europe/Madrid"
    locale: str = "en-US"
    is_admin: bool = False
    is_owner: bool = False
    is_bot: bool = False
    deleted: bool = False
    image: str = ""
    email: str = ""

    @property
    def display_name(self) -> str:
        """The name shown beside this user's messages."""
        return self.real_name or self.name


@dataclass
class Message:
    """A message in a channel; `ephemeral_to` names its only reader when it is ephemeral."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] = field(default_factory=list)
    metadata: Json | None = None
    thread_ts: str | None = None
    files: list[str] = field(default_factory=list)
    by_app: bool = False
    bot_icon: str = ""
    edited: str | None = None
    ephemeral_to: str | None = None
    subtype: str | None = None


@dataclass
class Channel:
    """A conversation of any kind, with its lasting messages in order."""

    id: str
    name: str
    kind: ChannelKind
    members: list[str] = field(default_factory=list)
    archived: bool = False
    purpose: str = ""
    messages: list[Message] = field(default_factory=list)

    def message(self, ts: str) -> Message | None:
        """The lasting message with that timestamp."""
        return next((each for each in self.messages if each.ts == ts), None)


@dataclass
class View:
    """A modal on somebody's screen, or somebody's Home tab."""

    id: str
    user: str
    body: Json
    hash: str
    root_id: str
    previous_id: str | None = None
    cause: str = ""


@dataclass
class File:
    """An uploaded file; blocks can show it from `ready_at` on, some time after the upload is completed."""

    id: str
    name: str
    title: str = ""
    alt_text: str = ""
    user: str = ""
    content: bytes = b""
    mimetype: str = "application/octet-stream"
    length: int = 0
    ready_at: float = float("inf")
    shares: list[tuple[str, str]] = field(default_factory=list)

    @property
    def ready(self) -> bool:
        """Whether Slack has had the time to look at it."""
        return time.monotonic() >= self.ready_at


SightKind = Literal[
    "message", "ephemeral", "changed", "deleted", "view", "view_changed", "view_closed", "home"
]


@dataclass(frozen=True)
class Sight:
    """Something that appeared on a screen: by which route, and because of which act (if known)."""

    number: int
    kind: SightKind
    via: str
    channel: str = ""
    user: str = ""
    message: Message | None = None
    view: View | None = None
    cause: str = ""


class Sights:
    """The order of everything that was seen, and a way to wait for the next thing."""

    def __init__(self) -> None:
        self.all: list[Sight] = []
        self._changed = asyncio.Event()

    def add(self, kind: SightKind, via: str, **what: Any) -> Sight:
        """Write down one sight and wake whoever waits."""
        sight = Sight(len(self.all), kind, via, **what)
        self.all.append(sight)
        self._changed.set()
        return sight

    def since(self, number: int) -> Iterator[Sight]:
        """The sights from that number on."""
        return itertools.islice(self.all, number, None)

    async def wait(self, wanted: Callable[[Sight], bool], since: int, seconds: float) -> Sight:
        """The first sight that is wanted; TimeoutError when it does not come in time."""
        async with asyncio.timeout(seconds):
            while True:
                self._changed.clear()
                for sight in self.since(since):
                    if wanted(sight):
                        return sight
                await self._changed.wait()


class World:
    """Everything that exists, and the numbering of what comes into existence."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.views: dict[str, View] = {}
        self.modals: dict[str, list[View]] = {}
        self.homes: dict[str, View] = {}
        self.files: dict[str, File] = {}
        self.ephemerals: list[Message] = []
        self.sights = Sights()
        self._numbers = itertools.count(1)
        self._last_ts = 0
        self.bot = self.add_user("convenor", real_name="Convenor", is_bot=True)

    def new_id(self, prefix: str) -> str:
        """A fresh id in Slack's shape: a letter for its kind, then capitals and digits."""
        return f"{prefix}{next(self._numbers):010X}"

    def new_ts(self) -> str:
        """A message timestamp: seconds with six decimals, never twice the same."""
        self._last_ts = max(self._last_ts + 1, time.time_ns() // 1000)
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06}"

    def add_user(self, name: str, **traits: Any) -> User:
        """A new user; traits are the fields of `User`."""
        traits.setdefault("real_name", name.title())
        traits.setdefault("email", f"{name}@example.org")
        user = User(self.new_id("U"), name, **traits)
        self.users[user.id] = user
        return user

    def add_channel(
        self, name: str, *, kind: ChannelKind = "public", members: list[str] | None = None
    ) -> Channel:
        """A new channel with these members (ids)."""
        channel = Channel(self.new_id("D" if kind == "im" else "C"), name, kind, list(members or []))
        self.channels[channel.id] = channel
        return channel

    def user(self, ref: str | User) -> User:
        """The user with that id or name; KeyError when there is none."""
        if isinstance(ref, User):
            return ref
        if ref in self.users:
            return self.users[ref]
        found = [each for each in self.users.values() if each.name == ref.removeprefix("@")]
        if not found:
            raise KeyError(f"no user {ref!r} in the workspace")
        return found[0]

    def channel(self, ref: str | Channel) -> Channel:
        """The channel with that id or name; KeyError when there is none."""
        if isinstance(ref, Channel):
            return ref
        if ref in self.channels:
            return self.channels[ref]
        wanted = ref.removeprefix("#")
        found = [each for each in self.channels.values() if each.kind != "im" and each.name == wanted]
        if not found:
            raise KeyError(f"no channel {ref!r} in the workspace")
        return found[0]

    def direct(self, user: User) -> Channel:
        """The direct conversation of that user with the app, made on first use."""
        members = [self.bot.id, user.id]
        for channel in self.channels.values():
            if channel.kind == "im" and user.id in channel.members:
                return channel
        return self.add_channel("directmessage", kind="im", members=members)
