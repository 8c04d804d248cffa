"""The gateway: a websocket that tells the bot what happens, and can be made to fail.

It speaks version 10 in JSON, plain or as a zlib stream: hello, heartbeats,
identify, resume with replay, invalid session, reconnect. A bot that asks for a
privileged intent which the application was not given is turned away.
"""

from __future__ import annotations

import json
import secrets
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.discord import payloads
from tests.servers.discord.core import Core
from tests.servers.discord.errors import Json
from tests.servers.discord.sessions import GUILD_MEMBERS, PRIVILEGED, Op, Session, Wire
from tests.servers.discord.things import Guild

UNKNOWN_OPCODE, AUTHENTICATION_FAILED, DISALLOWED_INTENTS = 4001, 4004, 4014


class Gateway:
    """All sessions, and the failures at will.

    `down` refuses new connections with 503; `deaf` stops acknowledging
    heartbeats; `identifies` and `resumes` count what clients did.
    """

    def __init__(self, core: Core) -> None:
        self._core = core
        self._world = core.world
        self._world.announce = self.dispatch
        self._sessions: dict[str, Session] = {}
        self.url = ""
        self.down = False
        self.deaf = False
        self.identifies = 0
        self.resumes = 0

    @property
    def connected(self) -> list[Wire]:
        """The living connections of identified clients."""
        return [session.wire for session in self._sessions.values() if session.wire is not None]

    def dispatch(self, event: str, data: Json) -> None:
        """Tell every session whose intents cover it; one that is away gets it when it resumes."""
        for session in self._sessions.values():
            if session.hears(event, data):
                session.tell(event, data)

    def drop(self) -> None:
        """Break all connections without a word; the sessions can be resumed."""
        for wire in self.connected:
            wire.abort()
            self._forget(wire)

    async def close(self, code: int) -> None:
        """Close all connections with that code."""
        for wire in self.connected:
            await wire.socket.close(code=code)

    def ask_to_reconnect(self) -> None:
        """Opcode 7: every client is to come back and resume."""
        for wire in self.connected:
            wire.send(Op.RECONNECT)

    def invalidate(self) -> None:
        """Opcode 9: every session is over, and clients have to identify anew."""
        for wire in self.connected:
            wire.send(Op.INVALID_SESSION, False)
        self._sessions.clear()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The websocket itself."""
        if self.down:
            return web.Response(status=503)
        socket = web.WebSocketResponse(max_msg_size=0)
        await socket.prepare(request)
        wire = Wire(socket, request.transport, compressed=request.query.get("compress") == "zlib-stream")
        wire.send(Op.HELLO, {"heartbeat_interval": int(self._core.rules.heartbeat * 1000)})
        try:
            async for message in socket:
                if message.type is WSMsgType.TEXT:
                    frame = json.loads(message.data)
                    await self._receive(wire, frame["op"], frame["d"])
        finally:
            await wire.stop()
            self._forget(wire)
        return socket

    def _forget(self, wire: Wire) -> None:
        for session in self._sessions.values():
            if session.wire is wire:
                session.wire = None
        self._world.changes.announce()

    async def _receive(self, wire: Wire, op: int, data: Any) -> None:
        match op:
            case Op.HEARTBEAT:
                if not self.deaf:
                    wire.send(Op.HEARTBEAT_ACK)
            case Op.IDENTIFY:
                await self._identify(wire, data)
            case Op.RESUME:
                self._resume(wire, data)
            case Op.REQUEST_MEMBERS:
                self._chunk(wire, data)
            case Op.PRESENCE:
                return
            case _:
                self._core.faults.add(f"gateway opcode {op}, which this server does not play")
                await wire.socket.close(code=UNKNOWN_OPCODE)

    async def _identify(self, wire: Wire, data: Json) -> None:
        self.identifies += 1
        if data["token"] != self._world.token:
            await wire.socket.close(code=AUTHENTICATION_FAILED)
            return
        if data["intents"] & PRIVILEGED & ~self._world.privileged_intents:
            await wire.socket.close(code=DISALLOWED_INTENTS)
            return
        session = Session(secrets.token_hex(16), data["intents"], str(self._world.bot.id), wire)
        self._sessions[session.id] = session
        guilds = [guild for guild in self._world.guilds.values() if self._world.bot.id in guild.members]
        session.tell("READY", self._ready(session, guilds))
        for guild in guilds:
            if session.hears("GUILD_CREATE", {}):
                session.tell("GUILD_CREATE", payloads.guild(guild, full=True))
        self._world.changes.announce()

    def _ready(self, session: Session, guilds: list[Guild]) -> Json:
        return {
            "v": 10, "user": payloads.user(self._world.bot) | {"verified": True, "mfa_enabled": False},
            "guilds": [payloads.unavailable_guild(guild) for guild in guilds],
            "session_id": session.id, "resume_gateway_url": self.url, "shard": [0, 1],
            "session_type": "normal", "private_channels": [], "relationships": [],
            "application": {"id": str(self._world.application_id), "flags": 0},
        }  # fmt: skip

    def _resume(self, wire: Wire, data: Json) -> None:
        self.resumes += 1
        session = self._sessions.get(data["session_id"])
        if session is None or data["token"] != self._world.token:
            wire.send(Op.INVALID_SESSION, False)
            return
        session.attach(wire, data["seq"] or 0)
        session.tell("RESUMED", {"_trace": []})
        self._world.changes.announce()

    def _chunk(self, wire: Wire, data: Json) -> None:
        """Members by id or by the start of their name; the whole list is for the privileged intent."""
        session = next((s for s in self._sessions.values() if s.wire is wire), None)
        guild = self._world.guilds.get(int(data["guild_id"]))
        if session is None or guild is None:
            return
        if not data.get("user_ids") and not data.get("query") and not session.intents & GUILD_MEMBERS:
            self._core.faults.add("the whole member list was requested without the members intent")
            return
        wanted = {int(each) for each in data.get("user_ids") or ()}
        start = (data.get("query") or "").lower()
        found = [
            m
            for key, m in guild.members.items()
            if (key in wanted if wanted else m.user.name.startswith(start))
        ]
        session.tell("GUILD_MEMBERS_CHUNK", {
            "guild_id": str(guild.id), "members": [payloads.member(m) for m in found],
            "chunk_index": 0, "chunk_count": 1, "not_found": [], "nonce": data.get("nonce"),
        })  # fmt: skip
