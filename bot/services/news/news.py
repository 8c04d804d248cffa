"""News: which feeds a community takes.

A feed is looked at for all communities together (`feeds`); what a
community takes of it, and where that is posted, is its subscription. Rules about
entries are in `rules`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, delete, exists, func, or_, select, update

from bot.errors import Conflict
from bot.services.communities.audit import record
from bot.services.communities.channels import ChannelAddress
from bot.services.communities.communities import COLUMNS, Community
from bot.services.items.numbers import insert_numbered
from bot.services.news.feeds import known
from bot.services.news.filters import MOST_PER_HOUR
from bot.services.text import fold, number_in
from bot.words import _
from storage.communities import Channel
from storage.communities import Community as CommunityRow
from storage.engine import Tx
from storage.news import Feed
from storage.news import Subscription as Row

MOST_FEEDS = 200
"""How many feeds a community takes at most."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that a community takes. `mapped` says whether the channel is the community's still."""

    id: int
    feed_id: int
    community_id: int
    title: str
    url: str
    site: str
    state: str
    error: str
    moved_from: str
    checked_at: datetime | None
    next_at: datetime | None
    channel: ChannelAddress
    mapped: bool
    include: tuple[str, ...]
    exclude: tuple[str, ...]
    paused: bool
    most_per_hour: int

    @property
    def name(self) -> str:
        """What it is called: by its title, else by its address."""
        return self.title or self.url

    def __str__(self) -> str:
        return str(self.id)


def _subscriptions(community_id: int) -> Select[*tuple[Any, ...]]:
    same = (Channel.platform == Row.platform, Channel.workspace == Row.workspace)
    return (
        select(
            *(Row.id, Row.feed_id, Row.community_id, Feed.title, Feed.url, Feed.site, Feed.state),
            *(Feed.error, Feed.moved_from, Feed.checked_at, Feed.next_at),
            *(Row.platform, Row.workspace, Row.channel, Channel.name, Channel.id.label("mapped")),
            *(Row.include, Row.exclude, Row.paused, Row.most_per_hour),
        )
        .join(Feed, Feed.id == Row.feed_id)
        .outerjoin(
            Channel,
            (Channel.channel == Row.channel) & (Channel.community_id == Row.community_id) & same[0] & same[1],
        )
        .where(Row.community_id == community_id)
        .order_by(Row.added_at, Row.id)
    )


def _of(row: Any) -> Subscription:
    return Subscription(
        id=row.id,
        feed_id=row.feed_id,
        community_id=row.community_id,
        title=row.title,
        url=row.url,
        site=row.site,
        state=row.state,
        error=row.error,
        moved_from=row.moved_from,
        checked_at=row.checked_at,
        next_at=row.next_at,
        channel=ChannelAddress(row.platform, row.workspace, row.channel, row.name or ""),
        mapped=row.mapped is not None,
        include=tuple(row.include),
        exclude=tuple(row.exclude),
        paused=row.paused,
        most_per_hour=row.most_per_hour,
    )


async def listed(
    tx: Tx, community_id: int, *, limit: int = MOST_FEEDS, offset: int = 0
) -> list[Subscription]:
    """The feeds that a community takes, in the order in which it took them."""
    rows = await tx.execute(_subscriptions(community_id).limit(limit).offset(offset))
    return [_of(row) for row in rows]


async def named(tx: Tx, community_id: int, text: str) -> list[Subscription]:
    """The feeds of a community that somebody may mean: by number, address, or a part of the title."""
    number = number_in(text)
    if number is not None:
        rows = await tx.execute(_subscriptions(community_id).where(Row.id == number))
        return [_of(row) for row in rows]
    sought = fold(text.strip())
    found = await listed(tx, community_id)
    same = [one for one in found if sought in (fold(one.title), fold(one.url), fold(one.site))]
    return same or [one for one in found if sought and sought in fold(f"{one.title} {one.url}")]


