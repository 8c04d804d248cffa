"""The connection to Discord's gateway, and the supervisor round it.

discord.py resumes a connection that breaks. What it does not survive (a gateway
that is down at the start, a token that was changed, a fault of its own) ends
its client; the supervisor makes another, after a pause that grows. The same
happens when it has not come back for a while by itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

import aiohttp
import discord
import structlog

from adapters.discord.conversation import Conversation
from adapters.discord.publish import publish
from bot.adapter import Health
from bot.registry import Registry

log = structlog.get_logger()

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
STEADY_AFTER = 60.0
GIVE_UP_AFTER = 90.0
IN_HAND = 3.0
CLOSING = 1.5


class Hands:
    """The events that are being worked on; holds each until it is done, as the loop alone would not."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def take(self, work: Coroutine[Any, Any, None]) -> None:
        """Work on one more."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def finish(self, seconds: float) -> None:
        """Wait for what is in hand, and drop what takes longer."""
        if self._tasks:
            _done, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()


class GatewayClient(discord.Client):
    """One life of discord.py's client; hands every event over and keeps no cache of people or messages."""

    def __init__(self, gateway: Gateway) -> None:
        super().__init__(
            intents=discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
            allowed_mentions=discord.AllowedMentions.none(),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            guild_ready_timeout=0,
        )
        self._gateway = gateway

    async def setup_hook(self) -> None:
        """Publish the commands before anybody can use them."""
        await self._gateway.publish(self)

    async def on_ready(self) -> None:
        """Connected, and told of all guilds."""
        self._gateway.came()

    async def on_resumed(self) -> None:
        """Connected again."""
        self._gateway.came()

    async def on_disconnect(self) -> None:
        """Not connected; discord.py tries by itself."""
        self._gateway.went()

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """A command, a press, a choice, a form, or a value being typed."""
        self._gateway.hands.take(self._gateway.conversation.on_interaction(self, interaction))

    async def on_message(self, message: discord.Message) -> None:
        """A message; those of bots are nobody's command."""
        if not message.author.bot:
            self._gateway.hands.take(self._gateway.conversation.on_message(self, message))


class Gateway:
    """Keeps one client connected for as long as `run` runs."""

    def __init__(self, token: str, registry: Registry, conversation: Conversation) -> None:
        self._token = token
        self._registry = registry
        self.conversation = conversation
        self.hands = Hands()
        self.client: discord.Client | None = None
        self._runs = False
        self._lost_at: float | None = None
        self._came_at = 0.0
        self._detail = "connecting to the gateway"
        self._said = ""

    def health(self) -> Health:
        """Whether the gateway is connected, and why not; in a process that does not run it all is well."""
        if not self._runs:
            return Health(True, "the gateway is not run by this process")
        if self._lost_at is None:
            return Health(True, "connected to the gateway")
        return Health(False, self._detail)

    def came(self) -> None:
        """The client is connected."""
        if self._said:
            log.info("connected to Discord again")
        self._said = ""
        self._lost_at, self._came_at = None, time.monotonic()

    def went(self) -> None:
        """The client is not connected."""
        if self._lost_at is None:
            self._lost_at, self._detail = time.monotonic(), "the gateway was lost"

    async def publish(self, client: discord.Client) -> None:
        """Let Discord have the commands; old ones go on working if it will not."""
        try:
            await publish(client, self._registry)
        except discord.HTTPException:
            log.exception("Discord did not take the commands; it keeps the ones that it has")

    async def run(self) -> None:
        """Stay connected until cancelled; then wait for what is in hand."""
        self._runs = True
        pause = FIRST_PAUSE
        try:
            while True:
                began = time.monotonic()
                await self._live()
                if self._came_at > began and time.monotonic() - began > STEADY_AFTER:
                    pause = FIRST_PAUSE
                self._say_once()
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        finally:
            self._runs = False

    def _say_once(self) -> None:
        """Log why there is no connection, once for each reason."""
        if self._detail != self._said:
            log.warning("no connection to Discord; trying again", reason=self._detail)
            self._said = self._detail

    async def _live(self) -> None:
        """One client, from its start to its end; however it ends, the reason is kept for `health`."""
        client = self.client = GatewayClient(self)
        self._lost_at = time.monotonic()
        running = asyncio.create_task(client.start(self._token))
        watching = asyncio.create_task(self._watch())
        try:
            await asyncio.wait({running, watching}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            await self.hands.finish(IN_HAND)
            raise
        finally:
            watching.cancel()
            with suppress(TimeoutError):
                # Discord may be too far gone to say goodbye.
                async with asyncio.timeout(CLOSING):
                    await client.close()
            await asyncio.wait({running}, timeout=0.1)
            running.cancel()
            await asyncio.wait({running, watching})
            self._detail = _reason(running)

    async def _watch(self) -> None:
        """Returns when the gateway has been away for too long."""
        while True:
            away = 0.0 if self._lost_at is None else time.monotonic() - self._lost_at
            if away >= GIVE_UP_AFTER:
                return
            await asyncio.sleep(GIVE_UP_AFTER - away)


def _reason(ended: asyncio.Task[None]) -> str:
    error = None if not ended.done() or ended.cancelled() else ended.exception()
    match error:
        case None:
            return "the gateway was lost"
        case discord.LoginFailure():
            return "Discord does not accept the token; make a new one on the application's page"
        case discord.PrivilegedIntentsRequired():
            return "Discord refuses the intents"
        case AttributeError():
            # discord.py's answer to a gateway that cannot be reached at the first attempt.
            return "the gateway cannot be reached"
        case aiohttp.ClientError() | OSError() | TimeoutError():
            # One word for all the ways in which a connection fails, as they take turns while Discord is away.
            return "Discord cannot be reached"
        case _:
            return f"{type(error).__name__}: {error}"
