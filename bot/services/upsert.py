"""INSERT … ON CONFLICT, which SQLAlchemy spells differently for each database."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite

from storage.base import Base
from storage.engine import Tx


def insert_for(tx: Tx, table: type[Base]) -> sqlite.Insert | postgresql.Insert:
    """An INSERT into the table that knows `on_conflict_do_nothing` and `on_conflict_do_update`."""
    if tx.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


async def insert_new(tx: Tx, table: type[Base], *, same: Sequence[str] = (), **values: Any) -> bool:
    """Insert a row unless one with the same key is there; returns whether it was new.

    The key is the primary key, or the unique columns named by `same`.
    """
    key = same or [column.name for column in table.__table__.primary_key]
    statement = insert_for(tx, table).values(**values).on_conflict_do_nothing(index_elements=key)
    return bool((await tx.execute(statement)).rowcount)
