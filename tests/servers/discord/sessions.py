"""Gateway sessions: what one connected (or briefly lost) client has been told, and what it may hear.

A session outlives its connection: events are numbered and kept, so that a
client that resumes gets what it missed.
"""

from __future__ import annotations

import asyncio
import json
import zlib
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any, NamedTuple

from aiohttp import web

from tests.servers.discord.errors import Json

GUILDS, GUILD_MEMBERS, GUILD_MESSAGES, DIRECT_MESSAGES = 1 << 0, 1 << 1, 1 << 9, 1 << 12
MESSAGE_CONTENT, SCHEDULED_EVENTS = 1 << 15, 1 << 16
PRIVILEGED = GUILD_MEMBERS | 1 << 8 | MESSAGE_CONTENT
CONTENT_FIELDS: Json = {"content": "", "embeds": [], "attachments": [], "components": []}


def needed_intent(event: str, data: Json) -> int:
    """The intent without which a session does not get the event; 0 where it always does."""
    if event.startswith("GUILD_MEMBER_"):
        return GUILD_MEMBERS
    if event.startswith("GUILD_SCHEDULED_EVENT_"):
        return SCHEDULED_EVENTS
    if event.startswith(("GUILD_", "CHANNEL_", "THREAD_")):
        return GUILDS
    if event.startswith("MESSAGE_"):
        return GUILD_MESSAGES if "guild_id" in data else DIRECT_MESSAGES
    return 0


class Op(IntEnum):
    """What a frame is, by Discord's numbers."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11


class Wire:
    """One websocket, in the encoding that the client asked for; frames leave in the order of `send`."""

    def __init__(
        self, socket: web.WebSocketResponse, transport: asyncio.Transport | None, *, compressed: bool
    ) -> None:
        self.socket = socket
        self._transport = transport
        self._deflate = zlib.compressobj() if compressed else None
        self._frames: asyncio.Queue[Json] = asyncio.Queue()
        self._pump = asyncio.create_task(self._send_all())

    def send(self, op: Op, data: Any = None, *, event: str | None = None, number: int | None = None) -> None:
        """Queue one frame."""
        self._frames.put_nowait({"op": int(op), "d": data, "s": number, "t": event})

    async def _send_all(self) -> None:
        while not self.socket.closed:
            text = json.dumps(await self._frames.get())
            try:
                if self._deflate is None:
                    await self.socket.send_str(text)
                else:
                    packed = self._deflate.compress(text.encode()) + self._deflate.flush(zlib.Z_SYNC_FLUSH)
                    await self.socket.send_bytes(packed)
            except ConnectionError:
                return

    async def stop(self) -> None:
        """Send nothing more."""
        self._pump.cancel()
        await asyncio.wait([self._pump])

    def abort(self) -> None:
        """Break the connection without a word."""
        if self._transport is not None:
            self._transport.abort()


class Told(NamedTuple):
    """One event of a session, under its number."""

    number: int
    event: str
    data: Json


@dataclass(eq=False)
class Session:
    """What one client was told, by number."""

    id: str
    intents: int
    bot_id: str
    wire: Wire | None
    sequence: int = 0
    told: list[Told] = field(default_factory=list)

    def hears(self, event: str, data: Json) -> bool:
        """Whether its intents cover the event."""
        needed = needed_intent(event, data)
        return not needed or bool(self.intents & needed)

    def tell(self, event: str, data: Json) -> None:
        """Number the event, keep it for a resume, and send it where there is a connection."""
        self.sequence += 1
        one = Told(self.sequence, event, self._redacted(event, data))
        self.told.append(one)
        if self.wire is not None:
            self._send(self.wire, one)

    def attach(self, wire: Wire, heard: int) -> None:
        """Go on over another connection, beginning with what came after number `heard`."""
        self.wire = wire
        for one in self.told:
            if one.number > heard:
                self._send(wire, one)

    @staticmethod
    def _send(wire: Wire, one: Told) -> None:
        wire.send(Op.DISPATCH, one.data, event=one.event, number=one.number)

    def _redacted(self, event: str, data: Json) -> Json:
        """Without the message content intent only direct messages, mentions and own messages are readable."""
        if event not in ("MESSAGE_CREATE", "MESSAGE_UPDATE") or self.intents & MESSAGE_CONTENT:
            return data
        mentioned = any(user["id"] == self.bot_id for user in data["mentions"])
        if "guild_id" not in data or data["author"]["id"] == self.bot_id or mentioned:
            return data
        return data | CONTENT_FIELDS
