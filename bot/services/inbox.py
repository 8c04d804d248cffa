"""Events that have been handled, so that one delivered twice does nothing twice."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from bot.services.upsert import insert_new
from storage.engine import Tx
from storage.messages import Draft, Inbox, Outbox

KEPT_FOR = timedelta(days=7)
DRAFTS_KEPT_FOR = timedelta(days=1)


async def take(tx: Tx, now: datetime, platform: str, event: str) -> bool:
    """Take an event in hand, in the transaction that handles it; False where it has been handled."""
    return await insert_new(tx, Inbox, platform=platform, event=event[:200], at=now)


async def purge(tx: Tx, now: datetime) -> None:
    """Forget events, messages that went out, and drafts that are too old to matter."""
    await tx.execute(delete(Inbox).where(Inbox.at < now - KEPT_FOR))
    await tx.execute(delete(Outbox).where(Outbox.done_at < now - KEPT_FOR))
    await tx.execute(delete(Draft).where(Draft.created_at < now - DRAFTS_KEPT_FOR))
