"""What happened, for those who were not there: alerts, digests and feeds are made from it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Happening(Base):
    """Something that happened to an item, in a community where it can be seen.

    `what` is "new", "changed", "answer", "comment", "accepted", "cancelled" or "tagged"; `kind` is the
    item's. An item that is published in several communities is new in each. `told` says that those who want
    to hear of it at once have been thought of.
    """

    __tablename__ = "happening"
    __table_args__ = (
        Index("ix_happening_community", "community_id", "at"),
        Index("ix_happening_item", "item_id", "at"),
        Index(
            "ix_happening_untold",
            "id",
            sqlite_where=text("told = 0"),
            postgresql_where=text("NOT told"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(12))
    kind: Mapped[str] = mapped_column(String(20))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id", ondelete="CASCADE"), index=True)
    told: Mapped[bool] = mapped_column(default=False)
