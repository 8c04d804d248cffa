"""News from feeds on the web: the feeds, who takes them, what was in them, and what became of each entry."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Feed(Base):
    """A feed, however many communities take it. `host` is its host and port, which are asked once at a time.

    `state` is "ok", "failing" or "gone"; one that is gone is looked at no more (`next_at` is None). A look
    begins with a lease until `lease_until`. `digest` is the hash of what was got last, for servers that
    answer in full though nothing changed. `moved_from` is its address before it moved for good. `noted` says
    that those who added it know of its failing.
    """

    __tablename__ = "feed"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    url: Mapped[str] = mapped_column(String(2000), unique=True)
    host: Mapped[str] = mapped_column(String(260))
    title: Mapped[str] = mapped_column(String(200), default="")
    site: Mapped[str] = mapped_column(String(2000), default="")
    etag: Mapped[str] = mapped_column(String(500), default="")
    last_modified: Mapped[str] = mapped_column(String(100), default="")
    digest: Mapped[str] = mapped_column(String(32), default="")
    state: Mapped[str] = mapped_column(String(8), default="ok")
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(300), default="")
    noted: Mapped[bool] = mapped_column(default=False)
    moved_from: Mapped[str] = mapped_column(String(2000), default="")
    next_at: Mapped[datetime | None] = mapped_column(index=True)
    lease_until: Mapped[datetime | None] = mapped_column(index=True)
    checked_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Subscription(Base):
    """A community that takes a feed, and the channel where its entries are posted.

    `include` and `exclude` are words as they were typed. `started_at` is None until the feed's entries were
    looked through for it the first time.
    """

    __tablename__ = "feed_subscription"
    __table_args__ = (UniqueConstraint("feed_id", "community_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id", ondelete="CASCADE"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    platform: Mapped[str] = mapped_column(String(20))
    workspace: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(64))
    include: Mapped[list[str]] = mapped_column(JSON, default=list)
    exclude: Mapped[list[str]] = mapped_column(JSON, default=list)
    paused: Mapped[bool] = mapped_column(default=False)
    most_per_hour: Mapped[int] = mapped_column(default=4)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]
    started_at: Mapped[datetime | None]


class FeedEntry(Base):
    """An entry of a feed, once for all communities that take it.

    `key`, `link_key`, `title_key` and `content_key` are hashes: of its id, its address, its folded title, and
    of what it says. After `forget_at` only those are kept, so that it is never taken for a new one.
    """

    __tablename__ = "feed_entry"
    __table_args__ = (
        UniqueConstraint("feed_id", "key"),
        Index("ix_feed_entry_link_key", "link_key", "feed_id"),
        Index("ix_feed_entry_title_key", "feed_id", "title_key"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    feed_id: Mapped[int] = mapped_column(ForeignKey("feed.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(String(32))
    link_key: Mapped[str] = mapped_column(String(32), default="")
    title_key: Mapped[str] = mapped_column(String(32), default="")
    content_key: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(300), default="")
    link: Mapped[str] = mapped_column(String(2000), default="")
    summary: Mapped[str] = mapped_column(String(300), default="")
    published_at: Mapped[datetime]
    first_seen: Mapped[datetime]
    forget_at: Mapped[datetime | None] = mapped_column(index=True)


class FeedDecision(Base):
    """What became of an entry for one subscription.

    `verdict` is "posted", "held" (for the digest), "filtered", "first", "paused" or "duplicate"; `reason`
    says why in a word of its own, and `word` is the word or the title that it was about.
    """

    __tablename__ = "feed_decision"
    __table_args__ = (
        UniqueConstraint("subscription_id", "entry_id"),
        Index("ix_feed_decision_subscription", "subscription_id", "at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    subscription_id: Mapped[int] = mapped_column(ForeignKey("feed_subscription.id", ondelete="CASCADE"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("feed_entry.id", ondelete="CASCADE"), index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(String(12), default="")
    word: Mapped[str] = mapped_column(String(100), default="")
    at: Mapped[datetime] = mapped_column(index=True)


class FeedInquiry(Base):
    """An address that somebody wants looked at: to take the feed there ("add"), or to try it ("test").

    It is gone when they have been told what came of it.
    """

    __tablename__ = "feed_inquiry"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    wish: Mapped[str] = mapped_column(String(4))
    address: Mapped[str] = mapped_column(String(2000))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    platform: Mapped[str] = mapped_column(String(20))
    workspace: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(64))
    include: Mapped[list[str]] = mapped_column(JSON, default=list)
    exclude: Mapped[list[str]] = mapped_column(JSON, default=list)
    most_per_hour: Mapped[int] = mapped_column(default=4)
    tries: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
