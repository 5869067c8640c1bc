"""Vehicle terminals of JT/T 808, and where each vehicle was last."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "vehicle_terminal",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("phone", sa.String(128), nullable=False),
        sa.Column("area", sa.String(128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("plate", sa.String(128), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("key_sha256", sa.String(128), nullable=True),
        sa.Column("registration_until", sa.BigInteger(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=True),
        sa.Column("maker", sa.String(128), nullable=False),
        sa.Column("model", sa.String(128), nullable=False),
        sa.Column("terminal", sa.String(128), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vehicle_terminal")),
        sa.UniqueConstraint("phone", name=op.f("uq_vehicle_terminal_phone")),
    )
    op.create_index("ix_vehicle_terminal_area", "vehicle_terminal", ["area", "id"])
    op.create_index("ix_vehicle_terminal_organisation_id", "vehicle_terminal", ["organisation_id", "id"])
    op.create_index("ix_vehicle_terminal_version", "vehicle_terminal", ["version"])
    op.create_table(
        "vehicle_position",
        sa.Column("terminal_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("latitude_deg", sa.Double(), nullable=False),
        sa.Column("longitude_deg", sa.Double(), nullable=False),
        sa.Column("altitude_m", sa.Integer(), nullable=False),
        sa.Column("speed_kmh", sa.Double(), nullable=False),
        sa.Column("direction_deg", sa.Integer(), nullable=False),
        sa.Column("alarms", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.BigInteger(), nullable=False),
        sa.Column("quality", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("terminal_id", name=op.f("pk_vehicle_position")),
    )


def downgrade() -> None:
    op.drop_table("vehicle_position")
    op.drop_table("vehicle_terminal")
