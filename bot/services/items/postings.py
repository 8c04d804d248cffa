"""Postings: where the cards of items stand, so that they can be drawn again and taken away."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from bot.services.communities.communities import COLUMNS, Community
from storage.communities import Community as CommunityRow
from storage.engine import Tx
from storage.items import Item, Posting


@dataclass(frozen=True, slots=True)
class Shown:
    """A posting: which card of which item, its title, whose community's, and the message (if any yet)."""

    item_id: int
    card: str
    message: str
    gone: bool
    title: str
    community: Community


async def get(tx: Tx, posting_id: int) -> Shown | None:
    """The posting of that number; None where it is forgotten."""
    found = await tx.execute(
        select(Posting.item_id, Posting.card, Posting.message, Posting.gone, Item.title, *COLUMNS)
        .join(Item, Item.id == Posting.item_id)
        .join(CommunityRow, CommunityRow.id == Item.community_id)
        .where(Posting.id == posting_id)
    )
    row = found.first()
    if row is None:
        return None
    return Shown(row.item_id, row.card, row.message, row.gone, row.title, Community.of(row))


async def taken_away(tx: Tx, posting_id: int) -> bool:
    """The message of a posting was taken away, as its item was; returns whether the item is back already."""
    await tx.execute(update(Posting).where(Posting.id == posting_id).values(gone=True))
    back = await tx.execute(
        select(Item.id)
        .join(Posting, Posting.item_id == Item.id)
        .where(Posting.id == posting_id, Posting.card == Item.kind, Item.deleted_at.is_(None))
    )
    return back.first() is not None
