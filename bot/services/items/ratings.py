"""What members think of an item, from 1 to 5: one number each, which they may change."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from bot.errors import NotUnderstood
from bot.services.upsert import insert_for
from bot.words import _
from storage.engine import Tx
from storage.items import Rating as Row

MOST = 5


@dataclass(frozen=True, slots=True)
class Rated:
    """The mean of an item's ratings (0 where there are none), and how many there are."""

    mean: float
    count: int


async def rate(tx: Tx, item_id: int, person_id: int, stars: int) -> None:
    """Rate an item, or rate it anew. Raises `NotUnderstood` for anything but 1 to 5."""
    if not 1 <= stars <= MOST:
        raise NotUnderstood(_("A rating is a number from 1 to {most}.", most=MOST), field="stars")
    statement = insert_for(tx.dialect.name, Row).values(item_id=item_id, person_id=person_id, stars=stars)
    await tx.execute(
        statement.on_conflict_do_update(index_elements=[Row.item_id, Row.person_id], set_={"stars": stars})
    )


async def of_item(tx: Tx, item_id: int) -> Rated:
    """What an item's ratings come to."""
    found = await tx.execute(select(func.avg(Row.stars), func.count()).where(Row.item_id == item_id))
    mean, count = found.one()
    return Rated(float(mean or 0), count)
