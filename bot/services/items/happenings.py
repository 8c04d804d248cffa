"""Happenings: what happened to items, written down where it happens, read by whatever tells of it.

Alerts, digests and feeds are all made from these rows, so a new kind of item is
in all of them without a line of its own: `items.create` notes it. Who may hear
of a happening is decided when it is read, by `bot.services.visibility` and by
whether the item is still there.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, Insert, bindparam, delete, insert, literal, select

from storage.base import BigId
from storage.engine import Tx
from storage.happenings import Happening as Row
from storage.items import Item, ItemPlace

What = Literal["new", "changed", "answer", "comment", "accepted", "cancelled", "tagged"]

KEPT_FOR = timedelta(days=90)
"""How long a happening is kept: longer than any digest looks back."""


_NAMES = ("at", "what", "kind", "item_id", "community_id", "actor_id", "comment_id", "told")


def _insert(community: Any, *of: ColumnElement[bool]) -> Insert:
    """One row for each community of an item that the conditions leave over."""
    found = select(
        bindparam("at", type_=Row.at.type),
        bindparam("what", type_=Row.what.type),
        Item.kind,
        Item.id,
        community,
        bindparam("actor", type_=BigId),
        bindparam("comment", type_=BigId),
        literal(False),
    )
    return insert(Row).from_select(_NAMES, found.where(Item.id == bindparam("item", type_=BigId), *of))


_OWN = _insert(Item.community_id)
_FURTHER = _insert(ItemPlace.community_id, ItemPlace.item_id == Item.id)


async def note(
    tx: Tx, now: datetime, what: What, item_id: int, *, actor: int | None, comment: int | None = None
) -> None:
    """Write down what happened to an item, in its own community."""
    values = {"at": now, "what": what, "item": item_id, "actor": actor, "comment": comment}
    await tx.execute(_OWN, values)


async def note_further(tx: Tx, now: datetime, what: What, item_id: int, *, actor: int | None) -> None:
    """Write down what happened to an item, in the further communities in which it is published."""
    values = {"at": now, "what": what, "item": item_id, "actor": actor, "comment": None}
    await tx.execute(_FURTHER, values)


async def purge(tx: Tx, now: datetime) -> None:
    """Forget what happened long ago."""
    await tx.execute(delete(Row).where(Row.at < now - KEPT_FOR))
