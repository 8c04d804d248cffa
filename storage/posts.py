"""Posts that are not published yet. They are no items, so nobody but their author can come upon them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class PostDraft(Base):
    """A longer piece that somebody is writing, and where it is to be published.

    `places` are the communities beside `community_id`, by number; `tags` are as they were typed.
    """

    __tablename__ = "post_draft"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    author_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    tags: Mapped[list[str]] = mapped_column(JSON)
    places: Mapped[list[int]] = mapped_column(JSON)
    updated_at: Mapped[datetime]
