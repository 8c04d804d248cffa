"""Something that only one process may do: done by one, taken over when that one is gone.

On PostgreSQL an advisory lock on a connection of its own, which goes with the
connection; on SQLite a lock on a file beside the database, which goes with the
process.
"""

from __future__ import annotations

import asyncio
import fcntl
import zlib
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeAlias

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.engine import Database

RETRY_SECONDS = 0.5
WATCH_SECONDS = 5.0

Work: TypeAlias = Callable[[], Coroutine[Any, Any, None]]


class LockLost(Exception):
    """The connection that held a lock is gone, so that another process may have it by now."""


async def alone(database: Database, name: str, work: Work) -> None:
    """Wait until no other process does the work of that name, then do it.

    Raises what the work or the database raises, and `LockLost` when the lock is lost; then the work was
    cancelled.
    """
    if database.path:
        await _alone_by_file(database.path, name, work)
    else:
        await _alone_by_database(database, name, work)


async def _alone_by_file(path: Path, name: str, work: Work) -> None:
    with open(f"{path}.{name}.lock", "w") as file:  # noqa: ASYNC230 - opens at once, reads nothing
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                await asyncio.sleep(RETRY_SECONDS)
        await work()


async def _alone_by_database(database: Database, name: str, work: Work) -> None:
    key = zlib.crc32(name.encode())
    connection = await database.engine.connect()
    try:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        ask = text("SELECT pg_try_advisory_lock(:key)")
        while not (await connection.execute(ask, {"key": key})).scalar_one():  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(RETRY_SECONDS)
        await _watched(connection, work)
    finally:
        # Closing the connection for good is what lets go of the lock.
        await connection.invalidate()
        await connection.close()


async def _watched(connection: AsyncConnection, work: Work) -> None:
    """Do the work for as long as the connection lives; it is over before this returns or raises."""
    working, watching = asyncio.create_task(work()), asyncio.create_task(_watch(connection))
    try:
        await asyncio.wait({working, watching}, return_when=asyncio.FIRST_COMPLETED)
        ended = working if working.done() else watching
    finally:
        for task in (working, watching):
            task.cancel()
        await asyncio.wait({working, watching})
    ended.result()


async def _watch(connection: AsyncConnection) -> None:
    """Raises `LockLost` once the connection no longer answers."""
    while True:
        await asyncio.sleep(WATCH_SECONDS)
        try:
            async with asyncio.timeout(WATCH_SECONDS):
                await connection.execute(text("SELECT 1"))
        except (SQLAlchemyError, OSError, TimeoutError) as error:
            raise LockLost(f"the database let go of it: {type(error).__name__}") from error
