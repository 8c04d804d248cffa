"""Taking in what a feed says: what is new is written down once, and decided for each community that takes it.

All of it belongs in the transaction in which the feed's row is held (`feeds.hold`): then no entry is taken
for a new one twice, whichever processes look at the feed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, or_, select, update

from bot.services.communities.channels import ChannelAddress
from bot.services.news.feedreading import Entry, Read
from bot.services.news.feeds import KEPT_FOR
from bot.services.news.filters import Verdict
from bot.services.news.rules import Known, Sorted, Taker, judge, sort_out
from storage.communities import Channel, Community
from storage.engine import Tx
from storage.news import Feed, FeedDecision, FeedEntry
from storage.news import Subscription as Row

_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class News:
    """An entry that is to be posted: where, for whom, and what it says."""

    entry_id: int
    subscription_id: int
    community_id: int
    channel: ChannelAddress
    language: str
    time_zone: str
    keeps: bool
    feed_title: str
    title: str
    link: str
    summary: str
    published_at: datetime


@dataclass(frozen=True, slots=True)
class _Subscribed:
    """A subscription of the feed, with what is known of its community."""

    row: Any
    taker: Taker


async def take_in(tx: Tx, now: datetime, feed_id: int, read: Read) -> list[News]:
    """Write down what is new in a feed; returns what is to be posted, the oldest first."""
    checked_at = (await tx.execute(select(Feed.checked_at).where(Feed.id == feed_id))).scalar_one()
    found = sort_out(read.entries, await _known(tx, feed_id, read.entries))
    numbers = await _write_entries(tx, now, feed_id, found)
    news: list[News] = []
    decisions: list[dict[str, Any]] = []
    subscribed = await _subscribed(tx, now, feed_id, read.entries)
    for one in subscribed:
        entries = found.fresh if one.taker.started_at else read.entries
        for entry, verdict in judge(one.taker, entries, now, checked_at):
            number = numbers[entry.key]
            decisions.append(_decision(one.row.id, number, verdict, now))
            if verdict.verdict == "posted":
                news.append(_news(one.row, number, entry, read.title, now))
    if decisions:
        await tx.execute(insert(FeedDecision), decisions)
    if any(one.taker.started_at is None for one in subscribed):
        begun = update(Row).where(Row.feed_id == feed_id, Row.started_at.is_(None))
        await tx.execute(begun.values(started_at=now))
    return news[::-1]


async def _known(tx: Tx, feed_id: int, entries: Sequence[Entry]) -> list[Known]:
    """What was seen before and may be one of these."""
    if not entries:
        return []
    alike = or_(
        FeedEntry.key.in_([entry.key for entry in entries]),
        FeedEntry.link_key.in_({entry.link_key for entry in entries if entry.link_key}),
        FeedEntry.title_key.in_({entry.title_key for entry in entries if entry.title_key}),
    )
    rows = await tx.execute(
        select(
            FeedEntry.id,
            FeedEntry.key,
            FeedEntry.link_key,
            FeedEntry.title_key,
            FeedEntry.content_key,
            FeedEntry.published_at,
        ).where(FeedEntry.feed_id == feed_id, alike)
    )
    return [Known(*row) for row in rows]


async def _write_entries(tx: Tx, now: datetime, feed_id: int, found: Sorted) -> dict[str, int]:
    """Write down new entries and changes of old ones; returns the number of each, by key."""
    numbers = {entry.key: old.id for old, entry in found.again}
    changed = [
        {"number": old.id, "forget_at": now + KEPT_FOR, **_values(entry)}
        for old, entry in found.again
        if (old.key, old.content_key) != (entry.key, entry.content_key)
    ]
    if changed:
        await tx.execute(update(FeedEntry).where(FeedEntry.id == bindparam("number")), changed)
    if found.fresh:
        rows = [
            {
                **_values(entry),
                "feed_id": feed_id,
                "published_at": _moment(entry, now),
                "first_seen": now,
                "forget_at": now + KEPT_FOR,
            }
            for entry in found.fresh
        ]
        made = await tx.execute(insert(FeedEntry).returning(FeedEntry.id, sort_by_parameter_order=True), rows)
        numbers |= dict(zip((entry.key for entry in found.fresh), made.scalars().all(), strict=True))
    return numbers


def _values(entry: Entry) -> dict[str, Any]:
    names = ("key", "link_key", "title_key", "content_key", "title", "link", "summary")
    return {name: getattr(entry, name) for name in names}


def _moment(entry: Entry, now: datetime) -> datetime:
    """When it was published, as far as it is told and can be true."""
    return min(entry.published or now, now)


def _decision(subscription: int, entry: int, verdict: Verdict, now: datetime) -> dict[str, Any]:
    return {
        "subscription_id": subscription,
        "entry_id": entry,
        "verdict": verdict.verdict,
        "reason": verdict.reason,
        "word": verdict.word[:100],
        "at": now,
    }


def _news(row: Any, number: int, entry: Entry, feed_title: str, now: datetime) -> News:
    return News(
        number,
        row.id,
        row.community_id,
        ChannelAddress(row.platform, row.workspace, row.channel),
        row.language,
        row.time_zone,
        "documents" not in row.features_off,
        feed_title,
        entry.title,
        entry.link,
        entry.summary,
        _moment(entry, now),
    )


async def _subscribed(tx: Tx, now: datetime, feed_id: int, entries: Sequence[Entry]) -> list[_Subscribed]:
    """Who takes the feed, and all that is asked before they are told of something."""
    same = (Channel.platform, Channel.workspace, Channel.channel)
    here = and_(
        Channel.community_id == Row.community_id,
        *(
            mine == theirs
            for mine, theirs in zip(same, (Row.platform, Row.workspace, Row.channel), strict=True)
        ),
    )
    lately = (
        select(func.count())
        .where(
            FeedDecision.subscription_id == Row.id,
            FeedDecision.at > now - _HOUR,
            FeedDecision.verdict == "posted",
        )
        .scalar_subquery()
    )
    rows = await tx.execute(
        select(
            *(Row.id, Row.community_id, Row.platform, Row.workspace, Row.channel, Row.include, Row.exclude),
            *(Row.paused, Row.most_per_hour, Row.started_at),
            *(Community.language, Community.time_zone, Community.features_off, Community.suspended_at),
            Channel.id.label("mapped"),
            lately.label("lately"),
        )
        .join(Community, Community.id == Row.community_id)
        .outerjoin(Channel, here)
        .where(Row.feed_id == feed_id)
        .order_by(Row.id)
    )
    found = rows.all()
    told = await _told(tx, feed_id, [row.community_id for row in found], entries) if found else set()
    return [_Subscribed(row, _taker(row, told)) for row in found]


def _taker(row: Any, told: set[tuple[int, str]]) -> Taker:
    off = "paused" if row.paused else "suspended" if row.suspended_at else ""
    return Taker(
        row.include,
        row.exclude,
        row.most_per_hour,
        row.started_at,
        off or ("off" if "news" in row.features_off else ""),
        row.mapped is None,
        row.lately,
        frozenset(key for community, key in told if community == row.community_id),
    )


async def _told(
    tx: Tx, feed_id: int, communities: Sequence[int], entries: Sequence[Entry]
) -> set[tuple[int, str]]:
    """Which addresses of these the communities were told of by other feeds: community and `link_key`."""
    shared = Counter(entry.link_key for entry in entries if entry.link_key)
    keys = {key for key, count in shared.items() if count == 1}
    if not keys:
        return set()
    rows = await tx.execute(
        select(Row.community_id, FeedEntry.link_key)
        .join(FeedDecision, FeedDecision.entry_id == FeedEntry.id)
        .join(Row, Row.id == FeedDecision.subscription_id)
        .where(
            FeedEntry.link_key.in_(keys),
            FeedEntry.feed_id != feed_id,
            FeedDecision.verdict.in_(("posted", "held")),
            Row.community_id.in_(communities),
        )
    )
    return {(row.community_id, row.link_key) for row in rows}
