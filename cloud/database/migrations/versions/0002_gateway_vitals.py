"""What a gateway tells of its inside, and how far its replies say that a command has come."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("gateway", sa.Column("vitals", sa.JSON(), nullable=False, server_default="{}"))
    op.add_column("reply", sa.Column("stage", sa.String(length=128), nullable=False, server_default="done"))
    op.add_column("reply", sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    op.drop_column("reply", "details")
    op.drop_column("reply", "stage")
    op.drop_column("gateway", "vitals")
