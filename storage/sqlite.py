"""SQLite as we drive it: safe for several processes on one file, and few visits to the driver's thread.

WAL, foreign keys on, `synchronous=NORMAL`, and `BEGIN IMMEDIATE` for what writes:
plain `BEGIN` fails under contention, and the driver's own late `BEGIN` loses
updates.

A connection lives in a thread, and a visit there costs ten times what SQLite
needs for a small statement. SQLAlchemy's own adapter makes four for each: for a
cursor, to execute, to fetch, to close. Here a statement is one visit, `BEGIN`
goes along with the first, nothing is rolled back that was not begun, and nobody
waits for the end of what only read.
"""

from __future__ import annotations

import sqlite3
from collections import deque
from collections.abc import Sequence
from typing import Any, NamedTuple

import aiosqlite
from sqlalchemy import Connection, event
from sqlalchemy.dialects.sqlite.aiosqlite import (
    AsyncAdapt_aiosqlite_connection,
    AsyncAdapt_aiosqlite_cursor,
    AsyncAdapt_aiosqlite_dbapi,
)
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.util.concurrency import await_

_READS = "convenor_reads"
READING = {_READS: True}
"""The execution options of a connection that only reads."""

LOCKED_SECONDS = 30
_READ, _WRITE = "BEGIN", "BEGIN IMMEDIATE"
_PRAGMAS = ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "cache_size=-16000")


def make_engine(url: Any, pool_size: int) -> AsyncEngine:
    """An engine for a SQLite database that is driven as the module says."""
    engine = create_async_engine(
        url,
        module=_Driver(aiosqlite, sqlite3),
        connect_args={"timeout": LOCKED_SECONDS},
        pool_size=pool_size,
        max_overflow=5,
        hide_parameters=True,
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    # The driver must not begin transactions of its own accord: `_begin` does.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    driven: Any = connection.connection.dbapi_connection
    driven.begin(_READ if reads else _WRITE)


class _Done(NamedTuple):
    """What is left of a statement that was run: all that a cursor tells, fetched."""

    rows: Sequence[Any] = ()
    description: Any = None
    rowcount: int = -1
    lastrowid: int | None = None


def _run(connection: sqlite3.Connection, begin: str, verb: str, sql: str, parameters: Any) -> _Done:
    """Run a statement in the connection's thread, beginning the transaction first where it is not yet."""
    if begin:
        connection.execute(begin)
    cursor = connection.cursor()
    try:
        getattr(cursor, verb)(sql, parameters)
        rows = cursor.fetchall() if cursor.description else ()
        return _Done(rows, cursor.description, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()


class _Cursor(AsyncAdapt_aiosqlite_cursor):
    """A cursor that holds results and nothing of the driver's."""

    __slots__ = ("_done", "_runs_on")

    def __init__(self, adapt_connection: Any) -> None:
        self._runs_on: _Connection = adapt_connection
        self._rows = deque()
        self._done = _Done()

    @property
    def description(self) -> Any:
        return self._done.description

    @property
    def rowcount(self) -> int:
        return self._done.rowcount

    @property
    def lastrowid(self) -> Any:
        return self._done.lastrowid

    def execute(self, operation: Any, parameters: Any = None) -> None:
        self._take(self._runs_on.run("execute", operation, parameters or ()))

    def executemany(self, operation: Any, seq_of_parameters: Any) -> None:
        self._take(self._runs_on.run("executemany", operation, seq_of_parameters))

    def _take(self, done: _Done) -> None:
        self._done = done
        self._rows = deque(done.rows)

    def close(self) -> None:
        self._rows.clear()

    async def _async_soft_close(self) -> None:
        """There is nothing open."""


class _Connection(AsyncAdapt_aiosqlite_connection):
    """A connection that begins with its first statement."""

    __slots__ = ("_begun", "_reads", "_to_begin")
    _cursor_cls = _Cursor

    def __init__(self, dbapi: Any, connection: Any) -> None:
        super().__init__(dbapi, connection)
        self._to_begin = ""
        self._begun = self._reads = False

    def begin(self, statement: str) -> None:
        """Begin a transaction so with the next statement."""
        self._to_begin, self._reads = statement, statement == _READ

    def run(self, verb: str, sql: str, parameters: Any) -> _Done:
        """Run a statement to its end; raises what the driver raises."""
        begin, self._to_begin = self._to_begin, ""
        self._begun = self._begun or bool(begin)
        thread: Any = self._connection
        try:
            done: _Done = await_(thread._execute(_run, thread._conn, begin, verb, sql, parameters))
        except (sqlite3.Error, ValueError) as error:
            # The adapter's own reading of what aiosqlite raises once a connection is gone.
            self._handle_exception(error)
        return done

    def commit(self) -> None:
        if self._begun:
            super().commit()
        self._has_ended()

    def rollback(self) -> None:
        thread: Any = self._connection
        if self._begun and self._reads and thread._connection:
            # The thread does what it is told in order, so whoever comes next finds this done.
            thread._tx.put_nowait((None, thread._conn.rollback))
        elif self._begun:
            super().rollback()
        self._has_ended()

    def _has_ended(self) -> None:
        # Only now: a COMMIT that fails leaves the transaction open, to be rolled back.
        self._begun, self._to_begin = False, ""


class _Driver(AsyncAdapt_aiosqlite_dbapi):
    """The driver with our connections."""

    def connect(self, *arg: Any, **kw: Any) -> _Connection:
        return _Connection(self, super().connect(*arg, **kw).driver_connection)
