"""Socket Mode: the app's websockets, and envelopes over them.

The address comes from `apps.connections.open`, with a ticket that works once.
Envelopes go to the app's connections in turn, as Slack does. A connection can
be refreshed (`refresh`), dropped without a word (`drop`) or frozen, that is
left open and dead (`freeze`).
"""

from __future__ import annotations

import asyncio
import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.slack.delivery import Ack, Envelope, NotDeliveredError
from tests.servers.slack.platform import Platform
from tests.servers.slack.world import Json

_MOST = 10


@dataclass(eq=False)
class _Connection:
    socket: web.WebSocketResponse
    request: web.Request
    pending: dict[str, asyncio.Future[Ack]] = field(default_factory=dict)
    answerable: set[str] = field(default_factory=set)
    done: set[str] = field(default_factory=set)
    frozen: bool = False


class Sockets:
    """The carrier of Socket Mode."""

    def __init__(self, platform: Platform) -> None:
        self._platform = platform
        self._tickets: set[str] = set()
        self._open: list[_Connection] = []
        self._changed = asyncio.Event()
        self.opened = 0
        platform.socket_url = self._new_url

    def routes(self) -> list[web.RouteDef]:
        """What to mount on the server."""
        return [web.get("/link", self._serve)]

    def _new_url(self) -> str:
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"{self._platform.base_url.replace('http', 'ws', 1)}/link?ticket={ticket}"

    @property
    def live(self) -> int:
        """How many connections the app has."""
        return len(self._open)

    async def connected(self, count: int = 1, seconds: float = 10) -> None:
        """Wait until the app has opened that many connections since the start."""
        async with asyncio.timeout(seconds):
            while self.opened < count or not self._open:
                self._changed.clear()
                await self._changed.wait()

    async def carry(self, envelope: Envelope) -> Ack:
        """See `Carrier`."""
        usable = [each for each in self._open if not each.socket.closed]
        if not usable:
            raise NotDeliveredError("no connection")
        connection = usable[0]
        self._open.remove(connection)
        self._open.append(connection)
        name = secrets.token_hex(16)
        future: asyncio.Future[Ack] = asyncio.get_running_loop().create_future()
        connection.pending[name] = future
        if envelope.answerable:
            connection.answerable.add(name)
        if not connection.frozen:
            await self._send(connection, _written(envelope, name))
        try:
            return await future
        finally:
            connection.pending.pop(name, None)

    async def _send(self, connection: _Connection, message: Json) -> None:
        try:
            await connection.socket.send_str(json.dumps(message))
        except ConnectionError as error:
            raise NotDeliveredError(str(error)) from error

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(autoping=False)
        await socket.prepare(request)
        connection = _Connection(socket, request)
        if len(self._open) >= _MOST:
            await self._send(connection, {"type": "disconnect", "reason": "too_many_websockets"})
            await socket.close()
            return socket
        self._open.append(connection)
        self.opened += 1
        self._changed.set()
        try:
            await self._send(connection, self._hello())
            await self._listen(connection)
        finally:
            self._forget(connection)
        return socket

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {"host": "applink-1", "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._platform.installation.app_id},
        }

    async def _listen(self, connection: _Connection) -> None:
        async for message in connection.socket:
            if connection.frozen:
                continue
            if message.type == WSMsgType.PING:
                await connection.socket.pong(message.data)
            elif message.type == WSMsgType.TEXT:
                self._acknowledged(connection, message.data)

    def _acknowledged(self, connection: _Connection, text: str) -> None:
        body: Any = json.loads(text) if text.startswith("{") else {}
        name, faults = body.get("envelope_id"), self._platform.faults
        if name in connection.done:
            faults.note("socket", f"envelope {name} was acknowledged twice")
            return
        connection.done.add(name)
        if body.get("payload") and name not in connection.answerable:
            faults.note(
                "socket", f"an answer in the acknowledgement of an envelope that takes none: {text[:100]}"
            )
        future = connection.pending.get(name)
        if future is not None and not future.done():
            future.set_result(Ack(body.get("payload")))

    def _forget(self, connection: _Connection) -> None:
        if connection in self._open:
            self._open.remove(connection)
        for future in connection.pending.values():
            if not future.done():
                future.set_exception(NotDeliveredError("the connection was lost"))

    async def refresh(self) -> None:
        """Ask the app to reconnect, as Slack does every few hours; the old connection ends a little later."""
        for connection in list(self._open):
            await self._send(connection, {"type": "disconnect", "reason": "refresh_requested"})

    def drop(self) -> None:
        """Cut every connection without a word."""
        for connection in list(self._open):
            if connection.request.transport is not None:
                connection.request.transport.abort()
            self._forget(connection)

    def freeze(self) -> None:
        """Leave the present connections open, and answer nothing on them any more."""
        for connection in self._open:
            connection.frozen = True

    async def close(self) -> None:
        """End every connection."""
        for connection in list(self._open):
            await connection.socket.close()


def _written(envelope: Envelope, name: str) -> Json:
    written: Json = {
        "envelope_id": name,
        "type": envelope.kind,
        "payload": envelope.payload,
        "accepts_response_payload": envelope.answerable,
    }
    if envelope.kind == "events_api":
        written |= {"retry_attempt": envelope.retry, "retry_reason": envelope.retry_reason}
    return written
