"""SIGTERM: what is in hand is finished, and the process ends within 10 s, whatever hangs."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.engine import Database
from tests.chat import Chat
from tests.process.people import DiscordPeople, reached_over_http, slack_chat
from tests.process.running import Product, discord
from tests.servers.discord import DiscordServer
from tests.servers.discord.failures import hanging

NEW = '/community new "Data Standards"'
POLL = '/poll new "Lunch?" Soup Salad'
LONGEST = 10.0


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """The database's file, locked by another process than the product (this one)."""
    with closing(sqlite3.connect(folder / "convenor.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@asynccontextmanager
async def held(url: str) -> AsyncIterator[None]:
    """What is due, held by another process: with SQLite the whole file, with PostgreSQL its table."""
    if url.startswith("sqlite"):
        with locked(Path(url.removeprefix("sqlite:///")).parent):
            yield
        return
    database = Database(url)
    async with database.write() as tx:
        await tx.execute(text("LOCK TABLE schedule IN ACCESS EXCLUSIVE MODE"))
        yield
    await database.close()


async def test_a_process_with_nothing_to_do_stops_at_once(tmp_path: Path) -> None:
    async with Product(tmp_path) as bot:
        await bot.ready()
        assert await bot.stop() < 5
        assert await bot.ended() == 0
        assert [record["event"] for record in bot.records()][-2:] == ["stopping", "stopped"]


@pytest.mark.parametrize("http", [True, False])
async def test_a_request_of_slack_that_is_in_hand_is_answered(tmp_path: Path, http: bool) -> None:
    async with slack_chat(http=http) as (chat, settings), Product(tmp_path, settings) as bot:
        await reached_over_http(chat, bot) if http else await bot.ready()
        await chat.says("bob", NEW)
        await _stopped_while_asked(chat, bot, tmp_path)


async def test_a_request_of_discord_that_is_in_hand_is_answered(tmp_path: Path) -> None:
    async with DiscordServer() as server, Product(tmp_path, discord(server)) as bot:
        chat = DiscordPeople(server)
        await bot.ready()
        await chat.says("bob", NEW)
        await _stopped_while_asked(chat, bot, tmp_path)


async def _stopped_while_asked(chat: Chat, bot: Product, folder: Path) -> None:
    """SIGTERM comes while a request waits for the database, which is free again a little later."""
    with locked(folder):
        asking = asyncio.create_task(chat.says("bob", POLL))
        await asyncio.sleep(1)
        stopping = asyncio.create_task(bot.stop())
        await asyncio.sleep(1.5)
    assert "is open" in await asking
    assert await stopping < LONGEST
    assert await bot.ended() == 0
    await bot.start()
    await chat.eventually("general", "Lunch?", seconds=20)


async def test_a_platform_that_hangs_does_not_keep_the_process(tmp_path: Path) -> None:
    async with (
        slack_chat() as (chat, settings),
        DiscordServer() as server,
        Product(tmp_path, settings | discord(server)) as bot,
    ):
        on_discord = DiscordPeople(server)
        await bot.ready()
        chat.server.fail("chat.postMessage", "hang", seconds=30)
        server.failures.next("POST /channels/*/messages", hanging(30))
        people: tuple[Chat, ...] = (chat, on_discord)
        for each in people:
            await each.says("bob", NEW)
            await each.says("bob", POLL)
        await asyncio.sleep(1)
        assert await bot.stop() < LONGEST
        assert await bot.ended() == 0


async def test_a_tick_that_cannot_end_does_not_keep_the_process(database_url: str, tmp_path: Path) -> None:
    """Somebody else holds what is due in hand for longer than the process has; it is done at the next start."""
    async with (
        slack_chat() as (chat, settings),
        Product(tmp_path, settings | {"DATABASE_URL": database_url}) as bot,
    ):
        await bot.ready()
        await chat.says("bob", NEW)
        closes = datetime.now(UTC) + timedelta(seconds=5)
        assert "is open" in await chat.says("bob", f'{POLL} closes: "{closes:%Y-%m-%d %H:%M:%S} UTC"')
        await chat.eventually("general", "Lunch?")
        async with held(database_url):
            await asyncio.sleep((closes - datetime.now(UTC)).total_seconds() + 2)
            assert await bot.stop() < LONGEST
        assert await bot.ended() == 0
        await bot.start()
        await bot.ready()
        await chat.eventually("general", "Result: Lunch?", seconds=20)


async def test_a_process_that_is_only_just_starting_stops_too(tmp_path: Path) -> None:
    async with Product(tmp_path) as bot:
        await bot.listening()
        assert await bot.stop() < LONGEST
        assert await bot.ended() == 0
