"""Building the search index again, batch by batch, from the items and people that there are.

Each batch is a transaction of its own, and whatever is indexed is locked for so
long, so the bot can go on: people search, write and delete meanwhile.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.services.items import items
from bot.services.people import profiles
from bot.services.search.fulltext import PERSON
from storage.engine import Database
from storage.items import Item
from storage.people import Person
from storage.search import SearchEntry

BATCH = 100


async def total(database: Database) -> int:
    """How many items and people there are."""
    async with database.read() as tx:
        counts = [await tx.scalar(select(func.count()).select_from(table)) for table in (Item, Person)]
    return sum(count or 0 for count in counts)


async def rebuild(database: Database) -> AsyncIterator[int]:
    """Index everything again; after each batch, says how many items and people it had."""
    await _drop_strays(database)
    async for numbers in _batches(database, Item.updated_at, Item.id):
        async with database.write() as tx:
            for number in numbers:
                await items.index(tx, number)
        yield len(numbers)
    async for numbers in _batches(database, Person.id, Person.id):
        async with database.write() as tx:
            await tx.execute(
                select(Person.id)
                .where(Person.id.in_(numbers))
                .order_by(Person.id)
                # Whoever writes something of theirs meanwhile need not wait, nor we for them.
                .with_for_update(key_share=True)
            )
            for number in numbers:
                await profiles.index(tx, number)
        yield len(numbers)


async def _batches(
    database: Database, time: InstrumentedAttribute[Any], key: InstrumentedAttribute[int]
) -> AsyncIterator[list[int]]:
    """The numbers, the oldest first, as search takes what was indexed last for the newest."""
    statement = select(key, time).order_by(time, key).limit(BATCH)
    after = statement
    while True:
        async with database.read() as tx:
            rows = (await tx.execute(after)).all()
        if not rows:
            return
        yield [row[0] for row in rows]
        number, at = rows[-1]
        after = statement.where(time >= at, or_(time > at, key > number))


async def _drop_strays(database: Database) -> None:
    """Take out of the index what is of items and people that are not there any more."""
    async with database.write() as tx:
        await tx.execute(
            delete(SearchEntry).where(
                or_(
                    (SearchEntry.kind == PERSON) & SearchEntry.ref.not_in(select(Person.id)),
                    (SearchEntry.kind != PERSON) & SearchEntry.ref.not_in(select(Item.id)),
                )
            )
        )
