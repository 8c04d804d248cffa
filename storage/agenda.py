"""What people want to talk about at an event, and where the notes of it are."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class AgendaPoint(Base):
    """A point of an event's agenda; `occurrence` is the key of one time of a repeated event, else empty."""

    __tablename__ = "agenda_point"
    __table_args__ = (Index("ix_agenda_point_of", "item_id", "occurrence"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("event.item_id", ondelete="CASCADE"))
    occurrence: Mapped[str] = mapped_column(String(19), default="")
    text: Mapped[str] = mapped_column(String(300))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    added_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class AgendaVote(Base):
    """Somebody wants to talk about a point."""

    __tablename__ = "agenda_vote"

    point_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("agenda_point.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class EventNotes(Base):
    """The notes of an event, or of one time of it: when they were asked for, and which page they became."""

    __tablename__ = "event_notes"

    item_id: Mapped[int] = mapped_column(ForeignKey("event.item_id", ondelete="CASCADE"), primary_key=True)
    occurrence: Mapped[str] = mapped_column(String(19), primary_key=True, default="")
    asked_at: Mapped[datetime | None]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="SET NULL"), index=True)
