"""A core for the tests of the Discord adapter: it keeps what it was told and answers what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Annotated, Any

from adapters.discord import DiscordAdapter
from bot.adapter import Outcome
from bot.declare import Group, Param
from bot.incoming import Completing, Incoming, Replied
from bot.permissions import ANYONE
from bot.registry import Registry
from bot.replies import Choice, Reply, text
from bot.services.items.items import Item
from bot.services.people.people import Person
from bot.words import _
from tests.drivers.discord import access
from tests.servers.discord import DiscordServer
from tests.servers.discord.interaction import Interaction
from tests.servers.discord.things import Channel, Guild, User

Answers = Callable[[Incoming], Awaitable[Outcome]]


def tools() -> Group:
    """A noun whose verbs take one parameter of each kind that Discord has an option for."""
    group = Group("tool", _("Tools to share"))

    @group.command("lend", needs=ANYONE)
    async def lend(
        request: Any,
        tool: Annotated[Item, Param(_("Which tool"), item="tool")],
        to: Annotated[Person, Param(_("To whom"))],
        days: Annotated[int, Param(_("For how many days"))] = 1,
        secretly: Annotated[bool, Param(_("Tell nobody"))] = False,
    ) -> Reply:
        """Lend a tool."""
        raise NotImplementedError

    @group.command("share", needs=ANYONE, private=False)
    async def share(request: Any, names: Annotated[list[Person], Param(_("With whom"))]) -> Reply:
        """Share tools."""
        raise NotImplementedError

    return group


class ToolCore:
    """Answers every event with `answer`, which the test sets; offers `offers` while somebody types."""

    def __init__(self) -> None:
        self.registry = Registry([tools()], "cop")
        self.heard: list[Incoming] = []
        self.replies: list[Replied] = []
        self.asked: list[Completing] = []
        self.offers: list[Choice] = []
        self.private = True
        self.seconds = 0.0
        self.reply: Reply | None = text("done")

    async def handle(self, incoming: Incoming) -> Outcome:
        self.heard.append(incoming)
        await asyncio.sleep(self.seconds)
        return Outcome(self.reply, self.private)

    async def complete(self, completing: Completing) -> list[Choice]:
        self.asked.append(completing)
        return self.offers

    async def noticed(self, replied: Replied) -> None:
        self.replies.append(replied)

    def is_private(self, incoming: Incoming) -> bool:
        return self.private


class Workshop:
    """A guild with alice (its owner), bob and #general, and the adapter on such a core."""

    def __init__(self, server: DiscordServer) -> None:
        self.server = server
        self.world, self.people = server.world, server.people
        self.core = ToolCore()
        self.alice: User = self.world.add_user("alice")
        self.bob: User = self.world.add_user("bob")
        self.guild: Guild = self.world.add_guild("Workshop", self.alice)
        self.world.join(self.guild, self.bob)
        self.general: Channel = self.world.add_channel(self.guild, "general")
        self.adapter = DiscordAdapter(self.core, access(server))

    async def lends(self, user: User | None = None) -> Interaction:
        """Somebody (bob) uses `/tool lend` without any value."""
        return await self.people.slash(user or self.bob, self.general, ["tool", "lend"])

    @property
    def workspace(self) -> str:
        return str(self.guild.id)


@asynccontextmanager
async def running_workshop() -> AsyncIterator[Workshop]:
    """The adapter, connected; at the end it must have committed no fault."""
    async with DiscordServer() as server:
        workshop = Workshop(server)
        await workshop.adapter.prepare()
        running = asyncio.create_task(workshop.adapter.run())
        try:
            await server.connected()
            yield workshop
        finally:
            running.cancel()
            await asyncio.wait([running], timeout=5)
            await workshop.adapter.close()
        server.faults.assert_none()
