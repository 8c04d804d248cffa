"""Pages of a community's wiki: every version, other names, and what links where.

The present title and text are the item's. Nothing that was saved is ever lost:
an edit, and a revert too, adds a version.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, String, Text, event, text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base


class PageVersion(Base):
    """A page as somebody saved it; `number` counts from 1."""

    __tablename__ = "page_version"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]


class PageName(Base):
    """A name under which a page is found in its community: its title, and each alias; `key` is folded."""

    __tablename__ = "page_name"
    __table_args__ = (
        Index(
            "ix_page_name_alias",
            "community_id",
            sqlite_where=text("alias"),
            postgresql_where=text("alias"),
        ),
    )

    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[str] = mapped_column(String(300), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(300))
    alias: Mapped[bool] = mapped_column(default=False)


class PageLink(Base):
    """A page names another in double square brackets; `key` is the folded name, there or not."""

    __tablename__ = "page_link"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(300), primary_key=True, index=True)


POSTGRESQL_BEGINNINGS = (
    "CREATE INDEX ix_page_name_beginning ON page_name (community_id, key text_pattern_ops)"
)
"""PostgreSQL orders texts by its language; beginnings are found by an index in the order of codes."""


@event.listens_for(PageName.__table__, "after_create")
def make_index(_table: Any, connection: Connection, **_how: Any) -> None:
    """Make the index of beginnings when the table is made."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(POSTGRESQL_BEGINNINGS)
