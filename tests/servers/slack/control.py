"""Driving the server from another process: POST /control/<verb> with a JSON object.

    add_user      {name, …traits}                    add_channel  {name, kind?, members?}
    slash         {who, where, command, text?}       write        {who, where, text}
    press         {who, on, action}                  select       {who, on, action?, values}
    submit        {who, on, values}                  shortcut     {who, on?, callback_id}
    messages      {where, who}   what that person reads there
    sights        {since}        everything that appeared on screens, from that number on, and by whose act
    books         {}             faults, calls by method, connections, envelopes sent
    fail          {method, kind, times?, seconds?}   redeliver    {}
    drop_sockets  {}   freeze_sockets {}   refresh_sockets {}   connected {count?, seconds?}
    deliver_to    {url}          HTTP mode at that address

`on` is {channel, ts} or {view}. An act may carry `until` (words) and `seconds`:
then the answer waits until the person sees those words. Bad requests get status 400.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from tests.servers.slack import reading
from tests.servers.slack.outcome import Outcome
from tests.servers.slack.server import SlackServer
from tests.servers.slack.world import Json, Message, Sight, User, View

Verb = Callable[[Json], Awaitable[Json]]


class Control:
    """The verbs, as JSON in and JSON out."""

    def __init__(self, server: SlackServer) -> None:
        self._server = server
        self._verbs: dict[str, Verb] = {
            name.removeprefix("do_"): getattr(self, name) for name in dir(self) if name.startswith("do_")
        }

    def routes(self) -> list[web.RouteDef]:
        """What to mount on the server."""
        return [web.post("/control/{verb}", self._handle)]

    async def _handle(self, request: web.Request) -> web.Response:
        verb = self._verbs.get(request.match_info["verb"])
        if verb is None:
            return web.json_response({"error": f"no such verb; there are {sorted(self._verbs)}"}, status=404)
        given: Json = await request.json() if request.can_read_body else {}
        try:
            return web.json_response(await verb(given))
        except (AssertionError, KeyError, TypeError, TimeoutError) as error:
            return web.json_response({"error": f"{type(error).__name__}: {error}"}, status=400)

    async def do_add_user(self, given: Json) -> Json:
        """A new member of the workspace."""
        return {"id": self._server.add_user(**given).id}

    async def do_add_channel(self, given: Json) -> Json:
        """A new channel."""
        return {"id": self._server.add_channel(**given).id}

    async def do_slash(self, given: Json) -> Json:
        """Type a slash command."""
        text = given.get("text", "")
        outcome = await self._server.people.slash(given["who"], given["where"], given["command"], text)
        return await self._told(outcome, given)

    async def do_write(self, given: Json) -> Json:
        """Write a message."""
        return await self._told(
            await self._server.people.write(given["who"], given["where"], given["text"]), given
        )

    async def do_press(self, given: Json) -> Json:
        """Press a button."""
        on = self._target(given["on"])
        return await self._told(await self._server.people.press(given["who"], on, given["action"]), given)

    async def do_select(self, given: Json) -> Json:
        """Choose from a menu."""
        on, action = self._target(given["on"]), given.get("action", "")
        return await self._told(
            await self._server.people.select(given["who"], on, action, *given["values"]), given
        )

    async def do_submit(self, given: Json) -> Json:
        """Send a form."""
        view = self._target(given["on"])
        assert isinstance(view, View), "only a view can be submitted"
        return await self._told(await self._server.people.submit(given["who"], view, given["values"]), given)

    async def do_shortcut(self, given: Json) -> Json:
        """Use a shortcut."""
        on = self._target(given["on"]) if given.get("on") else None
        assert not isinstance(on, View), "a view has no shortcuts"
        return await self._told(
            await self._server.people.shortcut(given["who"], on, given["callback_id"]), given
        )

    async def do_messages(self, given: Json) -> Json:
        """What a person reads in a channel."""
        reader = self._server.world.user(given["who"])
        channel = self._server.people.place(reader, given["where"])
        return {"messages": [self._message(each, reader) for each in channel.messages]}

    async def do_sights(self, given: Json) -> Json:
        """Everything that appeared on screens."""
        return {"sights": [self._sight(each) for each in self._server.world.sights.since(given["since"])]}

    async def do_books(self, given: Json) -> Json:
        """What was noted."""
        server = self._server
        return {
            "faults": [str(fault) for fault in server.faults],
            "calls": Counter(call.method for call in server.platform.calls),
            "connections": server.sockets.live,
            "connections_since_start": server.sockets.opened,
            "sent": len(server.delivery.sent),
        }

    async def do_fail(self, given: Json) -> Json:
        """Bad weather."""
        self._server.fail(**given)
        return {}

    async def do_redeliver(self, given: Json) -> Json:
        """The last envelope once more."""
        result = await self._server.delivery.redeliver()
        return {"failed": result if isinstance(result, str) else ""}

    async def do_drop_sockets(self, given: Json) -> Json:
        """Cut the app's connections."""
        self._server.sockets.drop()
        return {}

    async def do_freeze_sockets(self, given: Json) -> Json:
        """Leave the app's connections open and dead."""
        self._server.sockets.freeze()
        return {}

    async def do_refresh_sockets(self, given: Json) -> Json:
        """Ask the app to reconnect."""
        await self._server.sockets.refresh()
        return {}

    async def do_connected(self, given: Json) -> Json:
        """Wait for the app's connection."""
        await self._server.sockets.connected(given.get("count", 1), given.get("seconds", 10))
        return {"connections": self._server.sockets.live}

    async def do_deliver_to(self, given: Json) -> Json:
        """HTTP mode from now on."""
        self._server.deliver_to(given["url"])
        return {}

    def _target(self, on: Any) -> Message | View:
        world = self._server.world
        if "view" in on:
            return world.views[on["view"]]
        channel = world.channel(on["channel"])
        ephemeral = (each for each in world.ephemerals if each.ts == on["ts"])
        found = channel.message(on["ts"]) or next(ephemeral, None)
        assert found is not None, f"no message {on}"
        return found

    async def _told(self, outcome: Outcome, given: Json) -> Json:
        if "until" in given:
            await outcome.shows(given["until"], seconds=given.get("seconds", 10))
        told = {
            "failed": outcome.failed,
            "errors": outcome.errors,
            "ack": outcome.ack,
            "cause": outcome.cause,
        }
        return {**told, "seen": [self._sight(each, outcome.user) for each in outcome.seen]}

    def _sight(self, sight: Sight, reader: User | None = None) -> Json:
        shown: Json = {"number": sight.number, "kind": sight.kind, "via": sight.via, "user": sight.user}
        shown["cause"] = sight.cause
        if sight.message is not None:
            shown["message"] = self._message(sight.message, reader or self._server.world.bot)
        if sight.view is not None:
            shown["view"] = {"id": sight.view.id, **sight.view.body}
        return shown

    def _message(self, message: Message, reader: User) -> Json:
        return {
            "ts": message.ts,
            "channel": message.channel,
            "user": message.user,
            "by_app": message.by_app,
            "text": reading.text_of(self._server.world, message, reader),
            "buttons": reading.buttons_of(message.blocks),
            "images": reading.images_of(message),
            "metadata": message.metadata,
            "edited": message.edited,
        }
