"""Events in the calendars that platforms have of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Mirror(Base):
    """An event in a workspace's own calendar, which shows one time of it: the next.

    `entry` is the platform's number of what stands there, empty where nothing does. `occurrence` is the key
    of the time that it shows, `ends_at` when that is over, and `shown` a digest of all that it says; so what
    has not changed is not sent. `look_at` is when to look whether it is still right.
    """

    __tablename__ = "mirror"
    __table_args__ = (
        UniqueConstraint("item_id", "platform", "workspace"),
        Index(
            "ix_mirror_standing",
            "item_id",
            sqlite_where=text("entry != ''"),
            postgresql_where=text("entry != ''"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    platform: Mapped[str] = mapped_column(String(20))
    workspace: Mapped[str] = mapped_column(String(64))
    entry: Mapped[str] = mapped_column(String(64), default="")
    occurrence: Mapped[str] = mapped_column(String(19), default="")
    shown: Mapped[str] = mapped_column(String(64), default="")
    ends_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None] = mapped_column(index=True)
