"""From Discord's interactions and messages to what the core reads. It translates and decides nothing.

A person's workspace is the guild. Direct conversations belong to none; which
guild is meant there is for `workspaces` to say, so it is given to every
function here.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import discord

from adapters.discord import actions
from adapters.discord.files import attached, value_of
from adapters.discord.forms import submitted
from adapters.discord.limits import Json
from adapters.discord.menu import MESSAGE_MENU, picked
from bot.incoming import (
    Called,
    Completing,
    Incoming,
    MessageRef,
    Place,
    Pressed,
    Replied,
    Value,
    What,
    Who,
    Written,
)
from bot.registry import Registry
from bot.replies import Choice

PLATFORM = "discord"
LINE = "line"
SUBCOMMAND, GROUP = 1, 2
BOOLEAN, USER, CHANNEL, ATTACHMENT = 5, 6, 7, 11

Account = discord.User | discord.Member


def who(
    account: Account, workspace: str, *, language: str | None = None, runs_server: bool | None = None
) -> Who:
    """An account; where `runs_server` is not told, the core asks `describe` at first contact."""
    return Who(
        platform=PLATFORM,
        workspace=workspace,
        id=str(account.id),
        name=account.display_name,
        handle=account.name,
        avatar=account.display_avatar.url if account.avatar else None,
        language=language,
        administers=bool(runs_server),
        details_known=runs_server is not None,
        same_everywhere=True,
    )


def administers(permissions: discord.Permissions) -> bool:
    """Whether somebody with those permissions runs the server; its owner has all of them."""
    return permissions.administrator or permissions.manage_guild


def place(interaction: discord.Interaction, workspace: str) -> Place:
    """Where an interaction happened; a thread counts as the channel that it belongs to."""
    channel: Any = interaction.channel
    if interaction.guild_id is None:
        return Place(PLATFORM, workspace, str(interaction.channel_id), direct=True)
    return _guild_place(channel, workspace)


def _guild_place(channel: Any, workspace: str) -> Place:
    if isinstance(channel, discord.Thread):
        parent = channel.parent
        return Place(PLATFORM, workspace, str(channel.parent_id), parent.name if parent else "")
    return Place(PLATFORM, workspace, str(channel.id), getattr(channel, "name", "") or "")


def of_interaction(interaction: discord.Interaction, workspace: str, registry: Registry) -> Incoming:
    """A command, an entry of a message's menu, a press, a choice or a submitted form."""
    data: Json = dict(interaction.data or {})
    known = administers(interaction.permissions) if interaction.guild_id else None
    language = interaction.locale.value
    return Incoming(
        id=str(interaction.id),
        who=who(interaction.user, workspace, language=language, runs_server=known),
        where=place(interaction, workspace),
        what=_what(interaction, data, workspace, registry),
        people=_people(data, workspace),
        channels=_channels(data, workspace),
        files=attached(data),
    )


def _what(interaction: discord.Interaction, data: Json, workspace: str, registry: Registry) -> What:
    match interaction.type:
        case discord.InteractionType.application_command if data.get("type") == MESSAGE_MENU:
            return picked(interaction, data, place(interaction, workspace), registry)
        case discord.InteractionType.application_command:
            path, options = _path(data)
            if path == (registry.root,):
                return Written(str(next((o["value"] for o in options), "")) or "help")
            return Called(path, {option["name"]: _value(option, data) for option in options})
        case discord.InteractionType.modal_submit:
            return submitted(data)
        case _:
            chosen = tuple(data.get("values") or ())
            action = actions.read(data["custom_id"]).action
            return Pressed(action, chosen, _message(interaction, workspace))


def _message(interaction: discord.Interaction, workspace: str) -> MessageRef | None:
    """The message that was pressed, unless it is private."""
    message = interaction.message
    if message is None or message.flags.ephemeral:
        return None
    return MessageRef(PLATFORM, workspace, str(message.channel.id), str(message.id))


