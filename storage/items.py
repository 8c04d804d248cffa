"""Items, whatever their kind, and the places where their cards stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Item(Base):
    """Anything that members make. `id` is the number that people type (#142).

    Numbers are drawn at random among the shortest free ones, so that they tell nobody how much there is
    elsewhere (see docs/decisions).
    """

    __tablename__ = "item"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    deleted_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_item_community_kind", "community_id", "kind", "created_at"),)


class Posting(Base):
    """A message that shows a card of an item. `message` is empty until the platform has taken it.

    `card` names which card of the item it is ("poll", "poll_results").
    """

    __tablename__ = "posting"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    card: Mapped[str] = mapped_column(String(30))
    platform: Mapped[str] = mapped_column(String(20))
    workspace: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(String(64), default="")
    gone: Mapped[bool] = mapped_column(default=False)
