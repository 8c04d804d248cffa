"""The menu on messages: Discord's message commands, which carry the message that they were chosen on.

They carry its text too, without the privileged intent. An entry is known by its label.
"""

from __future__ import annotations

import re
from typing import Any

import discord

from adapters.discord.limits import Json
from bot.incoming import MessageRef, OnMessage, Place, Who
from bot.registry import Registry

MESSAGE_MENU = 3

_MENTION = re.compile(r"<@!?(\d+)>")
_CHANNEL = re.compile(r"<#(\d+)>")


def picked(interaction: discord.Interaction, data: Json, where: Place, registry: Registry) -> OnMessage:
    """What was chosen, and the message as it was at that moment."""
    target = str(data["target_id"])
    message = data["resolved"]["messages"][target]
    paths = {label: command.path for label, command in registry.menu()}
    place: Any = interaction.channel
    in_thread = isinstance(place, discord.Thread)
    return OnMessage(
        tuple(paths.get(str(data["name"]), str(data["name"])).split()),
        _text(message, interaction),
        _author(message, where.workspace, interaction),
        MessageRef(where.platform, where.workspace, str(message["channel_id"]), target),
        f"https://discord.com/channels/{interaction.guild_id or '@me'}/{message['channel_id']}/{target}",
        # A thread has the id of the message under which it was opened.
        str(place.id) if in_thread else "",
    )


def _text(message: Json, interaction: discord.Interaction) -> str:
    """What it says, mentions as names."""
    names = {user["id"]: _name(user) for user in message.get("mentions", ())}
    guild = interaction.guild

    def channel(found: re.Match[str]) -> str:
        known = guild.get_channel_or_thread(int(found[1])) if guild else None
        return f"#{known.name}" if known else found[0]

    text = _MENTION.sub(lambda found: f"@{names.get(found[1], found[1])}", str(message.get("content") or ""))
    return _CHANNEL.sub(channel, text)


def _author(message: Json, workspace: str, interaction: discord.Interaction) -> Who | None:
    """Who wrote it; None for a bot."""
    user = message["author"]
    if user.get("bot"):
        return None
    name = interaction.user.display_name if str(interaction.user.id) == user["id"] else _name(user)
    return Who("discord", workspace, user["id"], name, user["username"], details_known=False)


def _name(user: Json) -> str:
    return str(user.get("global_name") or user["username"])
