"""The whole database as text, to compare before and after, and to look through for what must not be there."""

from __future__ import annotations

from sqlalchemy import select

from storage.engine import Database
from storage.schema import metadata

FIRST_CONTACT = ("inbox", "person", "identity", "membership")
"""What may be written for somebody who only makes a mistake: that they were there."""


class Dump(dict[str, list[str]]):
    """The rows of each table, each row one line of text, in no order."""

    def __str__(self) -> str:
        return "\n".join(f"{table}: {row}" for table, rows in self.items() for row in rows)


async def dump(database: Database, *without: str) -> Dump:
    """Everything in every table, but for those left out."""
    found = Dump()
    async with database.read() as tx:
        for table in metadata.sorted_tables:
            if table.name not in without:
                rows = await tx.execute(select(table))
                found[table.name] = sorted(repr(dict(row._mapping)) for row in rows)
    return found
