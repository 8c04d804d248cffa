"""The outbox's rows as the deliverer works with them: claimed with a lease, then settled.

A row that is claimed stays "waiting" until its lease runs out; so a process
that dies lets go of what it had in hand, and the next attempt knows that the
last one had no clear outcome.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update

from bot.services.communities import COLUMNS, Community
from storage.communities import Community as CommunityRow
from storage.engine import Tx
from storage.items import Item, Posting
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
    reply: bytes | None
    attempts: int
    unclear: bool
    created_at: datetime

    @property
    def queue(self) -> Channel:
        """The channel whose turn it waits for."""
        return Channel(self.platform, self.workspace, self.channel, self.account)


@dataclass(frozen=True, slots=True)
class Shown:
    """A posting: which card of which item, its title, whose community's, and the message (if any yet)."""

    item_id: int
    card: str
    message: str
    gone: bool
    title: str
    community: Community


def _due(now: datetime) -> ColumnElement[bool]:
    free = or_(Outbox.leased_until.is_(None), Outbox.leased_until < now)
    return and_(Outbox.state == "waiting", Outbox.not_before <= now, free)


async def due_channels(tx: Tx, now: datetime, *, limit: int = 200) -> list[Channel]:
    """The channels for which something is to be sent now, who has waited longest first."""
    channel = (Outbox.platform, Outbox.workspace, Outbox.channel, Outbox.account)
    rows = await tx.execute(
        select(*channel).where(_due(now)).group_by(*channel).order_by(func.min(Outbox.id)).limit(limit)
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
            Outbox.reply,
            Outbox.attempts,
            Outbox.unclear,
            Outbox.created_at,
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


async def posting(tx: Tx, posting_id: int) -> Shown | None:
    """The posting that a row is about."""
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


async def done(tx: Tx, now: datetime, row: Outgoing, channel: str, message: str) -> None:
    """It was sent; `channel` and `message` say where it stands."""
    await _settle(tx, row, state="done", done_at=now, message=message, reply=None)
    if row.posting_id and row.action == "post":
        await tx.execute(
            update(Posting).where(Posting.id == row.posting_id).values(channel=channel, message=message)
        )
    if row.posting_id and row.action == "delete":
        # Taken down for good: it does not come back where the item is restored.
        await tx.execute(delete(Posting).where(Posting.id == row.posting_id))


async def failed(tx: Tx, now: datetime, row: Outgoing, error: str) -> None:
    """It will not be sent. A posting whose message cannot be made or changed is given up."""
    await _settle(tx, row, state="failed", done_at=now, error=error[:300])
    if row.posting_id:
        await tx.execute(update(Posting).where(Posting.id == row.posting_id).values(gone=True))


async def taken_away(tx: Tx, posting_id: int) -> bool:
    """The message of a posting was taken away, as its item was; returns whether the item is back already."""
    await tx.execute(update(Posting).where(Posting.id == posting_id).values(gone=True))
    back = await tx.execute(
        select(Item.id)
        .join(Posting, Posting.item_id == Item.id)
        .where(Posting.id == posting_id, Posting.card == Item.kind, Item.deleted_at.is_(None))
    )
    return back.first() is not None


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
            await _settle(tx, row, state="done")
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
    """Send it another way instead."""
    await tx.execute(
        update(Outbox)
        .where(Outbox.id == row.id)
        .values(
            platform=platform,
            workspace=workspace,
            account=account,
            not_before=now,
            unclear=False,
            lease=None,
            leased_until=None,
        )
    )


async def _settle(tx: Tx, row: Outgoing, **values: Any) -> None:
    await tx.execute(
        update(Outbox).where(Outbox.id == row.id).values(lease=None, leased_until=None, **values)
    )


async def waiting(tx: Tx) -> tuple[int, datetime | None]:
    """How many rows wait, and since when the oldest that is due has waited."""
    found = await tx.execute(
        select(func.count(), func.min(Outbox.not_before)).where(Outbox.state == "waiting")
    )
    row = found.one()
    return row[0], row[1]
