"""Finding events: what comes in communities, each time of a repeated event by itself, and what is past."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, or_, select

from bot.services.events import events, occurrences
from bot.services.events.events import Event
from bot.services.events.occurrences import Occurrence
from storage.engine import Tx
from storage.events import Event as Row
from storage.events import Rsvp
from storage.items import Item, ItemPlace

MOST_READ = 500
"""How many events are looked through for what comes next."""
_CHANGE_OF_ZONE = timedelta(days=1)
"""`begins_at` and `over_at` were right when they were written; states change the rules of their zones."""


@dataclass(frozen=True, slots=True)
class Coming:
    """One time of an event that comes. `starts` and `ends` are in UTC; `key` names that time of a series.

    `rule` is how the event is repeated, reckoned from `first` (naive, in its own zone); None where it is not.
    """

    item_id: int
    title: str
    community_id: int
    starts: datetime
    ends: datetime
    place: str
    key: str
    rule: str | None
    first: datetime

    @property
    def repeated(self) -> bool:
        """Whether it is one time of several."""
        return self.rule is not None


def _in_any(communities: Sequence[int]) -> ColumnElement[bool]:
    placed = select(ItemPlace.item_id).where(ItemPlace.community_id.in_(communities))
    return or_(Item.community_id.in_(communities), Item.id.in_(placed))


def _not_over(now: datetime) -> ColumnElement[bool]:
    return or_(Row.over_at.is_(None), Row.over_at > now - _CHANGE_OF_ZONE)


async def coming(
    tx: Tx,
    communities: Sequence[int],
    now: datetime,
    until: datetime,
    *,
    limit: int = 50,
    folded: bool = False,
) -> list[Coming]:
    """What comes in those communities between two moments, each time of a repeated event by itself, in order.

    `folded` gives of each event its next time alone.
    What has begun and is not over comes too. Three statements, however many communities. `community_id` is
    the event's own community, or the first of those asked for in which it is published.
    """
    if not communities:
        return []
    statement = events.selected(
        _in_any(communities),
        Item.deleted_at.is_(None),
        Row.cancelled_at.is_(None),
        _not_over(now),
        Row.begins_at < until + _CHANGE_OF_ZONE,
    )
    rows = (await tx.execute(statement.order_by(Row.begins_at.desc(), Item.id).limit(MOST_READ))).all()
    where = await _communities_of(tx, rows, communities)
    found = [
        Coming(
            event.id,
            event.title,
            where[event.id],
            one.starts,
            one.ends,
            event.place,
            one.key,
            event.rule,
            event.starts,
        )
        for event in await events.whole(tx, rows)
        for one in occurrences.between(event, now, until, limit=limit)[: 1 if folded else None]
    ]
    return sorted(found, key=lambda one: (one.starts, one.item_id))[:limit]


async def _communities_of(tx: Tx, rows: Sequence[Any], communities: Sequence[int]) -> dict[int, int]:
    """In which of those communities each event is."""
    where = {row.id: row.community_id for row in rows if row.community_id in communities}
    further = [row.id for row in rows if row.id not in where]
    if further:
        statement = select(ItemPlace.item_id, ItemPlace.community_id).where(
            ItemPlace.item_id.in_(further), ItemPlace.community_id.in_(communities)
        )
        for row in await tx.execute(statement.order_by(ItemPlace.community_id)):
            where.setdefault(row.item_id, row.community_id)
    return where


Which = Literal["coming", "mine", "past"]


async def of_community(
    tx: Tx, person_id: int, community_id: int, which: Which, now: datetime, *, limit: int, offset: int = 0
) -> list[tuple[Event, Occurrence]]:
    """A community's events, each with the time to be shown: what comes in order, or the latest that is past.

    "mine" are those that come which the person made or said yes or maybe to.
    """
    if which == "past":
        statement = events.selected(
            _in_any([community_id]), Item.deleted_at.is_(None), Row.over_at.is_not(None), Row.over_at <= now
        )
        rows = await tx.execute(statement.order_by(Row.over_at.desc(), Item.id).limit(limit).offset(offset))
        return [(event, event.shown(now)) for event in await events.whole(tx, rows.all())]
    statement = events.selected(_in_any([community_id]), Item.deleted_at.is_(None), _not_over(now))
    if which == "mine":
        said = exists().where(
            and_(Rsvp.item_id == Item.id, Rsvp.person_id == person_id, Rsvp.answer.in_(("yes", "maybe")))
        )
        statement = statement.where(or_(Item.author_id == person_id, said))
    rows = await tx.execute(statement.order_by(Row.begins_at, Item.id).limit(MOST_READ))
    found = [
        (event, one)
        for event in await events.whole(tx, rows.all())
        if (one := occurrences.upcoming(event, now)) is not None
    ]
    return sorted(found, key=lambda pair: (pair[1].starts, pair[0].id))[offset : offset + limit]
