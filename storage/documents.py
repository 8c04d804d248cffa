"""Documents of a community's library: every version, each a file or an address; and which contents are kept.

Title and description are the item's. A file's content is kept elsewhere, once, under its hash
(`bot.services.library.blobs`).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class DocumentVersion(Base):
    """A document as somebody shared it; `number` counts from 1, the highest is the present one.

    Either `sha256` (with name, type and size of the file) or `url` is set. `read_after` is when the file's
    text may be read for the index, None where there is nothing to read (any more); `tries` counts how often
    that was begun.
    """

    __tablename__ = "document_version"
    __table_args__ = (Index("ix_document_version_read_after", "read_after"),)

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    url: Mapped[str | None] = mapped_column(String(2000))
    name: Mapped[str] = mapped_column(String(200), default="")
    mime: Mapped[str] = mapped_column(String(100), default="")
    size: Mapped[int] = mapped_column(default=0)
    change: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]
    read_after: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)


class Blob(Base):
    """A content that is kept. `given_at` is when somebody last gave it.

    `leaving_at` is set while it is being taken away, as nobody needs it: it may be gone at any moment, and
    whoever gives it then has to wait until it is.
    """

    __tablename__ = "blob"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    given_at: Mapped[datetime] = mapped_column(index=True)
    leaving_at: Mapped[datetime | None]
