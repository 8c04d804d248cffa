"""Messages that are of no use after a moment, such as reminders, are not sent after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from storage.base import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("outbox", sa.Column("useful_until", UtcDateTime(), nullable=True))
