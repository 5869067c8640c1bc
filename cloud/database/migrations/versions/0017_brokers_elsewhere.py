"""Brokers on other hosts, and how far their files are."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "broker_elsewhere",
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_broker_elsewhere")),
    )


def downgrade() -> None:
    op.drop_table("broker_elsewhere")
