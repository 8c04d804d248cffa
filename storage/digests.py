"""When each community's digest is posted, and up to when people have been told of what happened."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class CommunityDigest(Base):
    """A community's digest: it comes `every` day ("daily"), on "weekdays", "weekly" or "never".

    `weekday` (0 is Monday) is for weekly ones; `minute` is of the local day in `zone`, the community's when
    this was planned. `channel_id` is where it is posted, None for the community's first channel. What
    happened until `told_to` has been told.
    """

    __tablename__ = "community_digest"

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    every: Mapped[str] = mapped_column(String(10), default="weekly")
    weekday: Mapped[int] = mapped_column(default=0)
    minute: Mapped[int] = mapped_column(default=540)
    zone: Mapped[str] = mapped_column(String(64))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id", ondelete="SET NULL"), index=True)
    told_to: Mapped[datetime]
