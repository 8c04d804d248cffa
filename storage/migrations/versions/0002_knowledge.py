"""Texts, comments, tags and ratings of items; pages of the wiki."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import BigId, UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("item", sa.Column("body", sa.Text(), server_default="", nullable=False))
    op.add_column("item", sa.Column("found_by", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "tag_follow",
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("community_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_tag_follow_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_tag_follow_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "community_id", "key", name=op.f("pk_tag_follow")),
    )
    op.create_table(
        "comment",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("author_id", BigId, nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("accepted_at", UtcDateTime(), nullable=True),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_comment_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_comment_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    op.create_index(op.f("ix_comment_author_id"), "comment", ["author_id"], unique=False)
    op.create_index(op.f("ix_comment_item_id"), "comment", ["item_id"], unique=False)
    op.create_table(
        "item_tag",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("person_id", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_item_tag_item_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_item_tag_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("item_id", "key", name=op.f("pk_item_tag")),
    )
    op.create_index(op.f("ix_item_tag_key"), "item_tag", ["key"], unique=False)
    op.create_index(op.f("ix_item_tag_person_id"), "item_tag", ["person_id"], unique=False)
    op.create_table(
        "page_link",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_page_link_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "key", name=op.f("pk_page_link")),
    )
    op.create_index(op.f("ix_page_link_key"), "page_link", ["key"], unique=False)
    op.create_table(
        "page_name",
        sa.Column("community_id", BigId, nullable=False),
        sa.Column("key", sa.String(length=300), nullable=False),
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("alias", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_page_name_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_page_name_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("community_id", "key", name=op.f("pk_page_name")),
    )
    op.create_index(op.f("ix_page_name_item_id"), "page_name", ["item_id"], unique=False)
    op.create_table(
        "page_version",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("author_id", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_page_version_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_page_version_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "number", name=op.f("pk_page_version")),
    )
    op.create_index(op.f("ix_page_version_author_id"), "page_version", ["author_id"], unique=False)
    op.create_table(
        "rating",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("stars", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_rating_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_rating_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "person_id", name=op.f("pk_rating")),
    )
    op.create_index(op.f("ix_rating_person_id"), "rating", ["person_id"], unique=False)
    op.add_column("posting", sa.Column("replies", sa.Integer(), server_default="0", nullable=False))
    op.add_column("posting", sa.Column("last_reply_at", UtcDateTime(), nullable=True))
    op.create_index("ix_posting_message", "posting", ["message", "channel"], unique=False)
    op.create_table(
        "item_place",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("community_id", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_item_place_community_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_item_place_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "community_id", name=op.f("pk_item_place")),
    )
    op.create_index(op.f("ix_item_place_community_id"), "item_place", ["community_id"], unique=False)
    op.create_table(
        "post_draft",
        sa.Column("id", BigId, autoincrement=False, nullable=False),
        sa.Column("author_id", BigId, nullable=False),
        sa.Column("community_id", BigId, nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_post_draft_author_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_post_draft_community_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_draft")),
    )
    op.create_index(op.f("ix_post_draft_author_id"), "post_draft", ["author_id"], unique=False)
    op.create_index(op.f("ix_post_draft_community_id"), "post_draft", ["community_id"], unique=False)
    op.add_column("search_entry", sa.Column("extra", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.drop_index("ix_search_entry_ref", table_name="search_entry")
    op.create_index(
        "ix_search_entry_ref", "search_entry", ["kind", "ref", "audience", "community_id"], unique=True
    )
    op.create_table(
        "document_version",
        sa.Column("item_id", BigId, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("url", sa.String(length=2000), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("mime", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("change", sa.String(length=300), nullable=False),
        sa.Column("author_id", BigId, nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("read_after", UtcDateTime(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_document_version_author_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_document_version_item_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("item_id", "number", name=op.f("pk_document_version")),
    )
    op.create_index(op.f("ix_document_version_author_id"), "document_version", ["author_id"], unique=False)
    op.create_index("ix_document_version_read_after", "document_version", ["read_after"], unique=False)
    op.create_index(op.f("ix_document_version_sha256"), "document_version", ["sha256"], unique=False)
    op.create_table(
        "quote",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("person_id", BigId, nullable=False),
        sa.Column("author_id", BigId, nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("platform", sa.String(length=20), nullable=False),
        sa.Column("workspace", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=64), nullable=False),
        sa.Column("message", sa.String(length=64), nullable=False),
        sa.Column("thread", sa.String(length=64), nullable=False),
        sa.Column("file", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("wish", sa.String(length=60), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("allowed", sa.Boolean(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["person.id"], name=op.f("fk_quote_author_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_quote_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
    )
    for column in ("author_id", "created_at", "person_id"):
        op.create_index(op.f(f"ix_quote_{column}"), "quote", [column], unique=False)
    op.add_column(
        "community", sa.Column("ask_authors", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.execute("UPDATE community SET ask_authors = private")
