"""Which item a message to a person tells of, so that no digest tells of it again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import BigId

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("about", BigId, nullable=True))
