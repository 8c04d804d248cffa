"""Events: when and where, what differs at single times of a repeated one, and who comes.

An event's time is what a clock on the wall there says: a naive local time as ISO
text ("2026-12-01T15:00") with its zone beside it. `begins_at` and `over_at` are
reckoned from it, for finding what comes.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Event(Base):
    """An event; its title and text are the item's.

    `rule` is an RRULE counted from `starts`; None means once. `begins_at` is when it first begins, `over_at`
    when it ends for the last time, None for one that never does. `reminders` are minutes before it begins;
    reminders that were due by `reminded_to` have been thought of. `sequence` counts changes, as calendars
    want it.
    """

    __tablename__ = "event"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    starts: Mapped[str] = mapped_column(String(19))
    zone: Mapped[str] = mapped_column(String(64))
    minutes: Mapped[int]
    rule: Mapped[str | None] = mapped_column(String(300))
    begins_at: Mapped[datetime]
    over_at: Mapped[datetime | None] = mapped_column(index=True)
    place: Mapped[str] = mapped_column(String(200), default="")
    link: Mapped[str] = mapped_column(String(500), default="")
    capacity: Mapped[int | None]
    reminders: Mapped[list[int]] = mapped_column(JSON)
    reminded_to: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    sequence: Mapped[int] = mapped_column(default=0)


class EventException(Base):
    """What differs at one time of a repeated event; `occurrence` is the local start that its rule gives.

    `minutes` is None where it takes as long as ever.
    """

    __tablename__ = "event_exception"

    item_id: Mapped[int] = mapped_column(ForeignKey("event.item_id", ondelete="CASCADE"), primary_key=True)
    occurrence: Mapped[str] = mapped_column(String(19), primary_key=True)
    moved_to: Mapped[str | None] = mapped_column(String(19))
    minutes: Mapped[int | None]
    cancelled: Mapped[bool] = mapped_column(default=False)


class Rsvp(Base):
    """Whether somebody comes: "yes", "maybe" or "no", at one time of a repeated event, or ("") every time.

    What is said of one time goes before what is said of every time. Places are given by `at`.
    """

    __tablename__ = "rsvp"

    item_id: Mapped[int] = mapped_column(ForeignKey("event.item_id", ondelete="CASCADE"), primary_key=True)
    occurrence: Mapped[str] = mapped_column(String(19), primary_key=True, default="")
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    answer: Mapped[str] = mapped_column(String(5))
    at: Mapped[datetime]
