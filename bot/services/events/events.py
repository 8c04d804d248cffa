"""Events: reading them, and finding what comes.

What is changed in them is in `planning`, who comes in `rsvps`, and when a repeated one takes place in
`occurrences`, whose functions take an `Event` as it is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, or_, select

from bot.services.events import occurrences
from bot.services.events.occurrences import Change, Occurrence
from storage.base import BigId
from storage.engine import Tx
from storage.events import Event as Row
from storage.events import EventException, Rsvp
from storage.items import Item, ItemPlace
from storage.people import Person

KIND = "event"
MOST_READ = 500
"""How many events are looked through for what comes next."""
_CHANGE_OF_ZONE = timedelta(days=1)
"""`begins_at` and `over_at` were right when they were written; states change the rules of their zones."""


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


def _events(*of: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    return (
        select(*_COLUMNS)
        .join(Row, Row.item_id == Item.id)
        .outerjoin(Person, Person.id == Item.author_id)
        .where(*of)
    )


_GET = _events(Item.id == bindparam("number", type_=BigId))
_GET_PRESENT = _GET.where(Item.deleted_at.is_(None))


async def get(tx: Tx, item_id: int, *, removed: bool = False) -> Event | None:
    """The event of that number; None where there is none, or (unless `removed`) where it was taken away."""
    row = (await tx.execute(_GET if removed else _GET_PRESENT, {"number": item_id})).first()
    return (await _whole(tx, [row]))[0] if row else None


async def several(tx: Tx, numbers: Sequence[int]) -> list[Event]:
    """The events of those numbers that are there, in the order in which they first begin."""
    rows = await tx.execute(_events(Item.id.in_(numbers), Item.deleted_at.is_(None)).order_by(Row.begins_at))
    return await _whole(tx, rows.all())


async def hold(tx: Tx, item_id: int) -> None:
    """Keep an event, and who comes, from being changed by others until the transaction ends."""
    await tx.execute(select(Row.item_id).where(Row.item_id == item_id).with_for_update())


async def _whole(tx: Tx, rows: Sequence[Any]) -> list[Event]:
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


# --- finding ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Coming:
    """One time of an event that comes. `starts` and `ends` are in UTC; `key` names the time."""

    item_id: int
    title: str
    community_id: int
    starts: datetime
    ends: datetime
    place: str
    key: str


def _in_any(communities: Sequence[int]) -> ColumnElement[bool]:
    placed = select(ItemPlace.item_id).where(ItemPlace.community_id.in_(communities))
    return or_(Item.community_id.in_(communities), Item.id.in_(placed))


def _not_over(now: datetime) -> ColumnElement[bool]:
    return or_(Row.over_at.is_(None), Row.over_at > now - _CHANGE_OF_ZONE)


def is_off(now: datetime) -> ColumnElement[bool]:
    """The condition, for a statement on `Item`, that it is an event that is cancelled, or over by then."""
    off = or_(Row.cancelled_at.is_not(None), Row.over_at <= now)
    return exists().where(Row.item_id == Item.id, off).correlate(Item)


async def standing(tx: Tx, communities: Sequence[int], now: datetime) -> list[Event]:
    """The events of those communities that are neither over nor cancelled, at most 500.

    Who may see them is decided before.
    """
    statement = _events(
        _in_any(communities), Item.deleted_at.is_(None), Row.cancelled_at.is_(None), _not_over(now)
    )
    rows = await tx.execute(statement.order_by(Row.begins_at, Item.id).limit(MOST_READ))
    return [event for event in await _whole(tx, rows.all()) if not event.is_over(now)]


async def coming(
    tx: Tx, communities: Sequence[int], now: datetime, until: datetime, *, limit: int = 50
) -> list[Coming]:
    """What comes in those communities between two moments, each time of a repeated event by itself, in order.

    What has begun and is not over comes too. Three statements, however many communities. `community_id` is
    the event's own community, or the first of those asked for in which it is published.
    """
    if not communities:
        return []
    statement = _events(
        _in_any(communities),
        Item.deleted_at.is_(None),
        Row.cancelled_at.is_(None),
        _not_over(now),
        Row.begins_at < until + _CHANGE_OF_ZONE,
    )
    rows = (await tx.execute(statement.order_by(Row.begins_at.desc(), Item.id).limit(MOST_READ))).all()
    where = await _communities_of(tx, rows, communities)
    found = [
        Coming(event.id, event.title, where[event.id], one.starts, one.ends, event.place, one.key)
        for event in await _whole(tx, rows)
        for one in occurrences.between(event, now, until, limit=limit)
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


async def listed(
    tx: Tx, person_id: int, community_id: int, which: Which, now: datetime, *, limit: int, offset: int = 0
) -> list[tuple[Event, Occurrence]]:
    """A community's events, each with the time to be shown: what comes in order, or the latest that is past.

    "mine" are those that come which the person made or said yes or maybe to.
    """
    if which == "past":
        statement = _events(
            _in_any([community_id]), Item.deleted_at.is_(None), Row.over_at.is_not(None), Row.over_at <= now
        )
        rows = await tx.execute(statement.order_by(Row.over_at.desc(), Item.id).limit(limit).offset(offset))
        return [(event, event.shown(now)) for event in await _whole(tx, rows.all())]
    statement = _events(_in_any([community_id]), Item.deleted_at.is_(None), _not_over(now))
    if which == "mine":
        said = exists().where(
            and_(Rsvp.item_id == Item.id, Rsvp.person_id == person_id, Rsvp.answer.in_(("yes", "maybe")))
        )
        statement = statement.where(or_(Item.author_id == person_id, said))
    rows = await tx.execute(statement.order_by(Row.begins_at, Item.id).limit(MOST_READ))
    found = [
        (event, one)
        for event in await _whole(tx, rows.all())
        if (one := occurrences.upcoming(event, now)) is not None
    ]
    return sorted(found, key=lambda pair: (pair[1].starts, pair[0].id))[offset : offset + limit]
