"""Command lines of scenarios as options of Discord's commands.

A line is read with the product's own grammar, and each value is then given to
the option of that name: chosen from what is offered where the option completes,
picked where it takes a person or a channel. Where an option cannot hold the
value, or there is no such command, the line goes into the root command.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.errors import DomainError
from bot.grammar import tokens
from bot.incoming import Value, Written
from bot.registry import Registry
from bot.understand import Asked, understand
from tests.servers.discord import DiscordServer
from tests.servers.discord.options import BOOLEAN, CHANNEL, INTEGER, SUBCOMMAND, USER, find
from tests.servers.discord.things import Channel, User

_NAME = re.compile(r"(?<![\w<&/])([@#])([A-Za-z0-9][\w-]*)")
_MENTION = re.compile(r"<[@#](\d+)>")
_TYPING_NAMED = re.compile(r"(?:^|\s)([a-z_]+):\s*(\S[^:]*)?$")


class NoSuchOption(Exception):
    """The value cannot be given to the option."""


class Commanding:
    """Turns lines into options, with the commands that the bot published."""

    def __init__(self, server: DiscordServer, registry: Registry) -> None:
        self._server = server
        self._registry = registry

    async def options(self, user: User, channel: Channel, text: str) -> tuple[list[str], dict[str, Any]]:
        """The path of the command for that line, and its options."""
        text = self.with_mentions(user, text)
        try:
            asked = understand(self._registry, Written(text))
            if not isinstance(asked, Asked) or asked.command.hidden:
                raise NoSuchOption(text)
            path = [asked.command.group.name, asked.command.name]
            return path, await self._values(user, channel, path, asked.values)
        except (DomainError, NoSuchOption):
            line = text.removeprefix("/").removeprefix(self._registry.root).strip()
            return [self._registry.root], {"line": line} if line else {}

    def with_mentions(self, user: User, text: str) -> str:
        """The text with the mentions that Discord's client makes of @name and #name."""
        world = self._server.world
        guilds = [guild for guild in world.guilds.values() if user.id in guild.members]

        def mention(found: re.Match[str]) -> str:
            sign, name = found[1], found[2].lower()
            for guild in guilds:
                if sign == "@":
                    named = [m.user for m in guild.members.values() if m.user.name == name]
                    if named:
                        return named[0].mention
                for channel in guild.channels.values():
                    if sign == "#" and channel.name == name:
                        return channel.mention
            return found[0]

        return _NAME.sub(mention, text)

    def _leaf(self, channel: Channel, path: list[str]) -> dict[str, dict[str, Any]]:
        known = self._server.commands.known(channel.guild.id if channel.guild else None)
        try:
            _command, leaf = find(known, path)
        except AssertionError as missing:
            raise NoSuchOption(str(missing)) from missing
        return {option["name"]: option for option in leaf.get("options", ())}

    async def _values(
        self, user: User, channel: Channel, path: list[str], values: Mapping[str, Value]
    ) -> dict[str, Any]:
        declared = self._leaf(channel, path)
        if any(option.get("required") and name not in values for name, option in declared.items()):
            raise NoSuchOption("a required option is missing")
        given: dict[str, Any] = {}
        for name, value in values.items():
            if name not in declared:
                raise NoSuchOption(name)
            text = value if isinstance(value, str) else ", ".join(map(_listed, value))
            given[name] = self._value(user, declared[name], text)
        for name in values:
            if declared[name].get("autocomplete"):
                given[name] = await self._offered(user, channel, path, name, given)
        return given

    def _value(self, user: User, option: dict[str, Any], text: str) -> Any:
        kind, found = option["type"], _MENTION.fullmatch(text)
        world = self._server.world
        if kind == USER:
            mentioned = world.users.get(int(found[1])) if found else user if text == "me" else None
            return _given(mentioned)
        if kind == CHANNEL:
            return _given(world.channels.get(int(found[1])) if found else None)
        if kind == BOOLEAN:
            return _given({"yes": True, "no": False}.get(text))
        if kind == INTEGER:
            return _given(int(text) if text.isdigit() else None)
        choices = [choice["value"] for choice in option.get("choices") or ()]
        return text if not choices or text in choices else _given(None)

    async def _offered(
        self, user: User, channel: Channel, path: list[str], name: str, given: dict[str, Any]
    ) -> str:
        text = str(given[name])
        others = {key: value for key, value in given.items() if key != name}
        offered = await self._server.people.autocomplete(user, channel, path, name, text, others)
        for choice in offered:
            if text.casefold() in (choice["name"].casefold(), str(choice["value"]).casefold()):
                return str(choice["value"])
        return text

    async def completions(self, user: User, channel: Channel, text: str) -> list[str]:
        """What Discord offers while that is typed: commands, then values of the option being typed."""
        words = text.removeprefix("/").split(" ")
        if len(words) < 3:
            known = self._server.commands.known(channel.guild.id if channel.guild else None)
            paths = [
                f"/{command['name']} {option['name']}"
                for command in known
                for option in command.get("options", ())
                if option["type"] == SUBCOMMAND
            ]
            return [path for path in paths if path.startswith(text)]
        path, rest = words[:2], " ".join(words[2:])
        declared = self._leaf(channel, path)
        name, typed = self._being_typed(path, rest)
        option = declared[name]
        if option.get("choices"):
            return [c["name"] for c in option["choices"] if typed.lower() in c["name"].lower()]
        if not option.get("autocomplete"):
            return []
        offered = await self._server.people.autocomplete(user, channel, path, name, typed)
        return [choice["name"] for choice in offered]

    def _being_typed(self, path: list[str], rest: str) -> tuple[str, str]:
        command = self._registry.get(*path)
        assert command is not None, path
        named = _TYPING_NAMED.search(rest)
        if named and any(parameter.name == named[1] for parameter in command.parameters):
            return named[1], (named[2] or "").strip()
        positional = [parameter.name for parameter in command.parameters if parameter.positional]
        written = [token.text for token in tokens(rest)]
        if not written or rest.endswith(" "):
            written.append("")
        return positional[min(len(written), len(positional)) - 1], written[-1]


def _listed(member: str) -> str:
    return f'"{member}"' if "," in member else member


def _given(value: Any) -> Any:
    if value is None:
        raise NoSuchOption
    return value
