"""A key tells a repetition of what was said, not of one message of it: it has no number of such."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_column("submitted", "seq")


def downgrade() -> None:
    op.add_column("submitted", sa.Column("seq", sa.BigInteger(), nullable=False, server_default="0"))
