"""Water for firefighting, reference places, and plans with their drawings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0033"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "water_source",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("number", sa.String(128), nullable=False),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("state", sa.String(128), nullable=False),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(512), nullable=False),
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("capacity_m3", sa.Double(), nullable=True),
        sa.Column("flow_l_s", sa.Double(), nullable=True),
        sa.Column("inspected_at", sa.BigInteger(), nullable=True),
        sa.Column("gateway", sa.String(128), nullable=True),
        sa.Column("part", sa.String(128), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_water_source")),
        sa.UniqueConstraint("number", name=op.f("uq_water_source_number")),
    )
    op.create_index("ix_water_source_area", "water_source", ["area", "id"])
    op.create_index("ix_water_source_position", "water_source", ["latitude", "longitude"])
    op.create_table(
        "facility",
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
        sa.Column("beds", sa.Integer(), nullable=True),
        sa.Column("burn_beds", sa.Integer(), nullable=True),
        sa.Column("substances", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_facility")),
        sa.UniqueConstraint("number", name=op.f("uq_facility_number")),
    )
    op.create_index("ix_facility_area", "facility", ["area", "id"])
    op.create_index("ix_facility_position", "facility", ["latitude", "longitude"])
    op.create_table(
        "preplan",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("building_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(256), nullable=False),
        sa.Column("sections", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.BigInteger(), nullable=True),
        sa.Column("valid_to", sa.BigInteger(), nullable=True),
        sa.Column("review_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(128), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["building_id"], ["building.id"], name=op.f("fk_preplan_building_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preplan")),
    )
    op.create_index("ix_preplan_review_at", "preplan", ["review_at"])
    op.create_index("uq_preplan_building_version", "preplan", ["building_id", "version"], unique=True)
    op.create_table(
        "preplan_drawing",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("preplan_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("media", sa.String(128), nullable=False),
        sa.Column("sha256", sa.String(128), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(["preplan_id"], ["preplan.id"], name=op.f("fk_preplan_drawing_preplan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preplan_drawing")),
    )
    op.create_index("ix_preplan_drawing_preplan_id", "preplan_drawing", ["preplan_id"])


def downgrade() -> None:
    op.drop_table("preplan_drawing")
    op.drop_table("preplan")
    op.drop_table("facility")
    op.drop_table("water_source")
