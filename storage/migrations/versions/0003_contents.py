"""Which contents of files are kept, so that those nobody needs can be taken away."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "blob",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=False),
        sa.Column("leaving_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_blob")),
    )
    op.create_index(op.f("ix_blob_given_at"), "blob", ["given_at"], unique=False)
    op.execute(
        "INSERT INTO blob (sha256, given_at) "
        "SELECT sha256, max(at) FROM document_version WHERE sha256 IS NOT NULL GROUP BY sha256"
    )
