"""The things of which Discord is made: users, guilds, roles, members, channels, messages.

They hold state and nothing else; `world` creates and finds them, `payloads`
says how they look in JSON.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from tests.servers.discord.errors import Json
from tests.servers.discord.permissions import NOTHING, Permission

EPHEMERAL = 1 << 6
LOADING = 1 << 7
SUPPRESS_EMBEDS = 1 << 2
TEXT, DM, PUBLIC_THREAD = 0, 1, 11


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC)


@dataclass(eq=False, repr=False)
class User:
    """An account. `dms_open` is whether it takes direct messages from bots."""

    id: int
    name: str
    display: str
    bot: bool = False
    dms_open: bool = True
    locale: str = "en-US"

    def __repr__(self) -> str:
        return f"<User {self.name}>"

    @property
    def mention(self) -> str:
        return f"<@{self.id}>"


@dataclass(eq=False, repr=False)
class Role:
    """A named bundle of permissions in one guild; the one with the guild's own id is @everyone."""

    id: int
    name: str
    permissions: Permission
    position: int = 0


@dataclass(eq=False, repr=False)
class Overwrite:
    """What one channel allows or denies to one role or member."""

    kind: int
    allow: Permission = NOTHING
    deny: Permission = NOTHING


@dataclass(eq=False, repr=False)
class Member:
    """A user in a guild."""

    user: User
    guild: Guild
    roles: set[int] = field(default_factory=set)
    nick: str | None = None
    joined_at: datetime = field(default_factory=now)


@dataclass(eq=False, repr=False)
class Guild:
    """A Discord server."""

    id: int
    name: str
    owner_id: int
    locale: str = "en-US"
    roles: dict[int, Role] = field(default_factory=dict)
    members: dict[int, Member] = field(default_factory=dict)
    channels: dict[int, Channel] = field(default_factory=dict)
    events: dict[int, Json] = field(default_factory=dict)


@dataclass(eq=False, repr=False)
class Channel:
    """A text channel, a thread, or a direct conversation between the bot and `recipient`."""

    id: int
    kind: int
    name: str
    guild: Guild | None = None
    parent: Channel | None = None
    recipient: User | None = None
    overwrites: dict[int, Overwrite] = field(default_factory=dict)
    messages: dict[int, Message] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Channel {self.name}>"

    @property
    def mention(self) -> str:
        return f"<#{self.id}>"


@dataclass(eq=False, repr=False)
class Attachment:
    """A file that was sent with a message or in an option of a command."""

    id: int
    filename: str
    content: bytes
    url: str
    description: str | None = None


@dataclass(eq=False, repr=False)
class Message:
    """A message; `ephemeral_to` is the only person who sees it, where it is not for everybody."""

    id: int
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    flags: int = 0
    nonce: str | None = None
    reference: int | None = None
    metadata: Json | None = None
    mentions: list[User] = field(default_factory=list)
    ephemeral_to: User | None = None
    edits: int = 0
    edited_at: datetime | None = None
    created_at: datetime = field(default_factory=now)
    deleted: bool = False

    def __repr__(self) -> str:
        return f"<Message {self.id} by {self.author.name}: {self.text[:80]!r}>"

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def ephemeral(self) -> bool:
        return bool(self.flags & EPHEMERAL)

    @property
    def text(self) -> str:
        """Everything that can be read in it, line by line."""
        return "\n".join(line for line in self._lines() if line)

    def _lines(self) -> Iterator[str]:
        yield self.content
        for embed in self.embeds:
            yield embed.get("author", {}).get("name", "")
            yield embed.get("title", "")
            yield embed.get("description", "")
            for one in embed.get("fields", ()):
                yield f"{one['name']}\n{one['value']}"
            yield embed.get("footer", {}).get("text", "")

    def controls(self) -> Iterator[Json]:
        """The buttons and selects, in reading order."""
        for row in self.components:
            yield from row.get("components", ())

    def control(self, custom_id: str) -> Json:
        """The button or select with that id; `AssertionError` where the message has none."""
        for control in self.controls():
            if control.get("custom_id") == custom_id:
                return control
        raise AssertionError(f"no component {custom_id!r} on this message:\n{self.text}")

    def button(self, label: str) -> str:
        """The custom_id of the button with that label; `AssertionError` where there is none."""
        labels = [control.get("label") for control in self.controls()]
        for control in self.controls():
            if control.get("label") == label and "custom_id" in control:
                return str(control["custom_id"])
        raise AssertionError(f"no button {label!r}, only {labels}, on this message:\n{self.text}")
