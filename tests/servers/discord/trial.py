"""A small bot on the real discord.py, and a guild with two people: what the server's own tests run.

The bot has `/try` (an option with autocomplete), `/poll new` and `/poll close`
and the message menu "Keep"; what it does is whatever handler the test gave.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import discord
from discord import app_commands

from tests.servers.discord.interaction import Interaction
from tests.servers.discord.server import DiscordServer, point_library_at
from tests.servers.discord.things import Channel, Guild, User

MODEST = discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
Handler = Callable[[discord.Interaction], Awaitable[Any]]


async def choices(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
    """The fruits that begin with what was typed."""
    return [
        app_commands.Choice(name=f, value=f) for f in ("apple", "apricot", "pear") if f.startswith(current)
    ]


class TrialBot(discord.Client):
    """Answers everything with `handler`."""

    def __init__(self, intents: discord.Intents) -> None:
        super().__init__(intents=intents, guild_ready_timeout=0.05)
        self.tree = app_commands.CommandTree(self)
        self.handler: Handler | None = None
        self.heard: list[discord.Message] = []
        self.acted: list[int] = []
        self._declare()

    def _declare(self) -> None:
        poll = app_commands.Group(name="poll", description="Ask")

        @self.tree.command(name="try", description="Try something")
        @app_commands.autocomplete(fruit=choices)
        async def attempt(interaction: discord.Interaction, fruit: str = "") -> None:
            await self._handle(interaction)

        @poll.command(name="new", description="Open a poll")
        @app_commands.choices(kind=[app_commands.Choice(name="One", value="one")])
        async def new(
            interaction: discord.Interaction,
            question: str,
            who: discord.Member | None = None,
            kind: str = "one",
        ) -> None:
            await self._handle(interaction)

        @self.tree.context_menu(name="Keep")
        async def keep(interaction: discord.Interaction, message: discord.Message) -> None:
            await self._handle(interaction)

        self.tree.add_command(poll)

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Without the 5 s that discord.py waits before it identifies again."""

    async def on_message(self, message: discord.Message) -> None:
        self.heard.append(message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        self.acted.append(interaction.id)
        if interaction.type in (discord.InteractionType.component, discord.InteractionType.modal_submit):
            await self._handle(interaction)

    async def _handle(self, interaction: discord.Interaction) -> None:
        assert self.handler is not None, "the test gave no handler"
        await self.handler(interaction)


class Library:
    """A guild with alice (its owner), bob and #general, and the bot where `bot()` started it."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.people = server.people
        self.alice: User = server.world.add_user("alice")
        self.bob: User = server.world.add_user("bob")
        self.guild: Guild = server.world.add_guild("Library", owner=self.alice)
        server.world.join(self.guild, self.bob)
        self.general: Channel = server.world.add_channel(self.guild, "general")
        self.bot: TrialBot

    @asynccontextmanager
    async def running_bot(self, intents: discord.Intents = MODEST) -> AsyncIterator[TrialBot]:
        """The bot, connected, and stopped again at the end."""
        point_library_at(self.server.api_url, self.server.gateway_url)
        bot = self.bot = TrialBot(intents)
        running = asyncio.create_task(bot.start(self.server.world.token))
        try:
            waiting = asyncio.create_task(bot.wait_until_ready())
            done, _ = await asyncio.wait({running, waiting}, return_when=asyncio.FIRST_COMPLETED, timeout=10)
            waiting.cancel()
            if running in done:
                running.result()
            yield bot
        finally:
            await bot.close()
            await asyncio.wait([running])
            if not running.cancelled():
                running.exception()

    async def does(self, handler: Handler, **values: str) -> Interaction:
        """Let alice use /try, which the bot answers with `handler`; returns what she sees."""
        self.bot.handler = handler
        return await self.people.slash(self.alice, self.general, ["try"], values)

    def bot_channel(self) -> discord.TextChannel:
        """#general, as the bot has it."""
        channel = self.bot.get_channel(self.general.id)
        assert isinstance(channel, discord.TextChannel)
        return channel
