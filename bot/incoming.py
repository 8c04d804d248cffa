"""What reaches the bot from a platform, translated and not yet understood.

An adapter's `receive` makes one `Incoming` of each raw event: who did what,
where. It decides nothing; dispatch does.

Mentions in written text and in values are in one canonical form on every
platform: `<@ACCOUNT>` for a person and `<#CHANNEL>` for a channel. What the
platform told about those mentioned goes into `people` and `channels`, so that
somebody can be named whom the bot has not met yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Who:
    """An account, as the platform describes it at this moment.

    `language` is a BCP 47 tag and `time_zone` an IANA name; both are None where the platform does not tell.
    `same_everywhere` says that the account is one and the same in all workspaces of its platform.
    `administers` says that the platform names the account as an owner or administrator of the workspace.
    `details_known` is False where this event carried the account's id and little else (Slack's commands do):
    the core then asks the adapter's `describe` for the rest at first contact.
    """

    platform: str
    workspace: str
    id: str
    name: str
    handle: str = ""
    avatar: str | None = None
    language: str | None = None
    time_zone: str | None = None
    administers: bool = False
    details_known: bool = True
    same_everywhere: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A channel of a workspace, or a direct conversation with the bot.

    `name` is without "#"; it is empty where the platform did not tell it.
    """

    platform: str
    workspace: str
    channel: str
    name: str = ""
    direct: bool = False


@dataclass(frozen=True, slots=True)
class MessageRef:
    """Where a message of the bot's stands: enough to edit or delete it."""

    platform: str
    workspace: str
    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class FileRef:
    """A file that somebody gave, as the platform tells of it; nothing in it is to be believed.

    `place` is the platform's own way to the content, which `Adapter.download` knows how to go.
    """

    platform: str
    name: str
    size: int
    mime: str
    place: str


Value: TypeAlias = str | list[str]
"""What a person gave for one parameter, as text; several texts for a list.

A file's value is `file_value(n)`, which names the file at that place in `Incoming.files`.
"""


def file_value(number: int) -> str:
    """The value that stands for a file of the event."""
    return f"file:{number}"


@dataclass(frozen=True, slots=True)
class Written:
    """A command line, typed: "poll new "Lunch?" Soup Salad", without the slash."""

    line: str


@dataclass(frozen=True, slots=True)
class Called:
    """A command that the platform already took apart: the path of its name, and values by parameter name."""

    path: tuple[str, ...]
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button, or choices made in a select: the action's command line, and what was chosen.

    `message` is the message that it stands on; None where that one is private.
    """

    action: str
    chosen: tuple[str, ...] = ()
    message: MessageRef | None = None


@dataclass(frozen=True, slots=True)
class Submitted:
    """A form, filled in: its action, and the answers by field name (one left empty is "" or [])."""

    action: str
    values: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class OnMessage:
    """An entry of a message's menu: the command behind it, and the message that it was chosen on.

    `text` is what the message says, mentions as names. `author` is None where a bot wrote it. `link` leads
    there ("" where nothing does), and `thread` is the id of the message in whose thread it stands.
    """

    path: tuple[str, ...]
    text: str
    author: Who | None
    message: MessageRef
    link: str = ""
    thread: str = ""


What: TypeAlias = Written | Called | Pressed | Submitted | OnMessage


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event. `id` is the platform's own id of it: the same event delivered twice has the same id."""

    id: str
    who: Who
    where: Place
    what: What
    people: tuple[Who, ...] = ()
    channels: tuple[Place, ...] = ()
    files: tuple[FileRef, ...] = ()


@dataclass(frozen=True, slots=True)
class Replied:
    """Somebody wrote in the thread of a message. What they wrote is not told.

    `id` is the platform's own id of the event, `message` the one that the thread belongs to. Adapters tell of
    every thread that they hear of; whether it is one of the bot's own messages is for the core to know.
    """

    id: str
    who: Who
    where: Place
    message: MessageRef


@dataclass(frozen=True, slots=True)
class Completing:
    """Somebody is typing a value and would like suggestions.

    `path` names the command, `parameter` the value being typed, `typed` what is there so far, and `values`
    what has been given already.
    """

    who: Who
    where: Place
    path: tuple[str, ...]
    parameter: str
    typed: str
    values: Mapping[str, Value] = field(default_factory=dict)
