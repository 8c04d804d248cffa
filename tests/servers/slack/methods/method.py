"""What a method is, and the look-ups that most methods begin with."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from tests.servers.slack.errors import SlackError
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Channel, Json, Message, User

Run = Callable[[Platform, Json], Json]
T = TypeVar("T")

_FAMILY = {"public": "channels", "private": "groups", "im": "im"}


@dataclass(frozen=True)
class Method:
    """What it does, and which scope it needs.

    `family` is for methods whose scope depends on the kind of conversation
    ("history" needs `channels:history` in a public channel); `app_level` means
    that it takes the app's token and not the bot's.
    """

    run: Run
    scope: str = ""
    family: str = ""
    required: tuple[str, ...] = ()
    app_level: bool = False

    def scope_for(self, platform: Platform, arguments: Json) -> str:
        """The scope that this call needs ("" for none)."""
        if not self.family:
            return self.scope
        channel = platform.world.channels.get(str(arguments.get("channel")))
        return f"{_FAMILY[channel.kind if channel else 'public']}:{self.family}"


def missing(arguments: Json, required: Sequence[str]) -> list[str]:
    """The required arguments that the call does not have."""
    return [name for name in required if arguments.get(name) in (None, "")]


def find_channel(platform: Platform, arguments: Json, key: str = "channel") -> Channel:
    """The conversation that is named by id, or by the id of a person for a direct one.

    A private channel without the app in it does not exist for the app.
    """
    ref = str(arguments[key])
    if ref in platform.world.users:
        user = platform.world.users[ref]
        if user.deleted:
            raise SlackError("channel_not_found")
        return platform.world.direct(user)
    channel = platform.world.channels.get(ref)
    if channel is None or (channel.kind != "public" and not platform.bot_in(channel)):
        raise SlackError("channel_not_found")
    return channel


def find_own_message(platform: Platform, channel: Channel, ts: str, code: str) -> Message:
    """A lasting message of the app; `code` is the error for somebody else's."""
    message = channel.message(ts)
    if message is None:
        raise SlackError("message_not_found")
    if not message.by_app:
        raise SlackError(code)
    return message


def find_user(platform: Platform, arguments: Json, key: str = "user") -> User:
    """The user that is named by id."""
    user = platform.world.users.get(str(arguments[key]))
    if user is None:
        raise SlackError("user_not_found")
    return user


def truth(value: object) -> bool:
    """A boolean argument, whichever way it was written."""
    return value in (True, 1, "1", "true", "True")


def page(items: Sequence[T], arguments: Json, most: int = 1000) -> tuple[Sequence[T], str]:
    """One page of a list by cursor, and the cursor of the next page ("" at the end)."""
    try:
        start = int(base64.b64decode(str(arguments.get("cursor") or ""), validate=True) or b"0")
    except ValueError as error:
        raise SlackError("invalid_cursor") from error
    limit = int(arguments.get("limit") or 100)
    if not 1 <= limit <= most:
        raise SlackError("invalid_limit")
    following = start + limit
    cursor = base64.b64encode(str(following).encode()).decode() if following < len(items) else ""
    return items[start:following], cursor
