"""Draws, their documents, and how organisations stand for them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "draw",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("title_zh", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("area", sa.String(length=6), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("made_by", sa.String(length=128), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("frozen_at", sa.BigInteger(), nullable=True),
        sa.Column("commitment", sa.String(length=64), nullable=True),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("first_values", sa.JSON(), nullable=True),
        sa.Column("first_by", sa.String(length=128), nullable=True),
        sa.Column("first_account_id", sa.BigInteger(), nullable=True),
        sa.Column("drawn_at", sa.BigInteger(), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("drawn", sa.Integer(), nullable=False),
        sa.Column("unserved", sa.Integer(), nullable=False),
        sa.Column("withdrawn_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
        sa.UniqueConstraint("number", name=op.f("uq_draw_number")),
    )
    op.create_index("ix_draw_area_id", "draw", ["area", "id"], unique=False)
    op.create_index("ix_draw_state_id", "draw", ["state", "id"], unique=False)
    op.create_table(
        "draw_entry",
        sa.Column("id", WIDE, autoincrement=True, nullable=False),
        sa.Column("draw_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_entry_draw_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw_entry")),
    )
    op.create_index(op.f("ix_draw_entry_draw_id"), "draw_entry", ["draw_id"], unique=False)
    op.create_table(
        "draw_file",
        sa.Column("draw_id", WIDE, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["draw_id"], ["draw.id"], name=op.f("fk_draw_file_draw_id")),
        sa.PrimaryKeyConstraint("draw_id", "kind", name=op.f("pk_draw_file")),
    )
    op.create_table(
        "supervised_unit",
        sa.Column("organisation_id", WIDE, autoincrement=False, nullable=False),
        sa.Column("unit_class", sa.String(length=64), nullable=False),
        sa.Column("risk", sa.String(length=4), nullable=False),
        sa.Column("credit", sa.String(length=1), nullable=False),
        sa.Column("exclusion", sa.String(length=32), nullable=False),
        sa.Column("certain", sa.String(length=200), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_supervised_unit_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_supervised_unit")),
    )


def downgrade() -> None:
    op.drop_table("supervised_unit")
    op.drop_table("draw_file")
    op.drop_table("draw_entry")
    op.drop_table("draw")
