"""A raw connection of either driver, asked the way the bare statements are."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, closing
from typing import Any, Protocol

import asyncpg  # type: ignore[import-untyped]

from storage.engine import Database


class Raw(Protocol):
    """A connection without anything of ours."""

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        """All rows of a statement."""


class _Sqlite:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._to = connection

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        return self._to.execute(sql, values).fetchall()


class _Postgresql:
    def __init__(self, connection: Any) -> None:
        self._to = connection

    async def rows(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        found: Sequence[Any] = await self._to.fetch(sql, *values)
        return found


@asynccontextmanager
async def raw(database: Database) -> AsyncIterator[Raw]:
    """A raw connection to a database; SQLite with the same memory for its pages as ours."""
    if database.path:
        with closing(sqlite3.connect(database.path, isolation_level=None)) as connection:
            connection.execute("PRAGMA cache_size=-16000")
            yield _Sqlite(connection)
        return
    connection = await asyncpg.connect(plain_url(database))
    try:
        yield _Postgresql(connection)
    finally:
        await connection.close()


def plain_url(database: Database) -> str:
    """The URL as asyncpg itself takes it."""
    return database.url.set(drivername="postgresql").render_as_string(hide_password=False)
