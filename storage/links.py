"""Secret addresses at which somebody reads a calendar or news without signing in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class SecretLink(Base):
    """An address that somebody was given; whoever has it sees what that person sees, and nothing more.

    `kind` is "calendar" or "atom". `community_id` is the community that it is of; None means what concerns
    the person. Numbers are drawn at random from so many that none comes twice: an address that was revoked
    must never become another's.
    """

    __tablename__ = "secret_link"
    __table_args__ = (Index("ix_secret_link_of", "person_id", "kind", "community_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(10))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    community_id: Mapped[int | None] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), index=True
    )
    made_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
