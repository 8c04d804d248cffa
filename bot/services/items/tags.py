"""Tags: anyone who may see an item may tag it; following, renaming and merging.

A tag belongs to the community of the items that bear it. The same word in
another community is another tag, so a private community's words stay there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update

from bot.errors import Conflict, NotFound, NotUnderstood
from bot.services.alerts import following
from bot.services.alerts.following import Thing
from bot.services.communities.audit import record
from bot.services.items import happenings, items
from bot.services.text import fold, one_line
from bot.services.upsert import insert_new
from bot.services.visibility import is_in
from bot.words import _
from storage.engine import Tx
from storage.items import Item, ItemTag

LONGEST = 40
LONGEST_KEY = 60
MOST = 20


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag of a community, and how many items bear it."""

    key: str
    name: str
    items: int


@dataclass(frozen=True, slots=True)
class Tagged:
    """An item that bears a tag."""

    id: int
    kind: str
    title: str


def key_of(name: str) -> str:
    """What a tag is compared by."""
    return fold(checked(name))


def checked(name: str) -> str:
    """A tag as it will be kept, without "#"; raises `NotUnderstood` for one that is empty or too long."""
    name = one_line(name).lstrip("#").strip()
    if not fold(name):
        raise NotUnderstood(_("A tag needs at least one letter."), field="tags")
    # What it is compared by can be many times longer ("ﷺ" is four words).
    if len(name) > LONGEST or len(fold(name)) > LONGEST_KEY:
        raise NotUnderstood(_("A tag has at most {most} characters.", most=LONGEST), field="tags")
    return name


async def add(tx: Tx, now: datetime, person_id: int, item_id: int, names: Sequence[str]) -> list[str]:
    """Tag an item; returns the tags that are new on it. Raises `NotUnderstood` for too many."""
    wanted = {fold(name): name for name in map(checked, names)}
    present = await of_item(tx, item_id)
    fresh = [key for key in wanted if key not in {fold(name) for name in present}]
    if len(present) + len(fresh) > MOST:
        raise NotUnderstood(_("An item has at most {most} tags.", most=MOST), field="tags")
    for key in fresh:
        await insert_new(tx, ItemTag, item_id=item_id, key=key, name=wanted[key], person_id=person_id, at=now)
    if fresh:
        await items.index(tx, item_id)
        await happenings.note(tx, now, "tagged", item_id, actor=person_id)
    return [wanted[key] for key in fresh]


async def take_off(tx: Tx, item_id: int, name: str) -> bool:
    """Take a tag off an item; returns whether it was on it."""
    gone = await tx.execute(delete(ItemTag).where(ItemTag.item_id == item_id, ItemTag.key == key_of(name)))
    if gone.rowcount:
        await items.index(tx, item_id)
    return bool(gone.rowcount)


async def of_item(tx: Tx, item_id: int) -> list[str]:
    """The tags of an item, by name."""
    rows = await tx.execute(select(ItemTag.name).where(ItemTag.item_id == item_id).order_by(ItemTag.key))
    return list(rows.scalars())


async def tagged(tx: Tx, community_id: int, name: str, *, limit: int = 10, offset: int = 0) -> list[Tagged]:
    """What bears a tag in a community, the latest first."""
    rows = await tx.execute(
        select(Item.id, Item.kind, Item.title)
        .join(ItemTag, ItemTag.item_id == Item.id)
        .where(ItemTag.key == key_of(name), is_in(community_id), Item.deleted_at.is_(None))
        .order_by(Item.updated_at.desc(), Item.id)
        .limit(limit)
        .offset(offset)
    )
    return [Tagged(*row) for row in rows]


async def cloud(tx: Tx, community_id: int, *, limit: int = 40) -> list[Tag]:
    """The community's tags, the most used first."""
    uses = func.count()
    rows = await tx.execute(
        select(ItemTag.key, func.min(ItemTag.name), uses)
        .join(Item, Item.id == ItemTag.item_id)
        .where(is_in(community_id), Item.deleted_at.is_(None))
        .group_by(ItemTag.key)
        .order_by(uses.desc(), ItemTag.key)
        .limit(limit)
    )
    return [Tag(*row) for row in rows]


async def follow(tx: Tx, person_id: int, community_id: int, name: str, *, on: bool) -> bool:
    """Follow a tag, or follow it no longer; returns whether that changes anything."""
    thing = Thing("tag", key_of(name), community_id)
    return await (following.follow if on else following.leave)(tx, person_id, thing)


async def rename(tx: Tx, now: datetime, actor: int, community_id: int, old: str, new: str) -> list[int]:
    """Give a tag another name; returns the items that bear it.

    Raises `NotFound` where the community has no such tag, and `Conflict` where the name is another tag's.
    """
    name, key = checked(new), key_of(new)
    bearing = await _bearing(tx, community_id, old)
    if key != key_of(old) and await tagged(tx, community_id, name, limit=1):
        raise Conflict(
            _("“{name}” is a tag already. Once the two are one, they cannot be told apart again.", name=name)
        )
    await _call(tx, community_id, bearing, old, name)
    await record(tx, now, "tag.rename", actor=actor, community=community_id)
    return bearing


async def merge(tx: Tx, now: datetime, actor: int, community_id: int, old: str, into: str) -> list[int]:
    """Make two tags one, by the second one's name; returns the items that bear it then.

    Raises `NotFound` where the community lacks one of them.
    """
    key = key_of(into)
    bearing, present = await _bearing(tx, community_id, old), await _bearing(tx, community_id, into)
    if key != key_of(old):
        twice = set(bearing) & set(present)
        await tx.execute(delete(ItemTag).where(ItemTag.key == key_of(old), ItemTag.item_id.in_(twice)))
        await _call(tx, community_id, bearing, old, checked(into))
    await record(tx, now, "tag.merge", actor=actor, community=community_id)
    return sorted({*bearing, *present})


async def _bearing(tx: Tx, community_id: int, name: str) -> list[int]:
    """The community's items that bear a tag; raises `NotFound` where none does."""
    here = select(Item.id).where(Item.community_id == community_id)
    found = await tx.execute(
        select(ItemTag.item_id).where(ItemTag.key == key_of(name), ItemTag.item_id.in_(here))
    )
    bearing = list(found.scalars())
    if not bearing:
        raise NotFound(_("There is no tag “{name}” here.", name=one_line(name)))
    return bearing


async def _call(tx: Tx, community_id: int, bearing: Sequence[int], old: str, name: str) -> None:
    """Call a tag by another name on those items, for those who follow it, and in the index."""
    old_key, key = key_of(old), key_of(name)
    of_them = (ItemTag.key == old_key, ItemTag.item_id.in_(bearing))
    await tx.execute(update(ItemTag).where(*of_them).values(key=key, name=name))
    if key != old_key:
        was, becomes = Thing("tag", old_key, community_id), Thing("tag", key, community_id)
        await following.carry_over(tx, was, becomes)
    for item_id in bearing:
        await items.index(tx, item_id)
