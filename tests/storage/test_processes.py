"""Several processes on one SQLite file: what one has read is still so when it writes."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, STDOUT

from sqlalchemy import text

from storage.engine import Database

TURNS = 100
_COUNTING = """
import asyncio, sys
from sqlalchemy import text
from storage.engine import Database

async def count():
    database = Database(sys.argv[1])
    for _turn in range(int(sys.argv[2])):
        async with database.write() as tx:
            seen = int((await tx.execute(text("SELECT name FROM person WHERE id = 1"))).scalar_one())
            await tx.execute(text("UPDATE person SET name = :name WHERE id = 1"), {"name": str(seen + 1)})
    await database.close()

asyncio.run(count())
"""


async def test_three_processes_that_read_and_write_lose_nothing(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    async with database.write() as tx:
        await tx.execute(
            text("INSERT INTO person (id, name, findable, created_at) VALUES (1, '0', 0, '2026-11-18')")
        )
    counting = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", _COUNTING, sqlite_url, str(TURNS), stdout=PIPE, stderr=STDOUT
        )
        for _process in range(3)
    ]
    said = [(await process.communicate())[0].decode() for process in counting]
    assert said == ["", "", ""]
    async with database.read() as tx:
        assert (await tx.execute(text("SELECT name FROM person"))).scalar_one() == str(3 * TURNS)
    await database.close()
