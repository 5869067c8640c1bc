"""Stations, their units, and what moved each unit."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "station",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("number", sa.String(128), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(512), nullable=False),
        sa.Column("phone", sa.String(128), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("risk_s", sa.Double(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_station")),
        sa.UniqueConstraint("number", name=op.f("uq_station_number")),
    )
    op.create_index("ix_station_area", "station", ["area", "id"])
    op.create_table(
        "force_unit",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("station_id", sa.BigInteger(), nullable=False),
        sa.Column("base_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("plate", sa.String(128), nullable=False),
        sa.Column("gives", sa.JSON(), nullable=False),
        sa.Column("crew", sa.Integer(), nullable=False),
        sa.Column("crew_least", sa.Integer(), nullable=False),
        sa.Column("terminal_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(128), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("away_since", sa.BigInteger(), nullable=True),
        sa.Column("rest_until", sa.BigInteger(), nullable=True),
        sa.Column("fuel_percent", sa.Double(), nullable=True),
        sa.Column("order_id", sa.BigInteger(), nullable=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=True),
        sa.Column("told_latitude", sa.Double(), nullable=True),
        sa.Column("told_longitude", sa.Double(), nullable=True),
        sa.Column("told_speed_kmh", sa.Double(), nullable=True),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["base_id"], ["station.id"], name=op.f("fk_force_unit_base_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_force_unit_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_force_unit")),
        sa.UniqueConstraint("name", name=op.f("uq_force_unit_name")),
        sa.UniqueConstraint("terminal_id", name=op.f("uq_force_unit_terminal_id")),
    )
    op.create_index("ix_force_unit_area", "force_unit", ["area", "id"])
    op.create_index("ix_force_unit_incident_id", "force_unit", ["incident_id"])
    op.create_index("ix_force_unit_station_id", "force_unit", ["station_id"])
    op.create_table(
        "unit_step",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("signal", sa.String(128), nullable=False),
        sa.Column("state", sa.String(128), nullable=False),
        sa.Column("cause", sa.String(128), nullable=False),
        sa.Column("by", sa.String(128), nullable=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["force_unit.id"], name=op.f("fk_unit_step_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_step")),
    )
    op.create_index("ix_unit_step_unit_id", "unit_step", ["unit_id"])


def downgrade() -> None:
    op.drop_table("unit_step")
    op.drop_table("force_unit")
    op.drop_table("station")
