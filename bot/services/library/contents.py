"""Which contents of files are kept, and which of them nobody needs any more.

A content is needed by the versions of documents, also of those that can still be brought back, and by picked
messages that wait to be kept. It is written down here before it is put into the store, so that one whose
upload was refused afterwards is found. What nobody needs, and nobody gave lately, is taken away.

Taking away takes time, and somebody may give the same content meanwhile. So it is first marked as leaving;
`take` refuses it until it is gone, or until the mark is so old that whoever set it has given up.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select, update

from bot.services.upsert import insert_for
from storage.documents import Blob as Row
from storage.documents import DocumentVersion
from storage.engine import Tx
from storage.quotes import Quote

UNUSED_FOR = timedelta(hours=1)
"""How long a content is kept that nobody needs: much longer than a request takes that will need it."""

LEASE = timedelta(seconds=30)
"""How long a mark counts: longer than whoever set it goes on taking away what it marked."""


async def take(tx: Tx, now: datetime, sha256: str) -> bool:
    """Note that somebody gives a content; False where it is leaving and has to be given again in a moment."""
    given = insert_for(tx.dialect.name, Row).values(sha256=sha256, given_at=now, leaving_at=None)
    noted = await tx.execute(
        given.on_conflict_do_update(
            index_elements=["sha256"], set_={"given_at": now, "leaving_at": None}, where=_stays(now)
        )
    )
    return bool(noted.rowcount)


async def mark_unneeded(tx: Tx, now: datetime, *, most: int = 50) -> list[str]:
    """Mark contents that nobody needs as leaving; returns their hashes, for the caller to take away."""
    unneeded = and_(Row.given_at < now - UNUSED_FOR, _stays(now), ~_is_needed())
    some = select(Row.sha256).where(unneeded).order_by(Row.given_at).limit(most)
    # Said twice, as what is read for the list may be given by somebody before it is marked.
    marked = update(Row).where(Row.sha256.in_(some), unneeded).values(leaving_at=now)
    return list((await tx.execute(marked.returning(Row.sha256))).scalars())


async def gone(tx: Tx, marked_at: datetime, sha256: str) -> None:
    """Note that a content is gone which was marked at that moment."""
    await tx.execute(delete(Row).where(Row.sha256 == sha256, Row.leaving_at == marked_at))


def _stays(now: datetime) -> ColumnElement[bool]:
    return or_(Row.leaving_at.is_(None), Row.leaving_at < now - LEASE)


def _is_needed() -> ColumnElement[bool]:
    in_a_document = exists().where(DocumentVersion.sha256 == Row.sha256)
    waits = exists().where(Quote.file["sha256"].as_string() == Row.sha256)
    return or_(in_a_document, waits)
