"""Drives the server from another process: one JSON endpoint, `POST /control`.

A request names an act and its arguments, people and channels by name:

    {"do": "slash", "user": "alice", "channel": "general", "path": ["poll", "new"],
     "values": {"question": "Lunch?", "who": "@bob"}}

and is answered by `{"result": …}`, or by `{"error": "…"}` with status 400. Text
values that begin with `@` or `#` stand for the user or channel of that name; the
channel "@bot" is the user's direct conversation with the bot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from aiohttp import web

from tests.servers.discord import failures
from tests.servers.discord.errors import Json
from tests.servers.discord.interaction import Interaction
from tests.servers.discord.server import DiscordServer
from tests.servers.discord.things import Channel, Guild, Message, User
from tests.servers.discord.web import respond

Named = TypeVar("Named", User, Guild, Channel)
FAILURES: dict[str, Callable[..., failures.Failure]] = {
    "rate_limited": failures.rate_limited,
    "broken": failures.broken,
    "dropped_before": failures.dropped_before,
    "dropped_after": failures.dropped_after,
    "hanging": failures.hanging,
}


def seen_message(message: Message) -> Json:
    """A message as its readers see it."""
    return {
        "id": str(message.id),
        "author": message.author.name,
        "text": message.text,
        "nonce": message.nonce,
        "private": message.ephemeral,
        "edits": message.edits,
        "images": len(message.attachments),
        "controls": {
            str(c.get("label", c.get("placeholder"))): c.get("custom_id") for c in message.controls()
        },
    }


def seen_interaction(interaction: Interaction) -> Json:
    """What came of an act."""
    return {
        "id": str(interaction.id),
        "text": interaction.text,
        "private": interaction.private,
        "updated": interaction.updated,
        "message": seen_message(interaction.message) if interaction.message else None,
        "modal": interaction.modal,
        "choices": interaction.choices,
    }


class Control:
    """The acts, each a method; arguments are the keys of the request."""

    def __init__(self, server: DiscordServer) -> None:
        self._server = server
        self._world = server.world
        self._opened: dict[str, Interaction] = {}

    async def serve(self, request: web.Request) -> web.Response:
        """Carry out one request."""
        asked = await request.json()
        act = getattr(self, f"do_{asked.pop('do', '')}", None)
        if act is None:
            return respond(400, {"error": "no such act"})
        try:
            return respond(200, {"result": await act(**asked)})
        except (AssertionError, KeyError, TypeError) as error:
            return respond(400, {"error": f"{type(error).__name__}: {error}"})

    async def do_user(self, name: str, guild: str = "", dms_open: bool = True) -> str:
        user = self._world.add_user(name)
        user.dms_open = dms_open
        if guild:
            self._world.join(self._guild(guild), user)
        return str(user.id)

    async def do_guild(self, name: str, owner: str) -> str:
        return str(self._world.add_guild(name, self._user(owner)).id)

    async def do_channel(self, name: str, guild: str) -> str:
        return str(self._world.add_channel(self._guild(guild), name).id)

    async def do_state(self) -> Json:
        gateway, server = self._server.gateway, self._server
        return {
            "faults": server.faults.listed,
            "syncs": server.commands.syncs,
            "connected": len(gateway.connected),
            "identifies": gateway.identifies,
            "resumes": gateway.resumes,
            "requests": server.front.requests,
            "messages": {
                channel.name: [seen_message(m) for m in channel.messages.values()]
                for channel in self._world.channels.values()
            },
        }

    async def do_messages(self, channel: str) -> list[Json]:
        found = _named(self._world.channels.values(), channel).messages.values()
        return [seen_message(message) for message in found if message.ephemeral_to is None]

    async def do_slash(self, user: str, channel: str, path: list[str], values: Json | None = None) -> Json:
        given = {name: self._value(value) for name, value in (values or {}).items()}
        who = self._user(user)
        return self._keep(await self._server.people.slash(who, self._channel(channel, who), path, given))

    async def do_press(self, user: str, message: str, custom_id: str = "", label: str = "") -> Json:
        found = self._world.find_message(int(message))
        custom_id = custom_id or found.button(label)
        return self._keep(await self._server.people.press(self._user(user), found, custom_id))

    async def do_select(self, user: str, message: str, custom_id: str, values: list[str]) -> Json:
        found = self._world.find_message(int(message))
        chosen = [self._value(value) for value in values]
        return self._keep(await self._server.people.select(self._user(user), found, custom_id, chosen))

    async def do_submit(self, opened: str, values: Json) -> Json:
        return self._keep(await self._server.people.submit_modal(self._opened[opened], values))

    async def do_write(self, user: str, channel: str, text: str) -> str:
        who = self._user(user)
        return str(self._server.people.message(who, self._channel(channel, who), text).id)

    async def do_fail(self, route: str, how: str, times: int = 1, **arguments: Any) -> None:
        self._server.failures.next(route, FAILURES[how](**arguments), times)

    async def do_drop(self) -> None:
        self._server.gateway.drop()

    async def do_forgive(self, words: str) -> list[str]:
        return self._server.faults.forgive(words)

    def _keep(self, interaction: Interaction) -> Json:
        self._opened[str(interaction.id)] = interaction
        return seen_interaction(interaction)

    def _user(self, name: str) -> User:
        return _named(self._world.users.values(), name)

    def _guild(self, name: str) -> Guild:
        return _named(self._world.guilds.values(), name)

    def _channel(self, name: str, user: User) -> Channel:
        return self._world.direct(user) if name == "@bot" else _named(self._world.channels.values(), name)

    def _value(self, value: Any) -> Any:
        if isinstance(value, str) and value.startswith("@"):
            return self._user(value[1:])
        if isinstance(value, str) and value.startswith("#"):
            return _named(self._world.channels.values(), value[1:])
        return value


def _named(things: Iterable[Named], name: str) -> Named:
    for thing in things:
        if thing.name == name:
            return thing
    raise KeyError(name)
