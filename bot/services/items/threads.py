"""What people write in the thread of an item's card: counted, and never read.

A platform tells that somebody replied to a message. If the message is a card of
an item, the reply is counted on its posting, with the moment. A reply that is
taken back later stays counted.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from storage.engine import Tx
from storage.items import Item, Posting
from storage.messages import Outbox


@dataclass(frozen=True, slots=True)
class Replies:
    """How many replies an item's threads have, and when the last one came."""

    count: int
    last_at: datetime | None


async def posting_of(tx: Tx, platform: str, workspace: str, channel: str, message: str) -> int | None:
    """The number of the posting that stands there; None where that message is no card of an item."""
    found = await tx.execute(
        select(Posting.id)
        .join(Item, Item.id == Posting.item_id)
        .where(
            Posting.message == message,
            Posting.channel == channel,
            Posting.platform == platform,
            Posting.workspace == workspace,
            Item.deleted_at.is_(None),
        )
        .limit(1)
    )
    return found.scalar()


async def posting_now(tx: Tx, now: datetime, platform: str, workspace: str, channel: str) -> bool:
    """Whether a card is being posted in that channel at this moment, so that its message is not known yet."""
    found = await tx.execute(
        select(Outbox.id)
        .where(
            Outbox.state == "waiting",
            Outbox.leased_until > now,
            Outbox.action == "post",
            Outbox.posting_id.is_not(None),
            Outbox.platform == platform,
            Outbox.workspace == workspace,
            Outbox.channel == channel,
        )
        .limit(1)
    )
    return found.scalar() is not None


async def count(tx: Tx, now: datetime, posting: int) -> int:
    """Count one more reply to that posting; returns the item's number."""
    counted = await tx.execute(
        update(Posting)
        .where(Posting.id == posting)
        .values(replies=Posting.replies + 1, last_reply_at=now)
        .returning(Posting.item_id)
    )
    item_id: int = counted.scalar_one()
    return item_id


async def replies(tx: Tx, item_id: int) -> Replies:
    """The replies in all threads of an item."""
    found = await tx.execute(
        select(func.coalesce(func.sum(Posting.replies), 0), func.max(Posting.last_reply_at)).where(
            Posting.item_id == item_id
        )
    )
    return Replies(*found.one())
