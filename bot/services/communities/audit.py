"""The audit trail: what facilitators and administrators did, without any text of a message."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert

from storage.audit import AuditEntry
from storage.engine import Tx


async def record(
    tx: Tx, now: datetime, deed: str, *, actor: int | None, community: int | None = None, subject: str = ""
) -> None:
    """Write down a deed ("community.suspend") in the transaction in which it is done."""
    await tx.execute(
        insert(AuditEntry).values(
            at=now, actor_id=actor, community_id=community, deed=deed, subject=subject[:200]
        )
    )
