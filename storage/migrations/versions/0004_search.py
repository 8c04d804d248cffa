"""Indexes that keep searching and looking pages up quick where there is much."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index(op.f("ix_item_updated_at"), "item", ["updated_at"], unique=False)
    op.create_index(
        "ix_page_name_alias",
        "page_name",
        ["community_id"],
        unique=False,
        sqlite_where=sa.text("alias"),
        postgresql_where=sa.text("alias"),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_search_entry_title ON search_entry USING gin (to_tsvector('simple', title))"
        )
        op.execute("CREATE INDEX ix_page_name_beginning ON page_name (community_id, key text_pattern_ops)")
