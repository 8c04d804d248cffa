"""A database that is away, locked or full: a clear private answer, nothing lost, and all well afterwards."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.app import App
from tests.chat import Seen
from tests.databases import PostgresqlServer
from tests.drivers.slack import SlackChat
from tests.process.people import slack_chat
from tests.process.running import Product
from tests.process.test_stopping import locked

NEW = '/community new "Data Standards"'
POLL = '/poll new "Lunch?" Soup Salad'
SORRY = "I cannot use my database just now, so nothing was changed. Please try again in a minute."


def number_in(answer: Seen) -> str:
    """The poll's number in the answer that it is open."""
    assert "is open" in answer
    return answer.text.partition("#")[2].partition(" ")[0].strip("*")


async def test_sqlite_locked_by_another_process_is_waited_for(tmp_path: Path) -> None:
    async with slack_chat() as (chat, settings), Product(tmp_path, settings) as bot:
        await bot.ready()
        await chat.says("bob", NEW)
        number = number_in(await chat.says("bob", POLL))
        with locked(tmp_path):
            voting = [
                asyncio.create_task(chat.says(who, f"/poll vote {number} Soup"))
                for who in ("bob", "carol", "dave")
            ]
            await asyncio.sleep(3)
        for vote in voting:
            answer = await vote
            assert answer.private
            assert "You chose Soup" in answer
        await chat.eventually("general", "3 people voted")
        assert not chat.server.faults


async def test_postgresql_that_is_stopped_and_started_again(
    own_postgresql: PostgresqlServer, tmp_path: Path
) -> None:
    url = await own_postgresql.fresh()
    async with slack_chat() as (chat, settings), Product(tmp_path, settings | {"DATABASE_URL": url}) as bot:
        await bot.ready()
        await chat.says("bob", NEW)
        number = number_in(await chat.says("bob", POLL))
        await chat.eventually("general", "Lunch?")
        own_postgresql.stop()
        away = await chat.says("carol", f"/poll vote {number} Soup")
        assert away.private
        assert SORRY in away
        parts = await bot.ready(status=503)
        assert not parts["database"]["ok"]
        assert parts["slack"]["ok"]
        await asyncio.sleep(4)
        own_postgresql.start()
        await bot.ready()
        assert "You chose Soup" in await chat.says("carol", f"/poll vote {number} Soup")
        await chat.eventually("general", "1 person voted", seconds=30)
        _said_once(bot)
        assert await bot.stop() < 10


def _said_once(bot: Product) -> None:
    """No part fills the log with what it has said already; a request that fails says so itself."""
    said = [str(record) for record in bot.records() if record["level"] == "error"]
    for doing in ("reading the outbox", "looking for what is due"):
        assert sum(doing in line for line in said) <= 2, said


class Disk:
    """Lets the database's file grow no further, as a full disk would; SQLite itself says so."""

    def __init__(self, app: App) -> None:
        self.pages = 0
        event.listen(app.database.engine.sync_engine, "checkout", self._limit)

    def _limit(self, connection: Any, *_rest: object) -> None:
        cursor = connection.cursor()
        # A number that is smaller than what is there means "no more than that"; 0 asks and changes nothing.
        cursor.execute(f"PRAGMA max_page_count={1 if self.pages else 1_000_000_000}")
        cursor.close()


async def test_a_full_disk_is_said_to_the_person_and_passes(tmp_path: Path) -> None:
    async with SlackChat.open(tmp_path) as chat:
        await chat.says("bob", NEW)
        number = number_in(await chat.says("bob", POLL))
        disk = Disk(chat.app)
        disk.pages = 1
        answer = await _until_refused(chat)
        assert answer.private
        assert SORRY in answer
        disk.pages = 0
        assert "is open" in await chat.says("bob", POLL)
        assert "You chose Soup" in await chat.says("bob", f"/poll vote {number} Soup")
        await chat.eventually("general", "1 person voted")


async def _until_refused(chat: SlackChat) -> Seen:
    """Profiles of more and more people, until there is no page left for one."""
    for number in range(100):
        answer = await chat.says(f"person{number}", f'/profile edit about: "{"words " * 300}"')
        if "Saved" not in answer:
            return answer
    raise AssertionError("the disk never was full")
