"""The connection to the database: transactions that write, and reads.

On SQLite (see `storage.sqlite`) a process has one write lock, so that its own
tasks queue in order instead of polling the file's lock. How PostgreSQL is
driven is in `storage.postgresql`.

There is no ORM session: statements run on a connection, one at a time and in
plain sight. The mapped classes are the tables' typed columns.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage import postgresql, sqlite

Tx: TypeAlias = AsyncConnection
"""Where statements run: a transaction that commits when its block is left, or a read (`Database`)."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


def database_url(url: str) -> URL:
    """The URL with the driver that we use; "sqlite:///x" and "postgresql://…" are enough.

    Raises `ValueError` for any other database, and for what is no URL.
    """
    try:
        parsed = make_url(url)
    except ArgumentError:
        # The library's own words have the URL in them, and that may have a password.
        raise ValueError("not the URL of a database; use sqlite:///… or postgresql://…") from None
    driver = _DRIVERS.get(parsed.drivername.split("+")[0])
    if driver is None:
        raise ValueError(f"{parsed.drivername} is not supported; use sqlite:///… or postgresql://…")
    return parsed.set(drivername=driver)


def is_away(error: Exception) -> bool:
    """Whether it says that the database cannot be reached or cannot write, not that a statement is wrong."""
    if isinstance(error, OperationalError):
        # SQLite's errors are of this kind too when a statement is wrong.
        return getattr(error.orig, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, OSError | InterfaceError | PoolTimeoutError)


def reason(error: Exception) -> str:
    """What the database or the way to it says is wrong, in a line; no statement, no values."""
    said = error.orig if isinstance(error, DBAPIError) and error.orig else error
    lines = str(said).splitlines() or [""]
    return lines[0].rpartition(">: ")[2] or type(said).__name__


class Database:
    """A database by URL. `write()` and `read()` open transactions; nothing is connected before the first."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.drivername.startswith("sqlite")
        driver = sqlite if self.is_sqlite else postgresql
        self.engine: AsyncEngine = driver.make_engine(self.url, pool_size)
        self._reading = self.engine.execution_options(**driver.READING)
        self._write_lock: asyncio.Lock | None = asyncio.Lock() if self.is_sqlite else None

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A transaction that may change things; an exception that leaves it undoes them.

        On SQLite it is the only one in this process at a time.
        """
        lock: AbstractAsyncContextManager[Any] = self._write_lock or nullcontext()
        async with lock, self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A connection that only reads; it waits for nobody.

        On SQLite all of it sees the same, on PostgreSQL each statement what is there when it begins.
        """
        async with self._reading.connect() as connection:
            yield connection

    async def ping(self) -> None:
        """Raises what the driver raises when the database does not answer."""
        async with self.read() as tx:
            await tx.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()
