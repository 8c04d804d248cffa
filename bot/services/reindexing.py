"""Building the search index again, batch by batch, from the items and people that there are.

Each batch is a transaction of its own, and whatever is indexed is locked for so
long, so the bot can go on: people search, write and delete meanwhile.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

from sqlalchemy import Select, delete, func, or_, select

from bot.services import items, people
from bot.services.search import PERSON
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
    after: int | None = None
    while numbers := await _batch(database, select(Item.id).order_by(Item.id).limit(BATCH), after):
        async with database.write() as tx:
            for number in numbers:
                await items.index(tx, number)
        after = numbers[-1]
        yield len(numbers)
    after = None
    while numbers := await _batch(database, select(Person.id).order_by(Person.id).limit(BATCH), after):
        async with database.write() as tx:
            await tx.execute(
                select(Person.id).where(Person.id.in_(numbers)).order_by(Person.id).with_for_update()
            )
            for number in numbers:
                await people.index(tx, number)
        after = numbers[-1]
        yield len(numbers)


async def _batch(database: Database, statement: Select[int], after: int | None) -> list[int]:
    """The next numbers after that one, in order."""
    async with database.read() as tx:
        if after is not None:
            statement = statement.where(statement.selected_columns[0] > after)
        return list((await tx.execute(statement)).scalars())


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
