"""Replies in threads: found out whose card they are under, counted once, and shown on the card.

Platforms tell of every thread; of most of them nothing is kept. A reply can
come while the card is still being written down as posted, so it is looked for
once more where something is being posted in that channel.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from bot import outbox
from bot.incoming import MessageRef, Replied
from bot.services import inbox
from bot.services.items import threads
from storage.engine import Database

LOOK_AGAIN_AFTER = 0.5


async def count_reply(database: Database, now: Callable[[], datetime], replied: Replied) -> bool:
    """Count a reply and have the card drawn again; returns whether it is to a card, and told for once."""
    posting = await _posting(database, now(), replied.message)
    if posting is None:
        return False
    async with database.write() as tx:
        fresh = await inbox.take(tx, now(), replied.message.platform, f"reply {replied.id}")
        if fresh:
            await outbox.refresh(tx, now(), await threads.count(tx, now(), posting))
    return fresh


async def _posting(database: Database, now: datetime, under: MessageRef) -> int | None:
    where = (under.platform, under.workspace, under.channel)
    async with database.read() as tx:
        found = await threads.posting_of(tx, *where, under.message)
        if found is not None or not await threads.posting_now(tx, now, *where):
            return found
    await asyncio.sleep(LOOK_AGAIN_AFTER)
    async with database.read() as tx:
        return await threads.posting_of(tx, *where, under.message)
