"""Several processes on one database: what only one may do is taken over when that one is gone."""

from __future__ import annotations

import asyncio
import time
from contextlib import AsyncExitStack
from pathlib import Path

from tests.databases import PostgresqlServer
from tests.process.people import DiscordPeople, slack_chat
from tests.process.running import Product, discord
from tests.process.test_database_away import NEW, POLL, number_in
from tests.servers.discord import DiscordServer

Workers = tuple[Product, Product]
TAKEOVER = 3.0


async def _two(stack: AsyncExitStack, folder: Path, settings: dict[str, str]) -> Workers:
    """Two workers on one database, both up; the first was there first."""
    one = await stack.enter_async_context(Product(folder, settings, role="worker", name="one"))
    await one.ready()
    two = await stack.enter_async_context(Product(folder, settings, role="worker", name="two"))
    parts = await two.ready()
    assert "stands by" in parts["outbox"]["detail"]
    return one, two


async def test_one_holds_the_gateway_and_the_other_takes_over_after_a_kill(
    database_url: str, discord_server: DiscordServer, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        chat = DiscordPeople(discord_server)
        settings = discord(discord_server) | {"DATABASE_URL": database_url}
        one, two = await _two(stack, tmp_path, settings)
        await chat.says("bob", NEW)
        assert (len(discord_server.gateway.connected), discord_server.gateway.identifies) == (1, 1)
        one.kill()
        began = time.monotonic()
        assert await discord_server.world.changes.until(lambda: discord_server.gateway.identifies == 2, 15)
        assert time.monotonic() - began < TAKEOVER
        assert "is open" in await chat.says("bob", POLL)
        await chat.eventually("general", "Lunch?", seconds=15)
        assert len(discord_server.gateway.connected) == 1
        assert await two.stop() < 10


async def test_the_gateway_is_handed_over_when_the_holder_is_stopped(
    postgresql_url: str, discord_server: DiscordServer, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        chat = DiscordPeople(discord_server)
        one, _other = await _two(stack, tmp_path, discord(discord_server) | {"DATABASE_URL": postgresql_url})
        assert await one.stop() < 10
        assert await discord_server.world.changes.until(
            lambda: discord_server.gateway.identifies == 2, TAKEOVER
        )
        assert (await chat.says("bob", NEW)).text


async def test_a_database_that_is_started_again_leaves_one_holder(
    own_postgresql: PostgresqlServer, discord_server: DiscordServer, tmp_path: Path
) -> None:
    """Whoever loses its connection to the database has lost the lock; two gateways would answer twice."""
    async with AsyncExitStack() as stack:
        chat = DiscordPeople(discord_server)
        url = await own_postgresql.fresh()
        workers = await _two(stack, tmp_path, discord(discord_server) | {"DATABASE_URL": url})
        await chat.says("bob", NEW)
        own_postgresql.stop()
        await asyncio.sleep(1)
        own_postgresql.start()
        assert await discord_server.world.changes.until(lambda: discord_server.gateway.identifies >= 2, 30)
        await asyncio.sleep(4)
        assert len(discord_server.gateway.connected) == 1
        for worker in workers:
            await worker.ready()
        assert "is open" in await chat.says("bob", POLL)
        await chat.eventually("general", "Lunch?", seconds=20)


async def test_the_cards_of_several_workers_are_never_older_than_the_votes(
    postgresql_url: str, tmp_path: Path
) -> None:
    async with AsyncExitStack() as stack:
        chat, settings = await stack.enter_async_context(slack_chat())
        await _two(stack, tmp_path, settings | {"DATABASE_URL": postgresql_url})
        await chat.says("bob", NEW)
        number = number_in(await chat.says("bob", POLL))
        people = [f"person{n}" for n in range(12)]
        for who in people:
            chat.person(who)
        await asyncio.gather(*(chat.says(who, f"/poll vote {number} Soup") for who in people))
        await chat.eventually("general", "12 people voted", seconds=20)
        assert len(await chat.channel("general")) == 1
        assert not chat.server.faults
