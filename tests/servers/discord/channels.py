"""REST: channels, their messages, threads, direct conversations."""

from __future__ import annotations

import time
from typing import Any

from tests.servers.discord import payloads
from tests.servers.discord.core import Core
from tests.servers.discord.errors import (
    Json,
    Refused,
    cannot_message,
    missing_permissions,
    unknown,
    unknown_message,
)
from tests.servers.discord.permissions import NOTHING, Permission
from tests.servers.discord.postbox import Postbox
from tests.servers.discord.things import EPHEMERAL, PUBLIC_THREAD, Channel, Message
from tests.servers.discord.web import Call, Routes


class Channels:
    """The routes under /channels, and /users/@me/channels."""

    def __init__(self, core: Core, postbox: Postbox) -> None:
        self._core = core
        self._world = core.world
        self._postbox = postbox
        self._nonces: dict[tuple[int, str], tuple[float, Message]] = {}

    def routes(self) -> Routes:
        one = "/channels/{channel_id}"
        message = one + "/messages/{message_id}"
        return {
            f"GET {one}": self.show,
            f"POST {one}/typing": self.typing,
            f"GET {one}/messages": self.history,
            f"POST {one}/messages": self.send,
            f"GET {message}": self.show_message,
            f"PATCH {message}": self.edit,
            f"DELETE {message}": self.delete,
            f"POST {message}/threads": self.thread_from_message,
            f"POST {one}/threads": self.thread,
            "POST /users/@me/channels": self.open_direct,
        }

    async def show(self, call: Call) -> Json:
        return payloads.channel(self._channel(call))

    async def typing(self, call: Call) -> None:
        self._channel(call, Permission.SEND_MESSAGES)

    async def history(self, call: Call) -> list[Json]:
        channel = self._channel(call, Permission.READ_MESSAGE_HISTORY)
        limit = int(call.query.get("limit", 50))
        if not 1 <= limit <= 100:
            raise Refused(400, 50035, "Invalid Form Body", fault=f"history with limit {limit}")
        found = [m for m in channel.messages.values() if m.ephemeral_to is None]
        if "before" in call.query:
            found = [m for m in found if m.id < int(call.query["before"])]
        if "after" in call.query:
            found = [m for m in found if m.id > int(call.query["after"])][:limit]
        return [payloads.message(m) for m in sorted(found, key=lambda m: m.id, reverse=True)[:limit]]

    async def send(self, call: Call) -> Json:
        channel = self._channel(call)
        self._require_sending(channel, call)
        body: Json = call.body or {}
        earlier = self._sent_with_nonce(channel, body)
        if earlier:
            return payloads.message(earlier)
        if (body.get("flags") or 0) & EPHEMERAL:
            self._core.faults.add("only answers to interactions can be ephemeral")
        message = self._postbox.create(channel, self._world.bot, body, call.files)
        if message.nonce:
            self._nonces[channel.id, message.nonce] = (time.monotonic(), message)
        return payloads.message(message)

    def _sent_with_nonce(self, channel: Channel, body: Json) -> Message | None:
        """The message that an enforced nonce stands for, while Discord remembers it."""
        if not body.get("enforce_nonce"):
            return None
        sent_at, message = self._nonces.get((channel.id, str(body.get("nonce"))), (0.0, None))
        remembered = time.monotonic() - sent_at < self._core.rules.nonce_memory
        return message if remembered else None

    def _require_sending(self, channel: Channel, call: Call) -> None:
        if channel.recipient is not None:
            if not channel.recipient.dms_open or not self._world.shares_a_guild_with_the_bot(
                channel.recipient
            ):
                raise cannot_message()
            return
        in_thread = channel.kind == PUBLIC_THREAD
        needed = Permission.SEND_MESSAGES_IN_THREADS if in_thread else Permission.SEND_MESSAGES
        if call.body and call.body.get("embeds"):
            needed |= Permission.EMBED_LINKS
        if call.files:
            needed |= Permission.ATTACH_FILES
        self._require(channel, needed)

    async def show_message(self, call: Call) -> Json:
        return payloads.message(self._message(call))

    async def edit(self, call: Call) -> Json:
        message = self._message(call)
        if message.author is not self._world.bot:
            raise Refused(403, 50005, "Cannot edit a message authored by another user")
        self._postbox.edit(message, call.body or {}, call.files)
        return payloads.message(message)

    async def delete(self, call: Call) -> None:
        message = self._message(call)
        if message.author is not self._world.bot:
            self._require(message.channel, Permission.MANAGE_MESSAGES)
        self._postbox.delete(message)

    async def thread_from_message(self, call: Call) -> Json:
        message = self._message(call)
        self._require(message.channel, Permission.CREATE_PUBLIC_THREADS)
        if message.id in self._world.channels:
            raise Refused(400, 160004, "A thread has already been created for this message")
        return payloads.channel(
            self._world.add_thread(message.channel, _thread_name(call.body), thread_id=message.id)
        )

    async def thread(self, call: Call) -> Json:
        channel = self._channel(call, Permission.CREATE_PUBLIC_THREADS)
        return payloads.channel(self._world.add_thread(channel, _thread_name(call.body)))

    async def open_direct(self, call: Call) -> Json:
        user = self._world.users.get(int(call.body["recipient_id"]))
        if user is None:
            raise unknown("User", 10013)
        if user.bot:
            raise cannot_message()
        return payloads.channel(self._world.direct(user))

    def _channel(self, call: Call, needed: Permission = NOTHING) -> Channel:
        channel = self._world.visible_channel(call.id("channel_id"))
        self._require(channel, needed)
        return channel

    def _message(self, call: Call) -> Message:
        message = self._channel(call).messages.get(call.id("message_id"))
        if message is None or message.ephemeral_to is not None:
            raise unknown_message()
        return message

    def _require(self, channel: Channel, needed: Permission) -> None:
        if needed & ~self._world.permissions(self._world.bot, channel):
            raise missing_permissions()


def _thread_name(body: Any) -> str:
    name = str((body or {}).get("name", ""))
    if not 1 <= len(name) <= 100:
        raise Refused(400, 50035, "Invalid Form Body", fault=f"thread name of {len(name)} characters")
    return name