def _path(data: Json) -> tuple[tuple[str, ...], list[Json]]:
    """A command's name with its subcommand's, and the options that hold values."""
    path, options = [data["name"]], list(data.get("options", ()))
    while options and options[0]["type"] in (SUBCOMMAND, GROUP):
        path.append(options[0]["name"])
        options = list(options[0].get("options", ()))
    return tuple(path), options


def _value(option: Json, data: Json) -> Value:
    kind, value = option["type"], option["value"]
    if kind == ATTACHMENT:
        return value_of(data, value)
    if kind == USER:
        return f"<@{value}>"
    if kind == CHANNEL:
        return f"<#{value}>"
    if kind == BOOLEAN:
        return "yes" if value else "no"
    return str(value)


def _people(data: Json, workspace: str) -> tuple[Who, ...]:
    resolved = data.get("resolved", {})
    members = resolved.get("members", {})
    return tuple(
        Who(
            platform=PLATFORM,
            workspace=workspace,
            id=account,
            name=members.get(account, {}).get("nick") or user.get("global_name") or user["username"],
            handle=user["username"],
            details_known=False,
        )
        for account, user in resolved.get("users", {}).items()
    )


def _channels(data: Json, workspace: str) -> tuple[Place, ...]:
    found = data.get("resolved", {}).get("channels", {})
    return tuple(
        Place(PLATFORM, workspace, channel, body.get("name") or "") for channel, body in found.items()
    )


class Asked(NamedTuple):
    """A wish for suggestions, and what was typed before it in the same list ("Amina, Bob" before ", Ca")."""

    completing: Completing
    before: str

    def whole(self, choice: Choice) -> Choice:
        """The suggestion with what stands before it."""
        if not self.before:
            return choice
        return Choice(f"{self.before}, {choice.label}", f"{self.before}, {choice.value}")


def completing(interaction: discord.Interaction, workspace: str, registry: Registry) -> Asked:
    """A value that is being typed; of a list, only its last member is."""
    path, options = _path(dict(interaction.data or {}))
    focused = next(option for option in options if option.get("focused"))
    command = registry.get(path[0], path[-1])
    listed = any(p.is_list for p in command.parameters if p.name == focused["name"]) if command else False
    before, _comma, typed = (
        str(focused["value"]).rpartition(",") if listed else ("", "", str(focused["value"]))
    )
    asked = Completing(
        who=who(interaction.user, workspace, language=interaction.locale.value),
        where=place(interaction, workspace),
        path=path,
        parameter=focused["name"],
        typed=typed.strip(),
        values={option["name"]: _value(option, {}) for option in options if option is not focused},
    )
    return Asked(asked, before.strip())


def command_line(message: discord.Message, bot: int) -> str | None:
    """What a message says to the bot: all of a direct message, or what follows its mention; else None."""
    mention = re.compile(rf"<@!?{bot}>")
    if message.guild is not None and not mention.search(message.content):
        return None
    return mention.sub(" ", message.content, count=1).strip() or "help"


def replied(message: discord.Message, thread: discord.Thread) -> Replied | None:
    """A message in a thread; a thread that was opened on a message has the message's id."""
    if message.type not in (discord.MessageType.default, discord.MessageType.reply):
        return None
    workspace = str(thread.guild.id)
    return Replied(
        id=str(message.id),
        who=who(message.author, workspace),
        where=_guild_place(thread, workspace),
        message=MessageRef(PLATFORM, workspace, str(thread.parent_id), str(thread.id)),
    )


def of_message(message: discord.Message, workspace: str, line: str) -> Incoming:
    """A command that was written as a message."""
    author = message.author
    direct = message.guild is None
    known = administers(author.guild_permissions) if isinstance(author, discord.Member) else None
    where = (
        Place(PLATFORM, workspace, str(message.channel.id), direct=True)
        if direct
        else _guild_place(message.channel, workspace)
    )
    mentioned = [user for user in message.mentions if not user.bot]
    return Incoming(
        id=str(message.id),
        who=who(author, workspace, runs_server=known),
        where=where,
        what=Written(line),
        people=tuple(who(user, workspace) for user in mentioned),
        channels=tuple(_guild_place(channel, workspace) for channel in message.channel_mentions),
    )
