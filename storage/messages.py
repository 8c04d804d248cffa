"""What came in, what is to go out, and forms that are half filled in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Inbox(Base):
    """An event that has been handled; the same event again does nothing."""

    __tablename__ = "inbox"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own name

    platform: Mapped[str] = mapped_column(String(20), primary_key=True)
    event: Mapped[str] = mapped_column(String(200), primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)


class Outbox(Base):
    """Something to be said elsewhere.

    `action` is "post" or "edit". A post is of `reply` (JSON), or of the card of `posting_id`'s item as it is
    when its turn comes; an edit shows that card anew, and takes the message of an item that is gone away.
    A "mirror" brings what `mirror_id` is about up to date in a platform's own calendar.
    `key` keeps waiting rows from piling up: one for each key. `state` is "waiting", "done", "failed" or
    "kept"; a row in hand is waiting with a lease in the future. A message to a person whom no way reached
    is kept for when they come by themselves; `not_before` is then when they are to be told of it.
    `by` is how they like to be written to: "dm", "email" or "both". What would mislead after `useful_until`,
    such as a reminder, is not sent any more then; None means that it is never too late. `about` is the item
    that a message to a person tells of.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        Index("ix_outbox_due", "state", "not_before"),
        Index(
            "uq_outbox_waiting_key",
            "key",
            unique=True,
            sqlite_where=text("state = 'waiting' AND key IS NOT NULL AND attempts = 0"),
            postgresql_where=text("state = 'waiting' AND key IS NOT NULL AND attempts = 0"),
        ),
        Index(
            "ix_outbox_kept",
            "person_id",
            sqlite_where=text("state = 'kept'"),
            postgresql_where=text("state = 'kept'"),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    action: Mapped[str] = mapped_column(String(10))
    platform: Mapped[str] = mapped_column(String(20))
    workspace: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(64), default="")
    account: Mapped[str] = mapped_column(String(64), default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    by: Mapped[str] = mapped_column(String(5), default="dm", server_default="dm")
    posting_id: Mapped[int | None] = mapped_column(ForeignKey("posting.id", ondelete="CASCADE"), index=True)
    mirror_id: Mapped[int | None] = mapped_column(BigId)
    about: Mapped[int | None] = mapped_column(BigId)
    reply: Mapped[bytes | None] = mapped_column(LargeBinary)
    key: Mapped[str | None] = mapped_column(String(80))
    state: Mapped[str] = mapped_column(String(10), default="waiting")
    not_before: Mapped[datetime]
    useful_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    unclear: Mapped[bool] = mapped_column(default=False)
    lease: Mapped[str | None] = mapped_column(String(40))
    leased_until: Mapped[datetime | None]
    message: Mapped[str] = mapped_column(String(64), default="")
    error: Mapped[str] = mapped_column(String(300), default="")
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None] = mapped_column(index=True)


class Draft(Base):
    """A form's answers so far: of its first pages, or of one that was sent with a mistake in it."""

    __tablename__ = "draft"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    action: Mapped[str] = mapped_column(String(100))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(index=True)
