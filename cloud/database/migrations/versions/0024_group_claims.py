"""Who has taken which group of alarms in a city's centre."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_HELD = sa.text("ended_at IS NULL")


def upgrade() -> None:
    """Add the table."""
    op.create_table(
        "group_claim",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("unit", sa.String(128), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(128), nullable=True),
        sa.Column("end", sa.String(128), nullable=True),
        sa.Column("area", sa.String(128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_claim")),
    )
    op.create_index(
        "uq_group_claim_held",
        "group_claim",
        ["unit"],
        unique=True,
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )
    op.create_index("ix_group_claim_by_taken_at", "group_claim", ["by", "taken_at"])
    op.create_index("ix_group_claim_taken_at", "group_claim", ["taken_at"])


def downgrade() -> None:
    """Take away what upgrade made."""
    op.drop_table("group_claim")
