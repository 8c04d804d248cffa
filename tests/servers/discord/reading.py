"""What a reader sees of a message: its markdown drawn, mentions and times as words."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from tests.servers.discord.errors import Json
from tests.servers.discord.things import Message
from tests.servers.discord.world import World

_DRAWN = re.compile(
    r"\\(?P<literal>[\\*_~`|\[\]<>#.-])|<@!?(?P<user>\d+)>|<#(?P<channel>\d+)>|<t:(?P<time>\d+)(?::\w)?>"
    r"|\[(?P<text>(?:[^\]\\]|\\.)*)\]\((?P<url>[^)\s]+)\)|`(?P<code>[^`]*)`|(?P<small>^-# )|(?P<mark>\*\*)",
    re.MULTILINE,
)


def text_of(world: World, message: Message) -> str:
    """Everything readable in the message, as lines; a file to take away shows its name."""
    drawn = {embed["image"]["url"].rpartition("/")[2] for embed in message.embeds if embed.get("image")}
    names = [file.filename for file in message.attachments if file.filename not in drawn]
    return "\n".join([as_seen(world, message.text), *names])


def as_seen(world: World, markdown: str) -> str:
    """The markdown as Discord draws it."""

    def channel_name(number: str) -> str:
        channel = world.channels.get(int(number))
        return f"#{channel.name}" if channel else "#unknown"

    def user_name(number: str) -> str:
        user = world.users.get(int(number))
        return f"@{user.display}" if user else "@unknown-user"

    drawers: dict[str, Callable[[str], str]] = {
        "literal": str,
        "user": user_name,
        "channel": channel_name,
        "time": lambda stamp: f"{datetime.fromtimestamp(int(stamp), UTC):%-d %B %Y %H:%M}",
        "text": lambda text: as_seen(world, text),
        "code": str,
        "small": lambda _mark: "",
        "mark": lambda _mark: "",
    }

    def draw(found: re.Match[str]) -> str:
        kind = next(name for name in drawers if found[name] is not None)
        return drawers[kind](found[kind])

    return _DRAWN.sub(draw, markdown)


def buttons_of(message: Message) -> tuple[str, ...]:
    """The labels of the buttons, in reading order."""
    return tuple(control["label"] for control in message.controls() if control["type"] == 2)


def selects_of(message: Message) -> tuple[Json, ...]:
    """The selects, in reading order."""
    return tuple(control for control in message.controls() if control["type"] != 2)


def images_of(message: Message) -> int:
    """How many pictures are shown."""
    return sum(1 for embed in message.embeds if embed.get("image"))
