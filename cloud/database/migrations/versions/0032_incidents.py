"""Incidents, their reports, timeline, orders, roles and attachments."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "incident",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("state", sa.String(128), nullable=False),
        sa.Column("type", sa.String(128), nullable=False),
        sa.Column("grade", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("place", sa.String(512), nullable=False),
        sa.Column("floor", sa.String(128), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("category", sa.String(128), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("first_order_at", sa.BigInteger(), nullable=True),
        sa.Column("first_arrival_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_by", sa.String(128), nullable=True),
        sa.Column("outcome", sa.String(128), nullable=True),
        sa.Column("cause", sa.String(128), nullable=True),
        sa.Column("merged_into", sa.BigInteger(), nullable=True),
        sa.Column("held_by", sa.String(128), nullable=True),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("ask_until", sa.BigInteger(), nullable=True),
        sa.Column("stopped_by", sa.String(128), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_area", "incident", ["area", "id"])
    op.create_index("ix_incident_closed_at", "incident", ["closed_at"])
    op.create_index(
        "ix_incident_due",
        "incident",
        ["due_at"],
        sqlite_where=sa.text("due_at IS NOT NULL"),
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_incident_open",
        "incident",
        ["id"],
        sqlite_where=sa.text("state IN ('open', 'under-way')"),
        postgresql_where=sa.text("state IN ('open', 'under-way')"),
    )
    op.create_index("ix_incident_organisation_id", "incident", ["organisation_id", "id"])
    op.create_table(
        "incident_report",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(128), nullable=True),
        sa.Column("alarm_id", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("caller", sa.String(128), nullable=False),
        sa.Column("phone", sa.String(128), nullable=False),
        sa.Column("type", sa.String(128), nullable=False),
        sa.Column("place", sa.String(512), nullable=False),
        sa.Column("floor", sa.String(128), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.String(6), nullable=False),
        sa.Column("category", sa.String(128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("because", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(128), nullable=True),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_report_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_report")),
        sa.UniqueConstraint("key", name=op.f("uq_incident_report_key")),
    )
    op.create_index("ix_incident_report_alarm_id", "incident_report", ["alarm_id"])
    op.create_index("ix_incident_report_incident_id", "incident_report", ["incident_id"])
    op.create_table(
        "incident_entry",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("happening", sa.String(128), nullable=False),
        sa.Column("by", sa.String(128), nullable=True),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_entry_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_entry")),
    )
    op.create_index("ix_incident_entry_incident_id", "incident_entry", ["incident_id"])
    op.create_table(
        "dispatch_order",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("automatic", sa.Boolean(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(128), nullable=True),
        sa.Column("arrival_s", sa.Double(), nullable=True),
        sa.Column("error_s", sa.Double(), nullable=True),
        sa.Column("gives", sa.JSON(), nullable=False),
        sa.Column("zh", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("reverse_until", sa.BigInteger(), nullable=True),
        sa.Column("accepted_at", sa.BigInteger(), nullable=True),
        sa.Column("arrived_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ending", sa.String(128), nullable=True),
        sa.Column("ended_by", sa.String(128), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_dispatch_order_incident_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["force_unit.id"], name=op.f("fk_dispatch_order_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_order")),
    )
    op.create_index("ix_dispatch_order_incident_id", "dispatch_order", ["incident_id"])
    op.create_index("ix_dispatch_order_unit_id", "dispatch_order", ["unit_id", "id"])
    op.create_index(
        "uq_dispatch_order_unit",
        "dispatch_order",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "incident_role",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("role", sa.String(128), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("phone", sa.String(128), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"], name=op.f("fk_incident_role_incident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_role")),
    )
    op.create_index("ix_incident_role_incident_id", "incident_role", ["incident_id"])
    op.create_table(
        "incident_attachment",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("incident_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("media", sa.String(128), nullable=False),
        sa.Column("sha256", sa.String(128), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incident.id"], name=op.f("fk_incident_attachment_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_attachment")),
    )
    op.create_index("ix_incident_attachment_incident_id", "incident_attachment", ["incident_id"])


def downgrade() -> None:
    op.drop_table("incident_attachment")
    op.drop_table("incident_role")
    op.drop_table("dispatch_order")
    op.drop_table("incident_entry")
    op.drop_table("incident_report")
    op.drop_table("incident")
