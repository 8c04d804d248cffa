"""PostgreSQL as we drive it: what a read is, and what becomes of connections that the server has closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import asyncpg  # type: ignore[import-untyped]
import pytest
from sqlalchemy import text

from storage import postgresql
from storage.engine import Database, Tx
from storage.postgresql import hold


@pytest.fixture
async def database(postgresql_url: str) -> AsyncIterator[Database]:
    database = Database(postgresql_url, pool_size=1)
    yield database
    await database.close()


async def _in_a_transaction(tx: Tx) -> bool:
    """Whether two statements belong to the same."""
    first, second = [await tx.scalar(text("SELECT pg_current_xact_id()::text")) for _twice in range(2)]
    return bool(first == second)


async def _process(tx: Tx) -> int:
    """The number of the server's process that is at the other end."""
    return int(await tx.scalar(text("SELECT pg_backend_pid()")))


async def _planning(tx: Tx) -> str:
    return str(await tx.scalar(text("SHOW plan_cache_mode")))


async def test_a_read_is_no_transaction_until_it_is_held(database: Database) -> None:
    async with database.read() as tx:
        assert not await _in_a_transaction(tx)
        await hold(tx)
        assert await _in_a_transaction(tx)
    async with database.read() as tx:
        assert not await _in_a_transaction(tx)


async def test_what_is_set_for_a_read_that_is_held_ends_with_it(database: Database) -> None:
    async with database.read() as tx:
        await hold(tx)
        await tx.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
        assert await _planning(tx) == "force_custom_plan"
    async with database.read() as tx:
        assert await _planning(tx) == "auto"


async def test_a_transaction_that_writes_stays_what_it_is(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(text("CREATE TABLE kept (id integer)"))
        await hold(tx)
        await tx.execute(text("INSERT INTO kept VALUES (1)"))
    async with database.read() as tx:
        assert await tx.scalar(text("SELECT id FROM kept")) == 1


async def _cut_off(database: Database, url: str) -> int:
    """Have the server close the connection that rests in the pool; returns the number of its process."""
    async with database.read() as tx:
        process = await _process(tx)
    administrator = await asyncpg.connect(url)
    try:
        await administrator.execute("SELECT pg_terminate_backend($1, 5000)", process)
    finally:
        await administrator.close()
    return process


async def test_a_connection_that_the_server_closed_is_not_used_again(
    database: Database, postgresql_url: str
) -> None:
    before = await _cut_off(database, postgresql_url)
    async with asyncio.timeout(5), database.read() as tx:
        assert await _process(tx) != before


async def test_only_a_connection_that_has_rested_is_asked_and_replaced_where_it_does_not_answer(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.read() as tx:
        before = await _process(tx)
        driven = (await tx.get_raw_connection()).dbapi_connection

    def nobody_answers(connection: Any) -> None:
        raise connection.dbapi.InterfaceError("cut off without a word")

    monkeypatch.setattr(type(driven), "ping", nobody_answers)
    async with database.read() as tx:
        assert await _process(tx) == before
    monkeypatch.setattr(postgresql, "RESTED_SECONDS", -1.0)
    async with database.read() as tx:
        assert await _process(tx) != before
