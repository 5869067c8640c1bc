"""Plans of floors, and the floor of a point that stands in no room."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

_WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "plan_drawing",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("media", sa.String(32), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_plan_drawing")),
    )
    op.create_table(
        "floor_plan",
        sa.Column("id", _WIDE, autoincrement=True, nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("floor_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("format", sa.String(8), nullable=False),
        sa.Column("file_name", sa.String(128), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_floor_plan_organisation_id")
        ),
        sa.ForeignKeyConstraint(["sha256"], ["plan_drawing.sha256"], name=op.f("fk_floor_plan_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_floor_plan")),
    )
    op.create_index(op.f("ix_floor_plan_organisation_id"), "floor_plan", ["organisation_id"])
    op.create_index(op.f("ix_floor_plan_floor_id"), "floor_plan", ["floor_id"])
    op.create_index(op.f("ix_floor_plan_sha256"), "floor_plan", ["sha256"])
    op.add_column("point", sa.Column("floor_id", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("point", "floor_id")
    op.drop_table("floor_plan")
    op.drop_table("plan_drawing")
