"""Why an entry of a feed was posted or was not, as long as that is known; and the entry behind a button."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, or_, select

from bot.services.news.feedtext import address, link_key
from bot.services.news.filters import Verdict
from bot.services.text import fold
from storage.engine import Tx
from storage.news import Feed, FeedDecision, FeedEntry, Subscription

_LOOKED_THROUGH = 1000


@dataclass(frozen=True, slots=True)
class Judged:
    """An entry, the feed that it is of, and what became of it."""

    entry_id: int
    title: str
    link: str
    summary: str
    published_at: datetime
    feed_title: str
    verdict: Verdict
    at: datetime


def _judged(community_id: int) -> Select[*tuple[Any, ...]]:
    return (
        select(
            *(FeedEntry.id, FeedEntry.title, FeedEntry.link, FeedEntry.summary, FeedEntry.published_at),
            *(Feed.title.label("feed"), Feed.url),
            *(FeedDecision.verdict, FeedDecision.reason, FeedDecision.word, FeedDecision.at),
        )
        .join(FeedEntry, FeedEntry.id == FeedDecision.entry_id)
        .join(Subscription, Subscription.id == FeedDecision.subscription_id)
        .join(Feed, Feed.id == Subscription.feed_id)
        .where(Subscription.community_id == community_id, FeedEntry.forget_at.is_not(None))
        .order_by(FeedDecision.at.desc(), FeedDecision.id.desc())
    )


def _of(row: Any) -> Judged:
    return Judged(
        row.id,
        row.title,
        row.link,
        row.summary,
        row.published_at,
        row.feed or row.url,
        Verdict(row.verdict, row.reason, row.word),
        row.at,
    )


async def about(tx: Tx, community_id: int, text: str, *, limit: int = 5) -> list[Judged]:
    """What became of the entries with that address, else with all of these words; the latest first."""
    key = link_key(address(text, "")) if "://" in text else ""
    if key:
        rows = await tx.execute(_judged(community_id).where(FeedEntry.link_key == key).limit(limit))
        return [_of(row) for row in rows]
    sought = fold(text).split()
    rows = await tx.execute(_judged(community_id).limit(_LOOKED_THROUGH))
    found = (_of(row) for row in rows)
    matching = [one for one in found if sought and _has(one, sought)]
    return matching[:limit]


def _has(judged: Judged, sought: list[str]) -> bool:
    said = fold(f"{judged.title} {judged.summary} {judged.feed_title}")
    return all(word in said for word in sought)


async def entry(tx: Tx, community_id: int, entry_id: int) -> Judged | None:
    """An entry that the community was told of, in its channel or in its digest."""
    told = or_(FeedDecision.verdict == "posted", FeedDecision.verdict == "held")
    found = await tx.execute(_judged(community_id).where(FeedEntry.id == entry_id, told).limit(1))
    row = found.first()
    return _of(row) if row else None
