"""What is due when."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Schedule(Base):
    """A job and when it is due.

    `rule` is an RRULE in the local time of `zone`, counted from `starts` (a naive local time as ISO text);
    None means once. `next_run` is in UTC; None means never again. A run that is later than `grace` seconds
    is left out; None means that it is never too late.
    """

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("job", "subject"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    job: Mapped[str] = mapped_column(String(40))
    subject: Mapped[int] = mapped_column(BigId)
    rule: Mapped[str | None] = mapped_column(String(300))
    zone: Mapped[str] = mapped_column(String(64), default="UTC")
    starts: Mapped[str] = mapped_column(String(32))
    next_run: Mapped[datetime | None] = mapped_column(index=True)
    grace: Mapped[int | None]
