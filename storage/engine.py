"""The connection to the database: transactions that write, and transactions that read.

SQLite is driven so that several processes can share one file: WAL, foreign keys
on, `synchronous=NORMAL`, `BEGIN IMMEDIATE` for what writes (plain `BEGIN` fails
under contention, and the driver's own late `BEGIN` loses updates), and one
write lock in the process, so that its own tasks queue in order instead of
polling the file's lock.

There is no ORM session: statements run on a connection, one at a time and in
plain sight. The mapped classes are the tables' typed columns.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Tx: TypeAlias = AsyncConnection
"""A transaction that is open: commits when its block is left, rolls back when an exception leaves it."""

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
}


def database_url(url: str) -> URL:
    """The URL with the driver that we use; "sqlite:///x" and "postgresql://…" are enough.

    Raises `ValueError` for any other database.
    """
    parsed = make_url(url)
    driver = _DRIVERS.get(parsed.drivername.split("+")[0])
    if driver is None:
        raise ValueError(f"{parsed.drivername} is not supported; use sqlite:///… or postgresql://…")
    return parsed.set(drivername=driver)


class Database:
    """A database by URL. `write()` and `read()` open transactions; nothing is connected before the first."""

    def __init__(self, url: str, *, pool_size: int = 5) -> None:
        self.url = database_url(url)
        self.is_sqlite = self.url.drivername.startswith("sqlite")
        self.engine: AsyncEngine = create_async_engine(self.url, **self._options(pool_size))
        self._write_lock: asyncio.Lock | None = asyncio.Lock() if self.is_sqlite else None
        if self.is_sqlite:
            event.listen(self.engine.sync_engine, "connect", _prepare_sqlite)
            event.listen(self.engine.sync_engine, "begin", _begin_sqlite)

    def _options(self, pool_size: int) -> dict[str, Any]:
        if self.is_sqlite:
            return {
                "connect_args": {"timeout": 30},
                "pool_size": pool_size,
                "max_overflow": 5,
                "hide_parameters": True,
            }
        # Errors must not carry what people wrote into the logs.
        return {
            "hide_parameters": True,
            "pool_size": pool_size,
            "max_overflow": 10,
            "pool_pre_ping": True,
            "pool_timeout": 30,
        }

    @property
    def path(self) -> Path | None:
        """The file of a SQLite database."""
        return Path(self.url.database) if self.is_sqlite and self.url.database else None

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Tx]:
        """A transaction that may change things; on SQLite, the only one in this process at a time."""
        lock: AbstractAsyncContextManager[Any] = self._write_lock or nullcontext()
        async with lock, self.engine.connect() as connection, connection.begin():
            yield connection

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A transaction that only reads; on SQLite it waits for nobody."""
        async with self.engine.connect() as connection:
            connection = await connection.execution_options(convenor_reads=True)
            async with connection.begin():
                yield connection

    async def ping(self) -> None:
        """Raises what the driver raises when the database does not answer."""
        async with self.read() as tx:
            await tx.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Let go of every connection."""
        await self.engine.dispose()


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own accord: `_begin_sqlite` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    reads = connection.get_execution_options().get("convenor_reads", False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")
