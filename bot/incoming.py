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


Value: TypeAlias = str | list[str]
"""What a person gave for one parameter, as text; several texts for a list."""


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


What: TypeAlias = Written | Called | Pressed | Submitted


@dataclass(frozen=True, slots=True)
class Incoming:
    """One event. `id` is the platform's own id of it: the same event delivered twice has the same id."""

    id: str
    who: Who
    where: Place
    what: What
    people: tuple[Who, ...] = ()
    channels: tuple[Place, ...] = ()


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
