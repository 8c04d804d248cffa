"""PostgreSQL as we drive it: not more ways to the server and back than are needed.

What only reads is no transaction. PostgreSQL shows each statement what is committed when it begins,
whether or not a transaction stands around it, so `BEGIN` and `COMMIT` would be two ways for nothing. `hold`
makes one where something is set for it.

SQLAlchemy's `pool_pre_ping` goes to the server three times before each transaction. asyncpg hears at once
when the server closes a connection, so only one that has rested, and may have been cut off without a word,
is asked whether it still works.
"""

from __future__ import annotations

import time
from typing import Any

from sqlalchemy import event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

READING = {"isolation_level": "AUTOCOMMIT"}
"""The execution options of a connection that only reads."""

RESTED_SECONDS = 5.0
_USED = "used"


def make_engine(url: Any, pool_size: int) -> AsyncEngine:
    """An engine for a PostgreSQL database that is driven as the module says."""
    engine = create_async_engine(
        url,
        # Errors must not carry what people wrote into the logs.
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=10,
        pool_timeout=30,
    )
    event.listen(engine.sync_engine, "checkin", _remember)
    event.listen(engine.sync_engine, "checkout", _ask)
    return engine


async def hold(connection: AsyncConnection) -> None:
    """Make one transaction of what a read does from here to its end; a transaction stays what it is."""
    inner = connection.sync_connection
    if inner and inner.get_execution_options().get("isolation_level") == READING["isolation_level"]:
        # Nothing was begun in the database; this is for SQLAlchemy's own records.
        await connection.rollback()
        await connection.execution_options(isolation_level="READ COMMITTED")


def _remember(_driven: Any, record: Any) -> None:
    record.info[_USED] = time.monotonic()


def _ask(driven: Any, record: Any, _fairy: Any) -> None:
    """Whether the connection works; raises what makes SQLAlchemy take a new one."""
    used = record.info.get(_USED)
    if used is None:
        return
    if driven.driver_connection.is_closed():
        raise InvalidatePoolError
    if time.monotonic() - used > RESTED_SECONDS:
        try:
            driven.ping()
        except driven.dbapi.Error as error:
            raise InvalidatePoolError from error
