"""The full-text index: one for all items and people, with kind, community and audience.

`search_entry` holds folded text (see `bot.services.text.fold`). SQLite indexes
it with FTS5 as external content kept by triggers; PostgreSQL with a generated
`tsvector`, and the titles by themselves once more. `search_word` and
`search_trigram` are the words that occur, taken apart into groups of three
letters, so that a misspelt word finds its neighbours on either database without
an extension.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, ForeignKey, Index, String, Text, event, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.base import Base, BigId


class SearchEntry(Base):
    """What can be found of one item or person by one audience.

    `community_id` is the community whose members may find it, None where that is not what decides.
    `audience` is "everyone" or "communities" (those who share one with the person). An item that is published
    in several communities has one entry for each; `extra` marks those for the communities beside its own.
    """

    __tablename__ = "search_entry"
    __table_args__ = (Index("ix_search_entry_ref", "kind", "ref", "audience", "community_id", unique=True),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    ref: Mapped[int] = mapped_column(BigId)
    community_id: Mapped[int | None] = mapped_column(
        ForeignKey("community.id", ondelete="CASCADE"), index=True
    )
    audience: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    extra: Mapped[bool] = mapped_column(default=False, server_default=false())


class SearchWord(Base):
    """A word that occurs in the index."""

    __tablename__ = "search_word"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    word: Mapped[str] = mapped_column(String(40), unique=True)


class SearchTrigram(Base):
    """Three letters in a row of a word."""

    __tablename__ = "search_trigram"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy's own name

    trigram: Mapped[str] = mapped_column(String(3), primary_key=True)
    word_id: Mapped[int] = mapped_column(ForeignKey("search_word.id", ondelete="CASCADE"), primary_key=True)


SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE search_fts USING fts5(
         title, body, content='search_entry', content_rowid='id', tokenize='unicode61', prefix='2 3')""",
    """CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN
         INSERT INTO search_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
    """CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN
         INSERT INTO search_fts(search_fts, rowid, title, body)
         VALUES ('delete', old.id, old.title, old.body); END""",
    """CREATE TRIGGER search_entry_changed AFTER UPDATE OF title, body ON search_entry BEGIN
         INSERT INTO search_fts(search_fts, rowid, title, body)
         VALUES ('delete', old.id, old.title, old.body);
         INSERT INTO search_fts(rowid, title, body) VALUES (new.id, new.title, new.body); END""",
)
POSTGRESQL_INDEX = (
    """ALTER TABLE search_entry ADD COLUMN document tsvector GENERATED ALWAYS AS (
         setweight(to_tsvector('simple', title), 'A') || to_tsvector('simple', body)) STORED""",
    "CREATE INDEX ix_search_entry_document ON search_entry USING gin (document)",
    "CREATE INDEX ix_search_entry_title ON search_entry USING gin (to_tsvector('simple', title))",
)


@event.listens_for(SearchEntry.__table__, "after_create")
def make_index(_table: Any, connection: Connection, **_how: Any) -> None:
    """Make the database's own full-text index when the table is made."""
    statements = POSTGRESQL_INDEX if connection.dialect.name == "postgresql" else SQLITE_INDEX
    for statement in statements:
        connection.exec_driver_sql(statement)
