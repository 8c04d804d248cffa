"""Rounds of prompts: a question that was asked, until the next one is.

It is an item of kind "prompt", and its answers are comments on it. Its round ends
before the next one begins, or after a week.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, select, update

from bot.services.items import items
from bot.services.prompts.prompts import KIND, take_next
from storage.engine import Tx
from storage.items import Item
from storage.prompts import PromptRound

ROUND = timedelta(days=7)
"""How long a round lasts where no other prompt ends it."""


async def ask_next(tx: Tx, now: datetime, community_id: int) -> int | None:
    """Take the next prompt and make an item of it; returns its number, None where the queue is used up."""
    prompt = await take_next(tx, now, community_id)
    if prompt is None:
        return None
    number = await items.create(
        tx, now, KIND, community_id=community_id, author_id=prompt.added_by, title=prompt.text
    )
    await tx.execute(insert(PromptRound).values(item_id=number, community_id=community_id))
    return number


async def open_rounds(tx: Tx, community_id: int) -> list[int]:
    """The items of rounds that are not closed, the oldest first."""
    rows = await tx.execute(
        select(PromptRound.item_id)
        .join(Item, Item.id == PromptRound.item_id)
        .where(
            PromptRound.community_id == community_id,
            PromptRound.closed_at.is_(None),
            Item.deleted_at.is_(None),
        )
        .order_by(Item.created_at, Item.id)
    )
    return list(rows.scalars())


async def close(tx: Tx, now: datetime, number: int) -> bool:
    """End a round; returns False where it had ended."""
    ended = await tx.execute(
        update(PromptRound)
        .where(PromptRound.item_id == number, PromptRound.closed_at.is_(None))
        .values(closed_at=now)
    )
    return bool(ended.rowcount)
