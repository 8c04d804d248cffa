"""Files whose text is still to be read for the index: a queue in the versions of documents themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from bot.services.items import items
from storage.documents import DocumentVersion as Row
from storage.engine import Tx

MOST_TRIES = 3
LEASE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Unread:
    """A file whose text is still to be read."""

    item_id: int
    number: int
    sha256: str
    name: str


async def take(tx: Tx, now: datetime) -> Unread | None:
    """Take the file in hand that has waited longest for its text to be read; None where none waits.

    It is handed out again after a while unless `read` is called, but not more than a few times.
    """
    found = await tx.execute(
        select(Row.item_id, Row.number, Row.sha256, Row.name, Row.tries)
        .where(Row.read_after <= now)
        .order_by(Row.read_after)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = found.first()
    if row is None:
        return None
    last = row.tries + 1 >= MOST_TRIES
    await tx.execute(
        update(Row)
        .where(Row.item_id == row.item_id, Row.number == row.number)
        .values(tries=row.tries + 1, read_after=None if last else now + LEASE)
    )
    return Unread(row.item_id, row.number, row.sha256, row.name)


async def waits(tx: Tx, now: datetime) -> bool:
    """Whether any file's text is to be read now."""
    return (await tx.execute(select(Row.item_id).where(Row.read_after <= now).limit(1))).first() is not None


async def read(tx: Tx, file: Unread, text: str | None) -> None:
    """Write down a file's text, or that it cannot be read (None).

    The document is found by it from now on, if this is its present version still.
    """
    await tx.execute(
        update(Row).where(Row.item_id == file.item_id, Row.number == file.number).values(read_after=None)
    )
    newest = select(func.max(Row.number)).where(Row.item_id == file.item_id)
    if text and (await tx.execute(newest)).scalar_one() == file.number:
        await items.find_by(tx, file.item_id, text)
