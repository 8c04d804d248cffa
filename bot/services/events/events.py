"""Events: what they are, and reading them.

What comes is found in `listing`. What is changed in events is in `planning`, who comes in `rsvps`, and when a
repeated one takes place in `occurrences`, whose functions take an `Event` as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, or_, select

from bot.services.events import occurrences
from bot.services.events.occurrences import Change, Occurrence
from storage.base import BigId
from storage.engine import Tx
from storage.events import Event as Row
from storage.events import EventException
from storage.items import Item
from storage.people import Person

KIND = "event"


@dataclass(frozen=True, slots=True)
class Event:
    """An event. `starts` is the first local start (naive) in `zone`; `changes` are by the keys of times.

    `reminders` are minutes before it begins. `place` and `link` are empty where there is none.
    """

    id: int
    community_id: int
    title: str
    body: str
    author_id: int | None
    author_name: str
    created_at: datetime
    updated_at: datetime
    starts: datetime
    zone: str
    minutes: int
    rule: str | None
    place: str
    link: str
    capacity: int | None
    reminders: tuple[int, ...]
    reminded_to: datetime
    cancelled_at: datetime | None
    sequence: int
    changes: Mapping[str, Change] = field(default_factory=dict)

    def shown(self, now: datetime) -> Occurrence:
        """The time that a card shows: the next that is not over, else the last one there was."""
        if one := occurrences.upcoming(self, now):
            return one
        past = occurrences.between(self, now - occurrences.LONGEST_LOOK, now, cancelled=True)
        return past[-1] if past else occurrences.first(self)

    def is_over(self, now: datetime) -> bool:
        """Whether no time of it is left."""
        return occurrences.upcoming(self, now) is None


_COLUMNS = (
    Item.id,
    Item.community_id,
    Item.title,
    Item.body,
    Item.author_id,
    Person.name.label("author_name"),
    Item.created_at,
    Item.updated_at,
    Row.starts,
    Row.zone,
    Row.minutes,
    Row.rule,
    Row.place,
    Row.link,
    Row.capacity,
    Row.reminders,
    Row.reminded_to,
    Row.cancelled_at,
    Row.sequence,
)


def selected(*of: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The statement that reads the events of which that is so; `whole` makes them of its rows."""
    return (
        select(*_COLUMNS)
        .join(Row, Row.item_id == Item.id)
        .outerjoin(Person, Person.id == Item.author_id)
        .where(*of)
    )


_GET = selected(Item.id == bindparam("number", type_=BigId))
_GET_PRESENT = _GET.where(Item.deleted_at.is_(None))


async def get(tx: Tx, item_id: int, *, removed: bool = False) -> Event | None:
    """The event of that number; None where there is none, or (unless `removed`) where it was taken away."""
    row = (await tx.execute(_GET if removed else _GET_PRESENT, {"number": item_id})).first()
    return (await whole(tx, [row]))[0] if row else None


async def several(tx: Tx, numbers: Sequence[int]) -> list[Event]:
    """The events of those numbers that are there, in the order in which they first begin."""
    rows = await tx.execute(selected(Item.id.in_(numbers), Item.deleted_at.is_(None)).order_by(Row.begins_at))
    return await whole(tx, rows.all())


async def hold(tx: Tx, item_id: int) -> None:
    """Keep an event, and who comes, from being changed by others until the transaction ends."""
    await tx.execute(select(Row.item_id).where(Row.item_id == item_id).with_for_update())


async def whole(tx: Tx, rows: Sequence[Any]) -> list[Event]:
    """Events of rows, with what differs at single times of those that are repeated."""
    repeated = [row.id for row in rows if row.rule]
    changes: dict[int, dict[str, Change]] = {}
    if repeated:
        statement = select(
            EventException.item_id,
            EventException.occurrence,
            EventException.moved_to,
            EventException.minutes,
            EventException.cancelled,
        ).where(EventException.item_id.in_(repeated))
        for one in await tx.execute(statement):
            moved = datetime.fromisoformat(one.moved_to) if one.moved_to else None
            changes.setdefault(one.item_id, {})[one.occurrence] = Change(moved, one.minutes, one.cancelled)
    return [_event(row, changes.get(row.id, {})) for row in rows]


def _event(row: Any, changes: Mapping[str, Change]) -> Event:
    return Event(
        id=row.id,
        community_id=row.community_id,
        title=row.title,
        body=row.body,
        author_id=row.author_id,
        author_name=row.author_name or "",
        created_at=row.created_at,
        updated_at=row.updated_at,
        starts=datetime.fromisoformat(row.starts),
        zone=row.zone,
        minutes=row.minutes,
        rule=row.rule,
        place=row.place,
        link=row.link,
        capacity=row.capacity,
        reminders=tuple(row.reminders),
        reminded_to=row.reminded_to,
        cancelled_at=row.cancelled_at,
        sequence=row.sequence,
        changes=changes,
    )


def is_off(now: datetime) -> ColumnElement[bool]:
    """The condition, for a statement on `Item`, that it is an event that is cancelled, or over by then."""
    off = or_(Row.cancelled_at.is_not(None), Row.over_at <= now)
    return exists().where(Row.item_id == Item.id, off).correlate(Item)