async def at(tx: Tx, community_id: int, url: str) -> Subscription | None:
    """The community's subscription of the feed at an address, if there is one."""
    found = await tx.execute(
        _subscriptions(community_id).where(or_(Feed.url == url, Feed.moved_from == url)).limit(1)
    )
    row = found.first()
    return _of(row) if row else None


async def make_room(tx: Tx, community_id: int, more: int = 1) -> None:
    """Raises `Conflict` where the community takes too many feeds already to take so many more."""
    found = await tx.execute(select(func.count()).where(Row.community_id == community_id))
    if found.scalar_one() + more > MOST_FEEDS:
        raise Conflict(_("A community takes at most {most} feeds. Remove one first.", most=MOST_FEEDS))


async def subscribe(
    tx: Tx,
    now: datetime,
    feed_id: int,
    community_id: int,
    channel: ChannelAddress,
    *,
    added_by: int | None,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    most_per_hour: int = MOST_PER_HOUR,
    silently: bool = False,
) -> int | None:
    """Take a feed (held, see `feeds.known`); returns the subscription's number, None where it is taken.

    Entries that are there already are not posted, but for the newest; `silently`, not even that.
    """
    there = await tx.execute(select(Row.id).where(Row.feed_id == feed_id, Row.community_id == community_id))
    if there.first() is not None:
        return None
    number = await insert_numbered(
        tx,
        Row,
        feed_id=feed_id,
        community_id=community_id,
        platform=channel.platform,
        workspace=channel.workspace,
        channel=channel.channel,
        include=list(include),
        exclude=list(exclude),
        paused=False,
        most_per_hour=most_per_hour,
        added_by=added_by,
        added_at=now,
        started_at=now if silently else None,
    )
    await record(tx, now, "feed.add", actor=added_by, community=community_id, subject=str(number))
    return number


async def take_all(
    tx: Tx, now: datetime, actor: int | None, community_id: int, channel: ChannelAddress, urls: Sequence[str]
) -> int:
    """Take the feeds at those addresses, silently; returns how many of them are new to the community.

    Raises `Conflict` where they would be too many.
    """
    there = await tx.execute(
        select(Feed.url).join(Row, Row.feed_id == Feed.id).where(Row.community_id == community_id)
    )
    taken = set(there.scalars())
    fresh = [url for url in urls if url not in taken]
    await make_room(tx, community_id, len(fresh))
    for url in fresh:
        feed = await known(tx, now, url)
        await subscribe(tx, now, feed, community_id, channel, added_by=actor, silently=True)
    return len(fresh)


async def change(tx: Tx, now: datetime, actor: int, subscription: Subscription, **values: Any) -> None:
    """Change a subscription: include, exclude, paused, most_per_hour, or its channel."""
    await tx.execute(update(Row).where(Row.id == subscription.id).values(**values))
    await record(
        tx, now, "feed.change", actor=actor, community=subscription.community_id, subject=str(subscription.id)
    )


async def remove(tx: Tx, now: datetime, actor: int, subscription: Subscription) -> None:
    """Take a feed no more; one that nobody takes is forgotten with all that was in it."""
    await tx.execute(delete(Row).where(Row.id == subscription.id))
    taken = exists().where(Row.feed_id == Feed.id)
    await tx.execute(delete(Feed).where(Feed.id == subscription.feed_id, ~taken))
    await record(
        tx, now, "feed.remove", actor=actor, community=subscription.community_id, subject=str(subscription.id)
    )


async def takers(tx: Tx, feed_id: int) -> list[tuple[int, Community, int | None]]:
    """Who takes a feed: the subscription's number, the community, and who added it."""
    rows = await tx.execute(
        select(Row.id.label("number"), Row.added_by, *COLUMNS)
        .join(CommunityRow, CommunityRow.id == Row.community_id)
        .where(Row.feed_id == feed_id)
        .order_by(Row.id)
    )
    return [(row.number, Community.of(row), row.added_by) for row in rows]
