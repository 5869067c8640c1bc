"""Fire risk: scores and their steps, warnings, models, and the regional index."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_at IS NULL")
CHAMPION = sa.text("role = 'champion'")


def upgrade() -> None:
    op.create_table(
        "risk_day",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("band", sa.String(length=4), nullable=False),
        sa.Column("sites", sa.Integer(), nullable=False),
        sa.Column("p90", sa.Float(), nullable=False),
        sa.Column("low90", sa.Float(), nullable=False),
        sa.Column("high90", sa.Float(), nullable=False),
        sa.Column("p365", sa.Float(), nullable=False),
        sa.Column("low365", sa.Float(), nullable=False),
        sa.Column("high365", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("day", "area", "subject", "band", name=op.f("pk_risk_day")),
    )
    op.create_table(
        "risk_health",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sites", sa.BigInteger(), nullable=False),
        sa.Column("found", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_risk_health")),
    )
    op.create_table(
        "risk_index_value",
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("indicator", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("area", "indicator", name=op.f("pk_risk_index_value")),
    )
    op.create_table(
        "risk_index_version",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_index_version")),
    )
    op.create_table(
        "risk_model",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("card", sa.Text(), nullable=False),
        sa.Column("verdict_zh", sa.Text(), nullable=False),
        sa.Column("verdict_en", sa.Text(), nullable=False),
        sa.Column("registered_at", sa.BigInteger(), nullable=False),
        sa.Column("registered_by", sa.String(length=128), nullable=False),
        sa.Column("promoted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_model")),
        sa.UniqueConstraint("sha256", name=op.f("uq_risk_model_sha256")),
    )
    op.create_index(
        "uq_risk_model_champion",
        "risk_model",
        ["subject"],
        unique=True,
        sqlite_where=CHAMPION,
        postgresql_where=CHAMPION,
    )
    op.create_table(
        "risk_said",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("p90", sa.Float(), nullable=False),
        sa.Column("p365", sa.Float(), nullable=False),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("day", "subject", "site_id", name=op.f("pk_risk_said")),
    )
    op.create_table(
        "risk_score",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("p90", sa.Float(), nullable=False),
        sa.Column("low90", sa.Float(), nullable=False),
        sa.Column("high90", sa.Float(), nullable=False),
        sa.Column("p365", sa.Float(), nullable=False),
        sa.Column("low365", sa.Float(), nullable=False),
        sa.Column("high365", sa.Float(), nullable=False),
        sa.Column("safety", sa.Float(), nullable=False),
        sa.Column("band", sa.String(length=4), nullable=False),
        sa.Column("facts", sa.LargeBinary(), nullable=False),
        sa.Column("stepped", sa.Float(), nullable=False),
        sa.Column("week_ago", sa.Float(), nullable=True),
        sa.Column("cell", sa.String(length=16), nullable=True),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("scored_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "site_id", name=op.f("pk_risk_score")),
    )
    op.create_index("ix_risk_score_area", "risk_score", ["area", "subject", "band"], unique=False)
    op.create_index("ix_risk_score_organisation_id", "risk_score", ["organisation_id"], unique=False)
    op.create_index("ix_risk_score_worst", "risk_score", ["safety", "subject", "site_id"], unique=False)
    op.create_table(
        "risk_step",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("p90", sa.Float(), nullable=False),
        sa.Column("p365", sa.Float(), nullable=False),
        sa.Column("safety", sa.Float(), nullable=False),
        sa.Column("safety_before", sa.Float(), nullable=True),
        sa.Column("band", sa.String(length=4), nullable=False),
        sa.Column("band_before", sa.String(length=4), nullable=True),
        sa.Column("model", sa.String(length=64), nullable=False),
        sa.Column("moved_by", sa.JSON(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_step")),
    )
    op.create_index("ix_risk_step_at", "risk_step", ["at"], unique=False)
    op.create_index("ix_risk_step_site", "risk_step", ["subject", "site_id", "id"], unique=False)
    op.create_table(
        "risk_warning",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("site_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("desk", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("band", sa.String(length=4), nullable=False),
        sa.Column("safety", sa.Float(), nullable=False),
        sa.Column("record", sa.String(length=16), nullable=True),
        sa.Column("record_id", sa.BigInteger(), nullable=True),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("escalated", sa.Integer(), nullable=False),
        sa.Column("taken_by", sa.String(length=128), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("safety_closed", sa.Float(), nullable=True),
        sa.Column("safety_30d", sa.Float(), nullable=True),
        sa.Column("safety_90d", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_warning")),
    )
    op.create_index("ix_risk_warning_area_id", "risk_warning", ["area", "id"], unique=False)
    op.create_index(
        "ix_risk_warning_due",
        "risk_warning",
        ["due_on"],
        unique=False,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_index(
        "ix_risk_warning_organisation_id", "risk_warning", ["organisation_id", "id"], unique=False
    )
    op.create_index("ix_risk_warning_site", "risk_warning", ["subject", "site_id", "id"], unique=False)
    op.create_index(
        "uq_risk_warning_open",
        "risk_warning",
        ["subject", "site_id", "rule"],
        unique=True,
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
    op.create_table(
        "risk_traits",
        sa.Column("subject", sa.String(length=16), nullable=False),
        sa.Column("site_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("built_year", sa.Float(), nullable=True),
        sa.Column("rewired_year", sa.Float(), nullable=True),
        sa.Column("households", sa.Float(), nullable=True),
        sa.Column("storage_class", sa.Float(), nullable=True),
        sa.Column("ebike", sa.Float(), nullable=True),
        sa.Column("gas", sa.Float(), nullable=True),
        sa.Column("sleeping", sa.Float(), nullable=True),
        sa.Column("elderly_share", sa.Float(), nullable=True),
        sa.Column("rented_share", sa.Float(), nullable=True),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_risk_traits_organisation_id")
        ),
        sa.PrimaryKeyConstraint("subject", "site_id", name=op.f("pk_risk_traits")),
    )
    op.create_table(
        "risk_warning_entry",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("warning_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["warning_id"], ["risk_warning.id"], name=op.f("fk_risk_warning_entry_warning_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_warning_entry")),
    )
    op.create_index(
        op.f("ix_risk_warning_entry_warning_id"), "risk_warning_entry", ["warning_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("risk_warning_entry")
    op.drop_table("risk_traits")
    op.drop_table("risk_warning")
    op.drop_table("risk_step")
    op.drop_table("risk_score")
    op.drop_table("risk_said")
    op.drop_table("risk_model")
    op.drop_table("risk_index_version")
    op.drop_table("risk_index_value")
    op.drop_table("risk_health")
    op.drop_table("risk_day")
