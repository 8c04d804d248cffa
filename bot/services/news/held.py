"""Entries of feeds that were too many to post, and are held for the community's digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from storage.engine import Tx
from storage.news import Feed, FeedDecision, FeedEntry
from storage.news import Subscription as Row


@dataclass(frozen=True, slots=True)
class Held:
    """An entry as a digest tells of it."""

    title: str
    link: str
    feed_title: str
    published: datetime


async def between(
    tx: Tx, community_id: int, since: datetime, until: datetime, *, limit: int = 20
) -> list[Held]:
    """What was held for the digest after `since` up to `until`, the newest first."""
    rows = await tx.execute(
        select(FeedEntry.title, FeedEntry.link, Feed.title, Feed.url, FeedEntry.published_at)
        .join(FeedDecision, FeedDecision.entry_id == FeedEntry.id)
        .join(Row, Row.id == FeedDecision.subscription_id)
        .join(Feed, Feed.id == Row.feed_id)
        .where(
            Row.community_id == community_id,
            FeedDecision.verdict == "held",
            FeedDecision.at > since,
            FeedDecision.at <= until,
            FeedEntry.forget_at.is_not(None),
        )
        .order_by(FeedEntry.published_at.desc(), FeedEntry.id.desc())
        .limit(limit)
    )
    return [Held(title, link, name or url, published) for title, link, name, url, published in rows]
