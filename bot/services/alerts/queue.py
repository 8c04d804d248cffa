"""Alerts that wait, read as they may be told now; those that may not be told any more are dropped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, literal_column, or_, select, update
from sqlalchemy.orm import aliased

from bot.services.alerts.following import is_muted
from bot.services.alerts.spreading import ARRIVALS, STALE_AFTER
from bot.services.events.events import is_off
from bot.services.visibility import sees_community, sees_item
from storage.alerts import Alert as Row
from storage.communities import Community
from storage.engine import Tx
from storage.happenings import Happening
from storage.items import Comment, Item, ItemTag
from storage.people import Person

WAITS = and_(Row.sent_at.is_(None), Row.dropped == literal_column("''"))
"""The condition that an alert is neither sent nor dropped, word for word as in the index of just those."""


@dataclass(frozen=True, slots=True)
class Alert:
    """Something to be told: what happened to which item, who did it, and where.

    `community` is empty where the reader may not know of it. `said` is the comment or the item's text.
    """

    id: int
    happening: int
    direct: bool
    what: str
    kind: str
    item_id: int
    title: str
    author_id: int | None
    community: str
    actor: str
    comment_id: int | None
    said: str
    tags: tuple[str, ...] = ()


async def to_tell(tx: Tx, now: datetime, person_id: int, *, stopped: bool) -> list[Alert]:
    """The alerts that are due and may be told; the others are dropped, each for its reason."""
    reasons: dict[str, list[int]] = {}
    told = []
    for row in await tx.execute(_due_of(person_id, now)):
        if reason := _reason(row, now, stopped=stopped):
            reasons.setdefault(reason, []).append(row.id)
        else:
            told.append(row)
    for reason, numbers in reasons.items():
        await drop(tx, numbers, reason)
    tags = await _fresh_tags(tx, [row.happening for row in told if row.what == "tagged"])
    return [_alert(row, tags.get(row.happening, ())) for row in told]


def _reason(row: Any, now: datetime, *, stopped: bool) -> str | None:
    if stopped:
        return "stopped"
    if row.gone or not row.seen:
        return "gone"
    if row.muted:
        return "muted"
    if row.off and row.what in ARRIVALS:
        return "off"
    return "stale" if row.at < now - STALE_AFTER else None


def _alert(row: Any, tags: tuple[str, ...]) -> Alert:
    values = {name: getattr(row, name) for name in Alert.__dataclass_fields__ if name != "tags"}
    return Alert(**values, tags=tags)


def _due_of(person_id: int, now: datetime) -> Any:
    actor = aliased(Person)
    removed = or_(Item.deleted_at.is_not(None), Comment.deleted_at.is_not(None))
    place = and_(Community.id == Happening.community_id, sees_community(person_id))
    return (
        select(
            Row.id,
            Row.direct,
            Happening.id.label("happening"),
            Happening.at,
            Happening.what,
            Happening.kind,
            Happening.comment_id,
            Item.id.label("item_id"),
            Item.title,
            Item.author_id,
            func.coalesce(Community.name, "").label("community"),
            func.coalesce(actor.name, "").label("actor"),
            func.coalesce(Comment.body, Item.body).label("said"),
            removed.label("gone"),
            sees_item(person_id).label("seen"),
            is_muted(Row.person_id).label("muted"),
            is_off(now).label("off"),
        )
        .join(Happening, Happening.id == Row.happening_id)
        .join(Item, Item.id == Happening.item_id)
        .outerjoin(Comment, Comment.id == Happening.comment_id)
        .outerjoin(actor, actor.id == Happening.actor_id)
        .outerjoin(Community, place)
        .where(Row.person_id == person_id, WAITS, Row.due_at <= now)
        .order_by(Happening.id)
    )


async def _fresh_tags(tx: Tx, happenings: Sequence[int]) -> dict[int, tuple[str, ...]]:
    """The tags that were put on in these happenings."""
    if not happenings:
        return {}
    rows = await tx.execute(
        select(Happening.id, ItemTag.name)
        .join(ItemTag, and_(ItemTag.item_id == Happening.item_id, ItemTag.at == Happening.at))
        .where(Happening.id.in_(happenings))
        .order_by(ItemTag.key)
    )
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        found[row.id] = (*found.get(row.id, ()), row.name)
    return found


async def drop(tx: Tx, numbers: Sequence[int], reason: str) -> None:
    """Have these alerts not told, for a reason."""
    await tx.execute(update(Row).where(Row.id.in_(numbers)).values(dropped=reason))
