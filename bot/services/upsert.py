"""INSERT … ON CONFLICT, which SQLAlchemy spells differently for each database."""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from storage.base import Base
from storage.engine import Tx


def insert_for(dialect: str, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into the table that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _insert_new(dialect: str, table: type[Base], same: tuple[str, ...]) -> sqlite.Insert | postgresql.Insert:
    return insert_for(dialect, table).on_conflict_do_nothing(index_elements=same)


async def insert_new(tx: Tx, table: type[Base], *, same: tuple[str, ...] = (), **values: Any) -> bool:
    """Insert a row unless one with the same key is there; returns whether it was new.

    The key is the primary key, or the unique columns named by `same`.
    """
    key = same or tuple(column.name for column in table.__table__.primary_key)
    return bool((await tx.execute(_insert_new(tx.dialect.name, table, key), values)).rowcount)
