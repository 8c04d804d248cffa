"""Messages that reached a person by no way: kept in the outbox until they come by themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, literal_column, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute

from bot.services.outgoing import Outgoing, settle
from bot.services.people.people import EMAIL
from bot.services.visibility import sees_item
from storage.engine import Tx
from storage.items import Item
from storage.messages import Outbox

KEPT_FOR = timedelta(days=30)
"""How long a message waits for a person whom no way reached."""
REMIND_EVERY = timedelta(days=1)
MOST_KEPT = 50


@dataclass(frozen=True, slots=True)
class Kept:
    """A message that reached nobody: what it says, and when it was written."""

    id: int
    reply: bytes
    written_at: datetime


async def keep(tx: Tx, now: datetime, row: Outgoing) -> None:
    """No way reached the person: it is kept until they come by themselves.

    What went both ways is kept only if the other way failed too.
    """
    other = Outbox.platform != EMAIL if row.platform == EMAIL else Outbox.platform == EMAIL
    reached = await tx.execute(
        select(Outbox.id).where(
            Outbox.person_id == row.person_id,
            Outbox.created_at == row.created_at,
            Outbox.by == "both",
            Outbox.state.in_(("waiting", "done", "kept")),
            other,
        )
    )
    if row.by == "both" and reached.first():
        await settle(tx, row, state="failed", done_at=now)
    else:
        await settle(tx, row, state="kept", done_at=None, not_before=now)


async def keep_all(tx: Tx, now: datetime, platform: str) -> None:
    """Keep what waits for people on a platform that is not there any more."""
    orphans = and_(Outbox.platform == platform, Outbox.state == "waiting", Outbox.person_id.is_not(None))
    values = {"state": "kept", "not_before": now, "lease": None, "leased_until": None}
    await tx.execute(update(Outbox).where(orphans).values(**values))


_KEPT = Outbox.state == literal_column("'kept'")
"""Said as it stands, for the index of what is kept is only used where the statement itself says so."""


def anything_kept(person_id: InstrumentedAttribute[int]) -> ColumnElement[bool]:
    """Whether anything is kept for a person, as a condition."""
    return exists().where(Outbox.person_id == person_id, _KEPT)


async def kept_for(tx: Tx, person_id: int) -> list[Kept]:
    """What is kept for a person and theirs to see, the oldest first; no more than they will read."""
    seen_still = or_(Outbox.about.is_(None), exists().where(Item.id == Outbox.about, sees_item(person_id)))
    rows = await tx.execute(
        select(Outbox.id, Outbox.reply, Outbox.created_at)
        .where(Outbox.person_id == person_id, _KEPT, Outbox.reply.is_not(None), seen_still)
        .order_by(Outbox.id)
        .limit(MOST_KEPT)
    )
    return [Kept(row.id, row.reply or b"", row.created_at) for row in rows]


async def remind(tx: Tx, now: datetime, person_id: int) -> bool:
    """Whether the person is to be told that something is kept: when it is new, and again each day."""
    due = await tx.execute(
        update(Outbox)
        .where(Outbox.person_id == person_id, _KEPT, Outbox.not_before <= now)
        .values(not_before=now + REMIND_EVERY)
    )
    return bool(due.rowcount)


async def seen(tx: Tx, now: datetime, row_id: int) -> None:
    """The person has seen what was kept."""
    values = {"state": "done", "done_at": now, "reply": None}
    await tx.execute(update(Outbox).where(Outbox.id == row_id, _KEPT).values(**values))


async def purge(tx: Tx, now: datetime) -> None:
    """Forget what nobody came for, or not in time."""
    old = or_(Outbox.created_at < now - KEPT_FOR, Outbox.useful_until <= now)
    await tx.execute(update(Outbox).where(_KEPT, old).values(state="failed", done_at=now, reply=None))
