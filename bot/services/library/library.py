"""The documents of a community in a list: the latest, by title, one's own, or the best."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, func, select

from bot.services.library.documents import KIND
from storage.engine import Tx
from storage.items import Item as ItemRow
from storage.items import Rating
from storage.people import Person

Order = Literal["latest", "a-z", "mine", "best"]


@dataclass(frozen=True, slots=True)
class Listed:
    """A document in a list."""

    id: int
    title: str
    author_name: str
    updated_at: datetime
    mean: float
    ratings: int


_LISTED: Select[Any] = (
    select(
        ItemRow.id,
        ItemRow.title,
        func.coalesce(Person.name, "").label("author_name"),
        ItemRow.updated_at,
        func.avg(Rating.stars).label("mean"),
        func.count(Rating.stars).label("ratings"),
    )
    .outerjoin(Person, Person.id == ItemRow.author_id)
    .outerjoin(Rating, Rating.item_id == ItemRow.id)
    .where(ItemRow.kind == KIND, ItemRow.deleted_at.is_(None))
    .group_by(ItemRow.id, ItemRow.title, Person.name, ItemRow.updated_at)
)


async def listed(
    tx: Tx, viewer: int, community_id: int, order: Order = "latest", *, limit: int = 10, offset: int = 0
) -> list[Listed]:
    """The documents of a community in that order; "mine" are the viewer's own, the latest first."""
    statement = _LISTED.where(ItemRow.community_id == community_id).limit(limit).offset(offset)
    if order == "mine":
        statement = statement.where(ItemRow.author_id == viewer)
    rows = await tx.execute(_ordered(statement, order))
    return [
        Listed(row.id, row.title, row.author_name, row.updated_at, float(row.mean or 0), row.ratings)
        for row in rows
    ]


def _ordered(statement: Select[Any], order: Order) -> Select[Any]:
    """In that order. Best is by the mean of the ratings as if two people had said 3, so one 5 is not best."""
    latest = ItemRow.updated_at.desc()
    if order == "a-z":
        return statement.order_by(func.lower(ItemRow.title), ItemRow.id)
    if order == "best":
        return statement.order_by(_worth().desc(), latest, ItemRow.id)
    return statement.order_by(latest, ItemRow.id)


def _worth() -> ColumnElement[Any]:
    total = func.coalesce(func.sum(Rating.stars), 0)
    return (total + 6) * 1.0 / (func.count(Rating.stars) + 2)
