"""Items, whatever their kind: what is said of them, and the places where their cards stand."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class Item(Base):
    """Anything that members make. `id` is the number that people type (#142).

    Numbers are drawn at random among the shortest free ones, so that they tell nobody how much there is
    elsewhere (see docs/decisions). `found_by` is text by which it is found and which no card shows, such as
    that of a document's file.
    """

    __tablename__ = "item"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(20))
    community_id: Mapped[int] = mapped_column(ForeignKey("community.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text, default="", server_default="")
    found_by: Mapped[str] = mapped_column(Text, default="", server_default="")
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime] = mapped_column(index=True)
    deleted_at: Mapped[datetime | None]

    __table_args__ = (Index("ix_item_community_kind", "community_id", "kind", "created_at"),)


class Posting(Base):
    """A message that shows a card of an item. `message` is empty until the platform has taken it.

    `card` names which card of the item it is ("poll", "poll_results"). `replies` counts what people wrote in
    the message's thread, `last_reply_at` says when the last of it came; the words are not read.
    """

    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_message", "message", "channel"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    card: Mapped[str] = mapped_column(String(30))
    platform: Mapped[str] = mapped_column(String(20))
    workspace: Mapped[str] = mapped_column(String(64))
    channel: Mapped[str] = mapped_column(String(64))
    message: Mapped[str] = mapped_column(String(64), default="")
    gone: Mapped[bool] = mapped_column(default=False)
    replies: Mapped[int] = mapped_column(default=0, server_default="0")
    last_reply_at: Mapped[datetime | None]


class ItemPlace(Base):
    """A community in which an item is published, beside its own."""

    __tablename__ = "item_place"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    community_id: Mapped[int] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class Comment(Base):
    """What somebody says of an item. An answer to a question is one too: `kind` is "comment" or "answer"."""

    __tablename__ = "comment"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(10), default="comment")
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]


class ItemTag(Base):
    """A tag on an item; `key` is the folded name. A tag is a community's own: it is where its item is."""

    __tablename__ = "item_tag"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    key: Mapped[str] = mapped_column(String(60), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(40))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime]


class Rating(Base):
    """What somebody thinks of an item, from 1 to 5."""

    __tablename__ = "rating"

    item_id: Mapped[int] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    stars: Mapped[int]
