"""Inspectors, inspections, hazards and their photos."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "inspector",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("districts", sa.JSON(), nullable=False),
        sa.Column("home_area", sa.String(length=6), nullable=False),
        sa.Column("certified_until", sa.String(length=10), nullable=True),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspector")),
        sa.UniqueConstraint("account_id", name=op.f("uq_inspector_account_id")),
        sa.UniqueConstraint("number", name=op.f("uq_inspector_number")),
    )
    op.create_index("ix_inspector_area", "inspector", ["area", "id"], unique=False)
    op.create_table(
        "photo",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media", sa.String(length=32), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_photo")),
    )
    op.create_table(
        "hazard",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("inspection_id", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("clause_zh", sa.Text(), nullable=False),
        sa.Column("clause_en", sa.Text(), nullable=False),
        sa.Column("grade", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=256), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("deadline", sa.String(length=10), nullable=True),
        sa.Column("asked_until", sa.String(length=10), nullable=True),
        sa.Column("found_at", sa.BigInteger(), nullable=False),
        sa.Column("found_by", sa.String(length=128), nullable=False),
        sa.Column("known_at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("failed_rechecks", sa.Integer(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_hazard_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard")),
        sa.UniqueConstraint("key", name=op.f("uq_hazard_key")),
    )
    op.create_index("ix_hazard_area_id", "hazard", ["area", "id"], unique=False)
    op.create_index(op.f("ix_hazard_inspection_id"), "hazard", ["inspection_id"], unique=False)
    op.create_index(
        "ix_hazard_open",
        "hazard",
        ["deadline"],
        unique=False,
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )
    op.create_index("ix_hazard_organisation_id_id", "hazard", ["organisation_id", "id"], unique=False)
    op.create_table(
        "inspection",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("origin", sa.String(length=16), nullable=False),
        sa.Column("draw_id", sa.BigInteger(), nullable=True),
        sa.Column("number", sa.String(length=64), nullable=True),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("result", sa.String(length=16), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=128), nullable=False),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("known_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("import_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_inspection_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection")),
        sa.UniqueConstraint("draw_id", "organisation_id", name=op.f("uq_inspection_draw_id_organisation_id")),
        sa.UniqueConstraint("number", name=op.f("uq_inspection_number")),
    )
    op.create_index("ix_inspection_area_id", "inspection", ["area", "id"], unique=False)
    op.create_index("ix_inspection_organisation_id_id", "inspection", ["organisation_id", "id"], unique=False)
    op.create_index("ix_inspection_state_id", "inspection", ["state", "id"], unique=False)
    op.create_table(
        "inspector_conflict",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("inspector_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["inspector.id"], name=op.f("fk_inspector_conflict_inspector_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_inspector_conflict_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspector_conflict")),
    )
    op.create_index(
        op.f("ix_inspector_conflict_inspector_id"), "inspector_conflict", ["inspector_id"], unique=False
    )
    op.create_index(
        op.f("ix_inspector_conflict_organisation_id"), "inspector_conflict", ["organisation_id"], unique=False
    )
    op.create_index(
        "uq_inspector_conflict_standing",
        "inspector_conflict",
        ["inspector_id", "organisation_id", "kind"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "hazard_entry",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_hazard_entry_hazard_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard_entry")),
        sa.UniqueConstraint("hazard_id", "key", name=op.f("uq_hazard_entry_hazard_id_key")),
    )
    op.create_index("ix_hazard_entry_hazard_id_id", "hazard_entry", ["hazard_id", "id"], unique=False)
    op.create_table(
        "hazard_photo",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("hazard_id", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["hazard_id"], ["hazard.id"], name=op.f("fk_hazard_photo_hazard_id")),
        sa.ForeignKeyConstraint(["sha256"], ["photo.sha256"], name=op.f("fk_hazard_photo_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazard_photo")),
        sa.UniqueConstraint("hazard_id", "key", name=op.f("uq_hazard_photo_hazard_id_key")),
    )
    op.create_index(op.f("ix_hazard_photo_hazard_id"), "hazard_photo", ["hazard_id"], unique=False)
    op.create_index(op.f("ix_hazard_photo_sha256"), "hazard_photo", ["sha256"], unique=False)
    op.create_table(
        "inspection_answer",
        sa.Column("inspection_id", WIDE, autoincrement=False, nullable=False),
        sa.Column("item", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_answer_inspection_id")
        ),
        sa.PrimaryKeyConstraint("inspection_id", "item", name=op.f("pk_inspection_answer")),
    )
    op.create_table(
        "inspection_entry",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_entry_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_entry")),
    )
    op.create_index(
        op.f("ix_inspection_entry_inspection_id"), "inspection_entry", ["inspection_id"], unique=False
    )
    op.create_table(
        "inspection_inspector",
        sa.Column("inspection_id", WIDE, autoincrement=False, nullable=False),
        sa.Column("inspector_id", WIDE, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_inspector_inspection_id")
        ),
        sa.ForeignKeyConstraint(
            ["inspector_id"], ["inspector.id"], name=op.f("fk_inspection_inspector_inspector_id")
        ),
        sa.PrimaryKeyConstraint("inspection_id", "inspector_id", name=op.f("pk_inspection_inspector")),
    )
    op.create_index(
        op.f("ix_inspection_inspector_inspector_id"), "inspection_inspector", ["inspector_id"], unique=False
    )
    op.create_table(
        "inspection_submission",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("inspection_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspection.id"], name=op.f("fk_inspection_submission_inspection_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspection_submission")),
        sa.UniqueConstraint("key", name=op.f("uq_inspection_submission_key")),
    )
    op.create_index(
        op.f("ix_inspection_submission_inspection_id"),
        "inspection_submission",
        ["inspection_id"],
        unique=False,
    )


def downgrade() -> None:
    op.drop_table("inspection_submission")
    op.drop_table("inspection_inspector")
    op.drop_table("inspection_entry")
    op.drop_table("inspection_answer")
    op.drop_table("hazard_photo")
    op.drop_table("hazard_entry")
    op.drop_table("inspector_conflict")
    op.drop_table("inspection")
    op.drop_table("hazard")
    op.drop_table("photo")
    op.drop_table("inspector")
