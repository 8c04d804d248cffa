"""The connection to either database: what a transaction promises, how moments are kept, what errors say."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError, StatementError

from storage.engine import Database, database_url
from storage.people import Identity, Person
from tests.drivers.paper import NOON

SOMEBODY = {"id": 1, "name": "Ann", "findable": False}


async def test_sqlite_is_driven_for_several_processes(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    found = {}
    async with database.read() as tx:
        for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout"):
            found[pragma] = (await tx.execute(text(f"PRAGMA {pragma}"))).scalar_one()
    await database.close()
    assert found == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 30_000}


async def test_leaving_a_transaction_keeps_it_and_an_exception_undoes_it(database: Database) -> None:
    async with database.write() as tx:
        await tx.execute(insert(Person).values(**SOMEBODY, created_at=NOON))
    with pytest.raises(ZeroDivisionError):
        async with database.write() as tx:
            await tx.execute(insert(Person).values(**SOMEBODY | {"id": 2}, created_at=NOON))
            raise ZeroDivisionError
    async with database.read() as tx:
        assert (await tx.execute(select(Person.id))).scalars().all() == [1]


async def test_a_row_cannot_point_at_nothing(database: Database) -> None:
    row = {"person_id": 9, "platform": "p", "workspace": "w", "account": "a", "name": "n", "seen_at": NOON}
    with pytest.raises(IntegrityError):
        async with database.write() as tx:
            await tx.execute(insert(Identity).values(**row))


async def test_moments_are_kept_in_utc_whatever_zone_they_come_in(database: Database) -> None:
    there = NOON.astimezone(timezone(timedelta(hours=5, minutes=30)))
    async with database.write() as tx:
        await tx.execute(insert(Person).values(**SOMEBODY, created_at=there))
        kept = (await tx.execute(select(Person.created_at))).scalar_one()
        assert kept == NOON
        assert kept.tzinfo is UTC
        assert (await tx.execute(select(Person.id).where(Person.created_at <= there))).scalar_one() == 1


async def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="needs a zone"):
        async with database.write() as tx:
            await tx.execute(insert(Person).values(**SOMEBODY, created_at=datetime(2026, 1, 1)))


async def test_an_error_does_not_say_what_people_wrote(database: Database) -> None:
    with pytest.raises(DBAPIError) as raised:
        async with database.write() as tx:
            for _twice in range(2):
                await tx.execute(insert(Person).values(**SOMEBODY | {"name": "marmalade"}, created_at=NOON))
    assert "marmalade" not in str(raised.value)


async def test_a_reader_does_not_wait_for_a_writer_and_sees_nothing_unfinished(database: Database) -> None:
    async with database.write() as writing:
        await writing.execute(insert(Person).values(**SOMEBODY, created_at=NOON))
        async with asyncio.timeout(5), database.read() as reading:
            assert (await reading.execute(select(Person.id))).all() == []


async def test_forty_writers_at_once_all_get_their_turn(database: Database) -> None:
    async def write(number: int) -> None:
        async with database.write() as tx:
            await tx.execute(insert(Person).values(**SOMEBODY | {"id": number}, created_at=NOON))

    await asyncio.gather(*(write(number) for number in range(1, 41)))
    async with database.read() as tx:
        assert len((await tx.execute(select(Person.id))).all()) == 40


@pytest.mark.parametrize(
    ("url", "driver"),
    [
        ("sqlite:///x.db", "sqlite+aiosqlite"),
        ("postgresql://h/d", "postgresql+asyncpg"),
        ("postgres://h/d", "postgresql+asyncpg"),
        ("postgresql+psycopg://h/d", "postgresql+asyncpg"),
    ],
)
def test_a_url_is_given_our_driver(url: str, driver: str) -> None:
    assert database_url(url).drivername == driver


@pytest.mark.parametrize("url", ["mysql://u:secret@h/d", "nonsense", ""])
def test_another_database_is_refused_without_telling_its_password(url: str) -> None:
    with pytest.raises(ValueError, match="use sqlite:///… or postgresql://…") as raised:
        database_url(url)
    assert "secret" not in str(raised.value)
