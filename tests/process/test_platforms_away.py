"""A platform that cannot be reached at the start: it is tried again and again, and nothing else suffers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

from tests.chat import Chat
from tests.process.people import DiscordPeople, slack_chat, slack_people
from tests.process.running import Product, discord, slack
from tests.servers.discord import DiscordServer
from tests.servers.slack import SlackServer

WATCHED = 9.0
"""Seconds: long enough for four attempts whose pauses double from one second."""


class Refusing:
    """Somebody who takes every connection and closes it; notes when."""

    def __init__(self) -> None:
        self.port = 0
        self.times: list[float] = []

    async def _answer(self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.times.append(asyncio.get_running_loop().time())
        writer.close()

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Do so for this block, on a free port."""
        server = await asyncio.start_server(self._answer, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()
            await server.wait_closed()

    def pauses(self) -> list[float]:
        """The seconds between attempts; tries in quick succession are one attempt."""
        return [later - earlier for earlier, later in pairwise(self.times) if later - earlier > 0.3]


async def _while_away(away: Refusing, bot: Product, name: str) -> None:
    """The part is said to be unwell, and tried at growing pauses that are not all said."""
    parts = await bot.ready(status=503)
    assert not parts[name]["ok"], parts
    await asyncio.sleep(WATCHED)
    _status, parts = await bot.readyz()
    assert [part for part, how in parts.items() if not how["ok"]] == [name]
    pauses = away.pauses()
    assert len(pauses) >= 2, "it must go on trying"
    assert pauses[-1] > pauses[0] * 1.3, f"they must grow: {pauses}"
    said = [record for record in bot.records() if _is_complaint(record, name)]
    assert len(said) == 1, said
    assert "Traceback" not in "".join(bot.lines())


def _is_complaint(record: dict[str, Any], name: str) -> bool:
    return (
        record["level"] in ("warning", "error")
        and name in str(record).lower()
        and "PyNaCl" not in str(record)
    )


async def test_slack_is_away_at_the_start_and_discord_is_not(tmp_path: Path) -> None:
    away = Refusing()
    async with AsyncExitStack() as stack:
        there = DiscordPeople(await stack.enter_async_context(DiscordServer()))
        async with away.listening():
            settings = slack(f"http://127.0.0.1:{away.port}/api/") | discord(there.server)
            bot = await stack.enter_async_context(Product(tmp_path, settings))
            await _while_away(away, bot, "slack")
            await _works(there)
        back = slack_people(await stack.enter_async_context(SlackServer(port=away.port)))
        await bot.ready()
        await _works(back)
        assert await bot.stop() < 10


async def test_discord_is_away_at_the_start_and_slack_is_not(tmp_path: Path) -> None:
    away = Refusing()
    async with AsyncExitStack() as stack:
        there, settings = await stack.enter_async_context(slack_chat())
        async with away.listening():
            gone = DiscordServer(away.port)
            bot = await stack.enter_async_context(Product(tmp_path, settings | discord(gone)))
            await _while_away(away, bot, "discord")
            await _works(there)
        back = DiscordPeople(await stack.enter_async_context(gone))
        await bot.ready()
        await _works(back)
        assert await bot.stop() < 10


async def test_both_are_away_and_the_process_stops_all_the_same(tmp_path: Path) -> None:
    away = Refusing()
    async with away.listening():
        settings = slack(f"http://127.0.0.1:{away.port}/api/") | discord(DiscordServer(away.port))
        async with Product(tmp_path, settings) as bot:
            await bot.ready(status=503)
            assert await bot.stop() < 10
            assert await bot.ended() == 0


async def _works(chat: Chat) -> None:
    await chat.says("bob", f'/community new "Friends of {chat.name}"')
    await chat.says("bob", '/poll new "Lunch?" Soup Salad')
    await chat.eventually("general", "Lunch?")
