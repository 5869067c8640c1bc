"""Permits of hot work and building works."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "work_permit",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("number", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("place", sa.String(512), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.String(10), nullable=False),
        sa.Column("permitted_by", sa.String(128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_permit")),
        sa.UniqueConstraint("number", name=op.f("uq_work_permit_number")),
    )
    op.create_index("ix_work_permit_area", "work_permit", ["area", "at", "id"])
    op.create_index("ix_work_permit_organisation_id", "work_permit", ["organisation_id", "at"])


def downgrade() -> None:
    op.drop_table("work_permit")
