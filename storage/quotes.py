"""Messages that somebody picked from a platform's menu, until they are kept or forgotten."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class Quote(Base):
    """A message as it was when `person_id` picked it; the row goes when the message is kept or refused.

    `thread` is the first message of the thread in which it stands, and `file` its first file, where that was
    wanted. `wish` and `given` are the command, and the texts for it, that wait for the author's leave;
    `allowed` says that the author gave it.
    """

    __tablename__ = "quote"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    author_name: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(String(500), default="")
    platform: Mapped[str] = mapped_column(String(20))
    workspace: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(String(64))
    thread: Mapped[str] = mapped_column(String(64), default="")
    file: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    wish: Mapped[str] = mapped_column(String(60), default="")
    given: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    allowed: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(index=True)
