"""The outbox's rows as the deliverer works with them: claimed with a lease, then settled.

A row that is claimed stays "waiting" until its lease runs out; so a process
that dies lets go of what it had in hand, and the next attempt knows that the
last one had no clear outcome.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update

from bot.services.people.people import By
from storage.engine import Tx
from storage.items import Posting
from storage.messages import Outbox

LEASE = timedelta(seconds=90)


@dataclass(frozen=True, slots=True)
class Channel:
    """Where rows go: a channel, or one person's direct conversation (then `account` is set)."""

    platform: str
    workspace: str
    channel: str
    account: str


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One thing to be said, and how earlier attempts went."""

    id: int
    action: str
    platform: str
    workspace: str
    channel: str
    account: str
    person_id: int | None
    posting_id: int | None
    mirror_id: int | None
    reply: bytes | None
    attempts: int
    unclear: bool
    created_at: datetime
    useful_until: datetime | None
    about: int | None
    by: By

    @property
    def queue(self) -> Channel:
        """The channel whose turn it waits for."""
        return Channel(self.platform, self.workspace, self.channel, self.account)

    def is_stale(self, now: datetime) -> bool:
        """Whether it is of no use any more."""
        return self.useful_until is not None and self.useful_until <= now


def _due(now: datetime) -> ColumnElement[bool]:
    free = or_(Outbox.leased_until.is_(None), Outbox.leased_until < now)
    return and_(Outbox.state == "waiting", Outbox.not_before <= now, free)


async def due_channels(
    tx: Tx, now: datetime, platforms: Collection[str], *, limit: int = 200
) -> list[Channel]:
    """The platforms' channels for which something is to be sent now, who has waited longest first."""
    channel = (Outbox.platform, Outbox.workspace, Outbox.channel, Outbox.account)
    rows = await tx.execute(
        select(*channel)
        .where(_due(now), Outbox.platform.in_(platforms))
        .group_by(*channel)
        .order_by(func.min(Outbox.id))
        .limit(limit)
    )
    return [Channel(*row) for row in rows]


async def claim(tx: Tx, now: datetime, holder: str, channel: Channel) -> Outgoing | None:
    """Take the oldest row for a channel that is due in hand; None where there is none."""
    due = await tx.execute(
        select(Outbox.id)
        .where(
            _due(now),
            Outbox.platform == channel.platform,
            Outbox.workspace == channel.workspace,
            Outbox.channel == channel.channel,
            Outbox.account == channel.account,
        )
        .order_by(Outbox.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    number = due.scalar()
    if number is None:
        return None
    taken = await tx.execute(
        update(Outbox)
        .where(Outbox.id == number)
        .values(
            # A lease that ran out means that nobody knows how the last attempt ended.
            unclear=or_(Outbox.unclear, Outbox.leased_until.is_not(None)),
            lease=holder,
            leased_until=now + LEASE,
            attempts=Outbox.attempts + 1,
        )
        .returning(
            Outbox.id,
            Outbox.action,
            Outbox.platform,
            Outbox.workspace,
            Outbox.channel,
            Outbox.account,
            Outbox.person_id,
            Outbox.posting_id,
            Outbox.mirror_id,
            Outbox.reply,
            Outbox.attempts,
            Outbox.unclear,
            Outbox.created_at,
            Outbox.useful_until,
            Outbox.about,
            Outbox.by,
        )
    )
    return Outgoing(**taken.one()._mapping)


async def take_over(tx: Tx, until: datetime) -> None:
    """Cut short the leases of a process that is gone: what it had in hand can be claimed after `until`."""
    await tx.execute(
        update(Outbox)
        .where(Outbox.state == "waiting", Outbox.leased_until > until)
        .values(leased_until=until)
    )


async def done(tx: Tx, now: datetime, row: Outgoing, channel: str, message: str) -> None:
    """It was sent; `channel` and `message` say where it stands."""
    await settle(tx, row, state="done", done_at=now, message=message, reply=None)
    if row.posting_id and row.action == "post":
        await tx.execute(
            update(Posting).where(Posting.id == row.posting_id).values(channel=channel, message=message)
        )
    if row.posting_id and row.action == "delete":
        # Taken down for good: it does not come back where the item is restored.
        await tx.execute(delete(Posting).where(Posting.id == row.posting_id))


async def failed(tx: Tx, now: datetime, row: Outgoing, error: str) -> None:
    """It will not be sent. A posting whose message cannot be made or changed is given up."""
    await settle(tx, row, state="failed", done_at=now, error=error[:300])
    if row.posting_id:
        await tx.execute(update(Posting).where(Posting.id == row.posting_id).values(gone=True))


async def again(
    tx: Tx,
    row: Outgoing,
    not_before: datetime,
    *,
    unclear: bool = False,
    counts: bool = True,
    error: str = "",
) -> None:
    """Try again later. `counts` is False where the attempt was none."""
    values: dict[str, Any] = {"not_before": not_before, "unclear": unclear, "error": error[:300]}
    if not counts:
        values["attempts"] = row.attempts - 1
        if row.posting_id and await _another_waits(tx, row):
            await settle(tx, row, state="done")
            return
    await tx.execute(
        update(Outbox).where(Outbox.id == row.id).values(lease=None, leased_until=None, **values)
    )


async def _another_waits(tx: Tx, row: Outgoing) -> bool:
    """Whether the same was asked for once more in the meantime, which nobody has begun with."""
    found = await tx.execute(
        select(Outbox.id).where(
            Outbox.posting_id == row.posting_id,
            Outbox.action == row.action,
            Outbox.state == "waiting",
            Outbox.attempts == 0,
        )
    )
    return found.first() is not None


async def elsewhere(
    tx: Tx, now: datetime, row: Outgoing, platform: str, workspace: str, account: str
) -> None:
    """Send it another way instead, with as many attempts as any."""
    await tx.execute(
        update(Outbox)
        .where(Outbox.id == row.id)
        .values(
            platform=platform,
            workspace=workspace,
            account=account,
            not_before=now,
            attempts=0,
            unclear=False,
            lease=None,
            leased_until=None,
        )
    )


async def settle(tx: Tx, row: Outgoing, **values: Any) -> None:
    """Note what became of a row, and let go of it."""
    await tx.execute(
        update(Outbox).where(Outbox.id == row.id).values(lease=None, leased_until=None, **values)
    )


async def following(tx: Tx) -> datetime | None:
    """When the next row is due, in UTC; None where none waits."""
    found = await tx.execute(select(func.min(Outbox.not_before)).where(Outbox.state == "waiting"))
    return found.scalar()


async def unsent(tx: Tx, now: datetime) -> bool:
    """Whether a row is due, in hand or not."""
    found = await tx.execute(
        select(Outbox.id).where(Outbox.state == "waiting", Outbox.not_before <= now).limit(1)
    )
    return found.first() is not None


async def anything_sent(tx: Tx, since: datetime) -> bool:
    """Whether anything was sent after that moment (UTC)."""
    found = await tx.execute(select(Outbox.id).where(Outbox.state == "done", Outbox.done_at > since).limit(1))
    return found.first() is not None


async def waiting(tx: Tx, paced: Collection[str] = ()) -> tuple[int, datetime | None]:
    """How many rows wait, and since when the oldest that is due has waited.

    On `paced` platforms many have to wait for their turn; what waits there is counted, and is not late.
    """
    soon = case((Outbox.platform.not_in(paced), Outbox.not_before)) if paced else Outbox.not_before
    found = await tx.execute(select(func.count(), func.min(soon)).where(Outbox.state == "waiting"))
    row = found.one()
    return row[0], row[1]
