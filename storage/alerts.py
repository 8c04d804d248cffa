"""What people want to hear of, how soon and in which way; and what they were told."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId

_WAITS = "sent_at IS NULL AND dropped = ''"


class Follow(Base):
    """Somebody wants to hear of something, or (`muted`) wants to hear no more of it.

    `what` is "item", "tag" or "person"; `key` is the item's or person's number, or the folded tag. A tag is
    a community's own; `community_id` is 0 for all else.
    """

    __tablename__ = "follow"
    __table_args__ = (Index("ix_follow_key", "what", "key", "community_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    what: Mapped[str] = mapped_column(String(8), primary_key=True)
    community_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    key: Mapped[str] = mapped_column(String(60), primary_key=True)
    muted: Mapped[bool] = mapped_column(default=False)


class AlertPreference(Base):
    """How soon somebody hears of a kind of item in a community: "now", "daily", "weekly" or "never".

    `community_id` 0 is all communities, `kind` "*" all kinds of items; "mine" is what others say of what one
    has made. The most specific row counts.
    """

    __tablename__ = "alert_preference"
    __table_args__ = (Index("ix_alert_preference_now", "frequency", "community_id", "kind"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    community_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    frequency: Mapped[str] = mapped_column(String(8))


class AlertSetting(Base):
    """How somebody wants to be reached. Who has no row has what the columns begin with.

    `by` is "dm", "email" or "both". `quiet_from` and `quiet_to` are minutes of the local day, None for no
    quiet hours. `ceiling` is how many alerts a day come at most. The personal digest comes on
    `digest_weekday` (0 is Monday) at `digest_minute` of the local day, next at `digest_at`; None means that
    this is not reckoned yet. Digests have told of what they hear of daily until `daily_to`, and of what they
    hear of weekly until `weekly_to`. `stopped` says that nothing at all comes of its own accord.
    """

    __tablename__ = "alert_setting"

    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    by: Mapped[str] = mapped_column(String(8), default="dm", server_default="dm")
    quiet_from: Mapped[int | None]
    quiet_to: Mapped[int | None]
    ceiling: Mapped[int] = mapped_column(default=10, server_default="10")
    digest_on: Mapped[bool] = mapped_column(default=True, server_default=true())
    digest_weekday: Mapped[int] = mapped_column(default=0, server_default="0")
    digest_minute: Mapped[int] = mapped_column(default=480, server_default="480")
    digest_at: Mapped[datetime | None] = mapped_column(index=True)
    daily_to: Mapped[datetime | None]
    weekly_to: Mapped[datetime | None]
    stopped: Mapped[bool] = mapped_column(default=False, server_default=false())
    zone_asked_at: Mapped[datetime | None]


class Alert(Base):
    """A happening that somebody is to hear of at once, or has heard of.

    It waits until `due_at`. Then it is either sent, in the message whose first alert is `message`, or
    not: `dropped` says why ("ceiling", "stale", "digest", "muted", "gone", "off", "stopped",
    "unreachable"). What was dropped for "ceiling", as "stale", or as it was due with a digest ("digest")
    belongs into the next digest. `direct` says that it is about what the person made.
    """

    __tablename__ = "alert"
    __table_args__ = (
        UniqueConstraint("person_id", "happening_id"),
        Index(
            "ix_alert_waiting",
            "due_at",
            "person_id",
            sqlite_where=text(_WAITS),
            postgresql_where=text(_WAITS),
        ),
        Index("ix_alert_sent", "person_id", "sent_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    happening_id: Mapped[int] = mapped_column(ForeignKey("happening.id", ondelete="CASCADE"), index=True)
    direct: Mapped[bool] = mapped_column(default=False)
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    message: Mapped[int | None] = mapped_column(BigId)
    dropped: Mapped[str] = mapped_column(String(12), default="", server_default="")
