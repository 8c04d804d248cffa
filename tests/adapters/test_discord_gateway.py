"""The Discord adapter's connection: away at the start, lost on the way, refused, and let go of."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator

import pytest

from adapters.discord import gateway
from bot.adapter import Health
from tests.adapters.discord_core import Workshop
from tests.servers.discord import DiscordServer


@pytest.fixture
async def workshop(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Workshop]:
    monkeypatch.setattr(gateway, "FIRST_PAUSE", 0.05)
    async with DiscordServer() as server:
        one = Workshop(server)
        await one.adapter.prepare()
        yield one
        await one.adapter.close()
        server.faults.assert_none()


async def stopped(running: asyncio.Task[None]) -> float:
    """Cancel the adapter; returns how long it took."""
    began = time.monotonic()
    running.cancel()
    await asyncio.wait([running], timeout=10)
    assert running.done()
    return time.monotonic() - began


async def until_health(workshop: Workshop, words: str) -> Health:
    health = workshop.adapter.health
    assert await workshop.world.changes.until(lambda: words in health().detail, 10), health()
    return health()


async def test_a_gateway_that_is_down_at_the_start_is_waited_for(workshop: Workshop) -> None:
    workshop.server.gateway.down = True
    assert workshop.adapter.health().ok
    running = asyncio.create_task(workshop.adapter.run())
    assert not (await until_health(workshop, "cannot be reached")).ok
    workshop.server.gateway.down = False
    assert (await until_health(workshop, "connected")).ok
    assert (await workshop.lends()).text == "done"
    assert await stopped(running) < 2


async def test_a_server_that_is_away_altogether_is_waited_for(workshop: Workshop) -> None:
    await workshop.server.stop()
    running = asyncio.create_task(workshop.adapter.run())
    await asyncio.sleep(0.2)
    assert not workshop.adapter.health().ok
    await workshop.server.start()
    assert (await until_health(workshop, "connected")).ok
    await stopped(running)


async def test_what_people_did_while_the_connection_was_lost_is_answered(workshop: Workshop) -> None:
    running = asyncio.create_task(workshop.adapter.run())
    await until_health(workshop, "connected")
    workshop.server.gateway.drop()
    assert (await workshop.lends()).text == "done"
    assert workshop.server.gateway.resumes == 1
    workshop.server.gateway.ask_to_reconnect()
    assert (await workshop.lends()).text == "done"
    await stopped(running)


async def test_a_token_that_is_refused_is_said_to_be(workshop: Workshop) -> None:
    token, workshop.world.token = workshop.world.token, "another"
    running = asyncio.create_task(workshop.adapter.run())
    assert not (await until_health(workshop, "does not accept the token")).ok
    workshop.world.token = token
    assert (await until_health(workshop, "connected")).ok
    await stopped(running)


async def test_a_connection_that_stays_away_is_made_anew(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gateway, "GIVE_UP_AFTER", 0.3)
    running = asyncio.create_task(workshop.adapter.run())
    await until_health(workshop, "connected")
    workshop.server.gateway.down = True
    workshop.server.gateway.drop()
    await until_health(workshop, "lost")
    await asyncio.sleep(0.5)
    workshop.server.gateway.down = False
    await until_health(workshop, "connected")
    assert workshop.server.gateway.identifies == 2
    await stopped(running)


async def test_what_is_in_hand_is_answered_before_it_stops(workshop: Workshop) -> None:
    running = asyncio.create_task(workshop.adapter.run())
    await until_health(workshop, "connected")
    workshop.core.seconds = 0.3
    lending = asyncio.create_task(workshop.lends())
    assert await workshop.world.changes.until(lambda: workshop.core.heard, 5)
    await stopped(running)
    assert (await lending).text == "done"


async def test_old_commands_go_on_working_where_discord_refuses_new_ones(workshop: Workshop) -> None:
    from tests.servers.discord.failures import broken

    workshop.server.failures.next("PUT /applications/*/commands", broken(503), times=5)
    running = asyncio.create_task(workshop.adapter.run())
    await until_health(workshop, "connected")
    await stopped(running)
