"""Posts, edits and deletes messages, and says in the port's words what became of it.

It has a client of its own that never connects to the gateway, so that every
process can send. It logs in at the first message.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import aiohttp
import discord

from adapters.discord.actions import Questions
from adapters.discord.limits import short
from adapters.discord.receive import PLATFORM
from adapters.discord.render import Drawn, draw
from bot.adapter import Refused, Target, TryLater, Unclear
from bot.incoming import MessageRef
from bot.replies import Card, Reply

LOOKED_BACK = 50
THREAD_NAME = 100
THREAD_OPEN_FOR: Final = 10_080
"""After so many minutes without a word Discord puts a thread away; a reply brings it back."""
THREAD_IS_THERE = 160004
_HINTS = {
    10003: "The channel is gone, or I am not in that server any more.",
    10008: "The message was deleted.",
    50001: "I cannot see that channel: add me to it, or give my role “View Channel”.",
    50007: "Their direct messages are closed to me.",
    50013: "I may not do that there: give my role “Send Messages”, “Embed Links” and “Attach Files”.",
    50278: "We share no server any more.",
}


class Sender:
    """The sending side of the adapter."""

    def __init__(self, token: str, questions: Questions) -> None:
        self._token = token
        self._questions = questions
        self._login = asyncio.Lock()
        self._client: discord.Client | None = None
        self._directs: dict[int, int] = {}

    async def client(self) -> discord.Client:
        """The client, logged in. Raises `discord.LoginFailure` and whatever a request raises."""
        async with self._login:
            if self._client is None:
                client = discord.Client(
                    intents=discord.Intents(guilds=True),
                    allowed_mentions=discord.AllowedMentions.none(),
                    max_ratelimit_timeout=30,
                )
                try:
                    await client.login(self._token)
                except BaseException:
                    await client.close()
                    raise
                self._client = client
            return self._client

    async def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            await self._client.close()

    async def send(self, target: Target, reply: Reply, key: str) -> MessageRef:
        """Post a card; Discord posts nothing twice for one key, as long as it remembers the key."""
        with outcome():
            drawn = self._drawn(reply, target.workspace)
            channel = await self._channel(target)
            message = await channel.send(**drawn.to_send(), nonce=key)
        return MessageRef(PLATFORM, target.workspace, str(channel.id), str(message.id))

    async def find(self, target: Target, key: str) -> MessageRef | None:
        """The message with that key among the channel's latest; if there is none, sending again is safe."""
        with outcome():
            channel = await self._channel(target)
            async for message in channel.history(limit=LOOKED_BACK):
                if str(message.nonce) == key:
                    return MessageRef(PLATFORM, target.workspace, str(channel.id), str(message.id))
        return None

    async def edit(self, message: MessageRef, reply: Reply) -> None:
        """Show the card in place of what the message shows."""
        with outcome():
            drawn = self._drawn(reply, message.workspace)
            await (await self._message(message)).edit(**drawn.to_edit())

    async def delete(self, message: MessageRef) -> None:
        """Take the message away, if it is still there."""
        with outcome():
            try:
                await (await self._message(message)).delete()
            except discord.NotFound:
                return

    async def open_thread(self, message: MessageRef, name: str) -> None:
        """Open a public thread on a message; content where there is one."""
        with outcome():
            client = await self.client()
            try:
                await client.http.start_thread_with_message(
                    _number(message.channel),
                    _number(message.message),
                    name=short(name, THREAD_NAME) or "–",
                    auto_archive_duration=THREAD_OPEN_FOR,
                )
            except discord.HTTPException as error:
                if error.code != THREAD_IS_THERE:
                    raise

    def _drawn(self, reply: Reply, workspace: str) -> Drawn:
        if not isinstance(reply, Card):
            raise Refused(
                "not_a_card", "Only cards can be posted; a form opens for the person who asks for it."
            )
        drawn = draw(reply, workspace)
        self._questions.learn(drawn.questions)
        return drawn

    async def _channel(self, target: Target) -> discord.PartialMessageable:
        client = await self.client()
        if not target.account:
            return client.get_partial_messageable(_number(target.channel))
        account = _number(target.account)
        if account not in self._directs:
            self._directs[account] = (await client.create_dm(discord.Object(account))).id
        return client.get_partial_messageable(self._directs[account])

    async def _message(self, message: MessageRef) -> discord.PartialMessage:
        channel = (await self.client()).get_partial_messageable(_number(message.channel))
        return channel.get_partial_message(_number(message.message))


def _number(snowflake: str) -> int:
    if not snowflake.isdigit():
        raise Refused("not_a_snowflake", f"“{snowflake}” is no id of Discord's.")
    return int(snowflake)


@contextmanager
def outcome() -> Iterator[None]:
    """Turn what discord.py raises into `TryLater`, `Unclear` or `Refused`."""
    try:
        yield
    except discord.RateLimited as error:
        raise TryLater(error.retry_after, "rate limited") from error
    except discord.LoginFailure as error:
        raise TryLater(60, "Discord does not accept the token") from error
    except discord.DiscordServerError as error:
        raise Unclear(f"Discord answered {error.status}") from error
    except discord.HTTPException as error:
        raise _refusal(error) from error
    except aiohttp.ClientConnectorError as error:
        raise TryLater(5, f"Discord cannot be reached: {error}") from error
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Unclear(f"the connection to Discord broke: {error!r}") from error


def _refusal(error: discord.HTTPException) -> TryLater | Refused:
    if error.status == 429:
        return TryLater(5, "rate limited")
    if error.status == 401:
        return TryLater(60, "Discord does not accept the token any more")
    return Refused(str(error.code), _HINTS.get(error.code, error.text))
