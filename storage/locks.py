"""Something that only one process may do: held by one, taken over when that one is gone.

On PostgreSQL an advisory lock on a connection of its own, which goes with the
connection; on SQLite a lock on a file beside the database, which goes with the
process.
"""

from __future__ import annotations

import asyncio
import fcntl
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import text

from storage.engine import Database

RETRY_SECONDS = 0.5


@asynccontextmanager
async def held(database: Database, name: str) -> AsyncIterator[None]:
    """Wait until nobody else holds the lock of that name, then hold it for the block."""
    path = database.path
    if path is None:
        async with _held_in_database(database, name):
            yield
        return
    with open(f"{path}.{name}.lock", "w") as file:  # noqa: ASYNC230 - opens at once, reads nothing
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(RETRY_SECONDS)
        yield


@asynccontextmanager
async def _held_in_database(database: Database, name: str) -> AsyncIterator[None]:
    key = zlib.crc32(name.encode())
    connection = await database.engine.connect()
    try:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        ask = text("SELECT pg_try_advisory_lock(:key)")
        while not (await connection.execute(ask, {"key": key})).scalar_one():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(RETRY_SECONDS)
        yield
    finally:
        # Closing the connection for good is what lets go of the lock.
        await connection.invalidate()
        await connection.close()
