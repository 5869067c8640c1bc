"""Routes, crew links, what crews carry; positions by gateway, steps by key, what commanders ask for."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "unit_route",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("metres", sa.Double(), nullable=False),
        sa.Column("seconds", sa.Double(), nullable=False),
        sa.Column("error_s", sa.Double(), nullable=True),
        sa.Column("line", sa.JSON(), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("arrives_at", sa.BigInteger(), nullable=False),
        sa.Column("left_m", sa.Double(), nullable=False),
        sa.Column("off_since", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["force_unit.id"], name=op.f("fk_unit_route_unit_id")),
        sa.ForeignKeyConstraint(["order_id"], ["dispatch_order.id"], name=op.f("fk_unit_route_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_route")),
    )
    op.create_index("ix_unit_route_order_id", "unit_route", ["order_id", "id"])
    op.create_index("ix_unit_route_unit_id", "unit_route", ["unit_id", "id"])
    op.create_table(
        "crew_link",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("station_id", sa.BigInteger(), nullable=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=True),
        sa.Column("person", sa.String(128), nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.Column("used_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_at", sa.BigInteger(), nullable=True),
        sa.Column("revoked_by", sa.String(128), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["force_unit.id"], name=op.f("fk_crew_link_unit_id")),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_crew_link_incident_id")),
        sa.ForeignKeyConstraint(["station_id"], ["station.id"], name=op.f("fk_crew_link_station_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_crew_link")),
    )
    op.create_index("ix_crew_link_incident_id", "crew_link", ["incident_id"])
    op.create_index("ix_crew_link_station_id", "crew_link", ["station_id"])
    op.create_index("ix_crew_link_unit_id", "crew_link", ["unit_id"])
    op.create_table(
        "carried_device",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("number", sa.String(128), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("person", sa.String(128), nullable=False),
        sa.Column("gb28181_device", sa.String(20), nullable=True),
        sa.Column("gb28181_channel", sa.String(20), nullable=True),
        sa.Column("stream_url", sa.String(512), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("altitude_m", sa.Double(), nullable=True),
        sa.Column("speed_kmh", sa.Double(), nullable=True),
        sa.Column("heard_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["force_unit.id"], name=op.f("fk_carried_device_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carried_device")),
    )
    op.create_index("ix_carried_device_area", "carried_device", ["area", "id"])
    op.create_index("ix_carried_device_unit_id", "carried_device", ["unit_id"])
    op.create_index("uq_carried_device_number", "carried_device", ["kind", "number"], unique=True)
    op.add_column("force_unit", sa.Column("gateway", sa.String(128), nullable=True))
    op.create_index("uq_force_unit_gateway", "force_unit", ["gateway"], unique=True)
    op.add_column("unit_step", sa.Column("key", sa.String(128), nullable=True))
    op.create_index("uq_unit_step_key", "unit_step", ["unit_id", "key"], unique=True)
    op.add_column("dispatch_order", sa.Column("escalated_at", sa.BigInteger(), nullable=True))
    op.add_column("incident", sa.Column("extra", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("incident", "extra")
    op.drop_column("dispatch_order", "escalated_at")
    op.drop_index("uq_unit_step_key", "unit_step")
    op.drop_column("unit_step", "key")
    op.drop_index("uq_force_unit_gateway", "force_unit")
    op.drop_column("force_unit", "gateway")
    op.drop_table("carried_device")
    op.drop_table("crew_link")
    op.drop_table("unit_route")
