"""Following and muting: what somebody wants to hear of whatever its kind, and what no more.

An item, a tag of a community, or a person is followed, muted, or neither. Muting
beats everything that would have somebody hear of a thing, following included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import BindParameter, ColumnElement, and_, cast, delete, exists, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, aliased

from bot.services.upsert import insert_for
from bot.services.visibility import seen_communities, sees_item
from storage.alerts import Follow as Row
from storage.communities import Community
from storage.engine import Tx
from storage.happenings import Happening
from storage.items import Item, ItemTag
from storage.people import Person

What = Literal["item", "tag", "person"]


@dataclass(frozen=True, slots=True)
class Thing:
    """What can be followed: an item or a person by number, or a tag of a community by its key."""

    what: What
    key: str
    community_id: int = 0


@dataclass(frozen=True, slots=True)
class Named:
    """A thing that somebody follows or has muted, and what it is called."""

    thing: Thing
    name: str
    muted: bool


async def follow(tx: Tx, person_id: int, thing: Thing) -> bool:
    """Have somebody hear of a thing; returns whether that changes anything."""
    return await _put(tx, person_id, thing, muted=False)


async def mute(tx: Tx, person_id: int, thing: Thing) -> bool:
    """Have somebody hear no more of a thing; returns whether that changes anything."""
    return await _put(tx, person_id, thing, muted=True)


async def leave(tx: Tx, person_id: int, thing: Thing) -> bool:
    """Neither follow nor mute a thing; returns whether that changes anything."""
    gone = await tx.execute(delete(Row).where(Row.person_id == person_id, *_is(thing)))
    return bool(gone.rowcount)


async def carry_over(tx: Tx, old: Thing, new: Thing) -> None:
    """Have those who follow or have muted a thing do so with another that it has become."""
    already = select(Row.person_id).where(*_is(new)).scalar_subquery()
    await tx.execute(delete(Row).where(*_is(old), Row.person_id.in_(already)))
    await tx.execute(update(Row).where(*_is(old)).values(key=new.key))


async def _put(tx: Tx, person_id: int, thing: Thing, *, muted: bool) -> bool:
    found = await tx.execute(select(Row.muted).where(Row.person_id == person_id, *_is(thing)))
    if found.scalar() is muted:
        return False
    values = {"what": thing.what, "community_id": thing.community_id, "key": thing.key, "muted": muted}
    statement = insert_for(tx.dialect.name, Row).values(person_id=person_id, **values)
    key = [Row.person_id, Row.what, Row.community_id, Row.key]
    await tx.execute(statement.on_conflict_do_update(index_elements=key, set_={"muted": muted}))
    return True


def _is(thing: Thing) -> tuple[ColumnElement[bool], ...]:
    return (Row.what == thing.what, Row.community_id == thing.community_id, Row.key == thing.key)


async def things_of(tx: Tx, people: Sequence[int]) -> dict[int, dict[Thing, bool]]:
    """What each of these people follows (False) or has muted (True)."""
    found: dict[int, dict[Thing, bool]] = {person: {} for person in people}
    rows = await tx.execute(
        select(Row.person_id, Row.what, Row.key, Row.community_id, Row.muted).where(Row.person_id.in_(people))
    )
    for row in rows:
        found[row.person_id][Thing(row.what, row.key, row.community_id)] = row.muted
    return found


async def names_of(tx: Tx, viewer: int, things: dict[Thing, bool]) -> list[Named]:
    """What somebody follows and has muted, by name; what they may not see any more is left out."""
    named: dict[Thing, str] = {}
    numbers = {what: [int(one.key) for one in things if one.what == what] for what in ("item", "person")}
    if numbers["item"]:
        condition = and_(Item.id.in_(numbers["item"]), Item.deleted_at.is_(None), sees_item(viewer))
        for row in await tx.execute(select(Item.id, Item.title).where(condition)):
            named[Thing("item", str(row.id))] = row.title
    if numbers["person"]:
        for row in await tx.execute(select(Person.id, Person.name).where(Person.id.in_(numbers["person"]))):
            named[Thing("person", str(row.id))] = row.name
    tags = [one for one in things if one.what == "tag"]
    if tags:
        places = await tx.execute(select(Community.id).where(Community.id.in_(seen_communities(viewer))))
        seen = set(places.scalars())
        named |= {one: f"#{one.key}" for one in tags if one.community_id in seen}
    return [Named(one, named[one], muted) for one, muted in things.items() if one in named]


def is_muted(
    person_id: BindParameter[int] | InstrumentedAttribute[int] | ColumnElement[int],
) -> ColumnElement[bool]:
    """The condition, for a statement on `Happening` and `Item`, that a person does not want to hear of it."""
    # Aliases of its own, for the statement that it stands in may have these tables too.
    row, tag = aliased(Row), aliased(ItemTag)
    tags = select(tag.key).where(tag.item_id == Item.id).correlate_except(tag)
    muted = exists().where(
        row.person_id == person_id,
        row.muted.is_(True),
        or_(
            and_(row.what == "item", row.key == as_key(Item.id)),
            and_(row.what == "person", row.key == as_key(Happening.actor_id)),
            and_(row.what == "tag", row.community_id == Happening.community_id, row.key.in_(tags)),
        ),
    )
    return muted.correlate_except(row)


def as_key(number: InstrumentedAttribute[int] | InstrumentedAttribute[int | None]) -> ColumnElement[str]:
    """A number as it stands in `Follow.key`."""
    return cast(number, Row.key.type)
