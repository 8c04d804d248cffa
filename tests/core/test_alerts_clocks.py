"""Three processes on one database: whatever there is to be told is told once."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.services.alerts import alerts, spreading
from storage.alerts import Alert
from storage.engine import Database
from storage.happenings import Happening
from tests.drivers.paper import PaperChat
from tests.scenes import open_community

READERS = ("bob", "carol", "dave", "fay")


@pytest.fixture
async def three(database_url: str, tmp_path: Path) -> AsyncIterator[list[PaperChat]]:
    """Three processes; each has its own connections, its own clock and its own deliverer."""
    databases = [Database(database_url) for _process in range(3)]
    yield [PaperChat(one, tmp_path) for one in databases]
    for one in databases:
        await one.close()


async def tick(chats: list[PaperChat], time: timedelta) -> None:
    """Let time pass for all, and all their clocks tick at once."""
    for chat in chats:
        chat.now += time
    await asyncio.gather(*(chat.clock.tick() for chat in chats))


async def lines(chats: list[PaperChat], who: str) -> list[str]:
    """Everything that was sent to somebody, by whichever process."""
    sent = [one for chat in chats for one in await chat.channel("@bot", by=who)]
    return [line for one in sent for line in one.text.splitlines()]


async def test_each_hears_of_each_thing_once(three: list[PaperChat]) -> None:
    first, *_others = three
    await open_community(first, "Data Standards", "author", *READERS)
    for who in READERS:
        await first.says(who, "/alerts set now")
        await first.says(who, "/alerts ceiling 100")
        await first.says(who, "/alerts follow person: @author")
    dice = random.Random(4)
    titles = [f"Page number {count:02}." for count in range(24)]
    for title in titles:
        await first.says("author", f'/wiki new "{title}" text: Words. tagged: recycling')
        await tick(three, timedelta(seconds=dice.choice((0, 1, 200))))
    for _minute in range(15):
        await tick(three, timedelta(minutes=1))
    for who in READERS:
        told = Counter(title for line in await lines(three, who) for title in titles if title in line)
        assert told == Counter(titles)
    async with first.database.read() as tx:
        assert (await tx.execute(select(func.count()).where(Happening.told.is_(False)))).scalar() == 0
        assert (await tx.execute(select(func.count()).where(Alert.sent_at.is_(None)))).scalar() == 0


async def test_a_process_that_dies_between_claiming_and_committing_loses_nothing(
    three: list[PaperChat],
) -> None:
    first, second, _third = three
    await open_community(first, "Data Standards", "author", "bob")
    await first.says("bob", "/alerts set now")
    await first.says("author", '/wiki new "Caddies" text: Words.')
    with pytest.raises(ConnectionError):
        async with first.database.write() as tx:
            assert await spreading.spread(tx, first.now) == 1
            raise ConnectionError
    await tick([second], timedelta(seconds=1))
    assert len([line for line in await lines(three, "bob") if "Caddies" in line]) == 1


async def test_who_is_at_it_is_not_waited_for(three: list[PaperChat], database_url: str) -> None:
    if database_url.startswith("sqlite"):
        pytest.skip("there one process writes at a time anyway")
    first, second, _third = three
    await open_community(first, "Data Standards", "author", "bob")
    await first.says("bob", "/alerts set now")
    await first.says("author", '/wiki new "Caddies" text: Words.')
    async with first.database.write() as tx:
        await spreading.spread(tx, first.now)
    async with first.database.write() as tx:
        person = (await alerts.due(tx, first.now))[0]
        assert await alerts.take(tx, first.now, person, "UTC")
        async with second.database.write() as other:
            assert await alerts.take(other, first.now, person, "UTC") is None
