"""SQLite as we drive it: what a transaction promises, whatever becomes of it."""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from storage.engine import Database

NOTES = Table(
    "note",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("text", String),
    Column("after", ForeignKey("note.id", deferrable=True, initially="DEFERRED")),
)


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(f"sqlite:///{tmp_path}/notes.db")
    async with database.write() as tx:
        await tx.run_sync(NOTES.metadata.create_all)
    yield database
    await database.close()


async def texts(database: Database) -> list[str]:
    async with database.read() as tx:
        return list((await tx.execute(select(NOTES.c.text).order_by(NOTES.c.id))).scalars())


async def test_a_block_that_ends_well_is_kept_and_one_that_raises_is_not(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(insert(NOTES).values(text="kept"))
    with contextlib.suppress(LookupError):
        async with database.write() as tx:
            await tx.execute(insert(NOTES).values(text="lost"))
            raise LookupError
    assert await texts(database) == ["kept"]


async def test_a_statement_tells_what_it_did(database: Database) -> None:
    async with database.write() as tx:
        made = await tx.execute(insert(NOTES).values(text="one"))
        assert made.inserted_primary_key == (1,)
        await tx.execute(insert(NOTES), [{"text": "two"}, {"text": "three"}])
        returned = await tx.execute(insert(NOTES).values(text="four").returning(NOTES.c.id, NOTES.c.text))
        assert returned.all() == [(4, "four")]
        assert (await tx.execute(update(NOTES).where(NOTES.c.id > 2).values(text="x"))).rowcount == 2
        assert (await tx.execute(select(NOTES.c.text).where(NOTES.c.id == 9))).first() is None


async def test_a_failed_statement_leaves_the_transaction_usable(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(insert(NOTES).values(id=1, text="one"))
        with pytest.raises(IntegrityError):
            await tx.execute(insert(NOTES).values(id=1, text="again"))
        await tx.execute(insert(NOTES).values(text="two"))
    assert await texts(database) == ["one", "two"]


async def test_a_commit_that_fails_is_rolled_back_and_the_next_transaction_works(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.write() as tx:
            await tx.execute(insert(NOTES).values(text="dangling", after=99))
    async with database.write() as tx:
        await tx.execute(insert(NOTES).values(text="sound"))
    assert await texts(database) == ["sound"]


async def test_a_transaction_without_a_statement_locks_nothing(database: Database) -> None:
    async with database.write():
        other = sqlite3.connect(str(database.path), timeout=0)
        other.execute("INSERT INTO note (text) VALUES ('from elsewhere')")
        other.commit()
        other.close()
    assert await texts(database) == ["from elsewhere"]


async def test_a_writer_locks_the_file_from_its_first_statement_so_that_no_update_is_lost(
    database: Database,
) -> None:
    other = sqlite3.connect(str(database.path), timeout=0)
    async with database.write() as tx:
        await tx.execute(select(NOTES.c.id))
        with pytest.raises(sqlite3.OperationalError):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.rollback()
    other.close()


async def test_readers_do_not_wait_for_a_writer(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(insert(NOTES).values(text="not yet"))
        assert await texts(database) == []
    assert await texts(database) == ["not yet"]


async def test_a_task_that_is_cancelled_in_a_statement_lets_go_of_the_lock(database: Database) -> None:
    count = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n LIMIT 99999) SELECT max(x) FROM n"
    threads, writes = threading.active_count(), asyncio.Event()

    async def write() -> None:
        async with database.write() as tx:
            await tx.execute(insert(NOTES).values(text="lost"))
            writes.set()
            await tx.execute(text(count))

    task = asyncio.create_task(write())
    await writes.wait()
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.write() as tx:
        await tx.execute(insert(NOTES).values(text="next"))
    assert await texts(database) == ["next"]
    while threading.active_count() > threads:
        # The connection that was cut off ends its thread in its own time.
        await asyncio.sleep(0.01)
