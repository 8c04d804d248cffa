"""Bringing a database up to the present schema, by itself, with a copy put aside first.

A database that is up to date is told by one query; Alembic, which is slow to
load, only comes in where something is to be done.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.engine import Database

HEAD = "0007"
"""The newest revision in `migrations/versions`."""

_LOCK = 7_312_064_001
_SCRIPTS = Path(__file__).parent / "migrations"


async def revision(database: Database) -> str | None:
    """The revision that a database is at; None for one that is empty."""

    def ask(connection: Connection) -> str | None:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return str(found) if found else None

    async with database.read() as tx:
        return await tx.run_sync(ask)


async def upgrade(database: Database) -> str | None:
    """Bring the database up to date; returns the path of the copy that was put aside, if one was.

    Raises what the database raises; SQLite and PostgreSQL both undo a migration that fails.
    """
    if database.path:
        database.path.parent.mkdir(parents=True, exist_ok=True)
    before = await revision(database)
    if before == HEAD:
        return None
    copy = _copy(database.path, before) if database.path and before else None
    async with database.write() as tx:
        if not database.is_sqlite:
            # Several processes may start at once; the others find the work done.
            await tx.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        await tx.run_sync(_migrate)
    return copy


def _copy(path: Path, before: str) -> str:
    """A consistent copy of a SQLite file, made while others may be using it."""
    copy = path.with_name(f"{path.name}.before-{before}-to-{HEAD}")
    with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return str(copy)


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
