"""Dead letters by who sent them, pushes that cannot be read, and readings that the engine refuses."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0016"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger
_NAME = sa.String(128)
_PUSHED = ("push_integration", "push_device")


def upgrade() -> None:
    op.add_column("dead_letter", sa.Column("source", _NAME, nullable=False, server_default=""))
    op.add_column("dead_letter", sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
    letter = sa.table("dead_letter", sa.column("source"), sa.column("gateway"))
    op.execute(letter.update().where(letter.c.gateway.is_not(None)).values(source=letter.c.gateway))
    op.create_index("ix_dead_letter_source_id", "dead_letter", ["source", "id"])
    op.create_table(
        "dead_letter_overflow",
        sa.Column("source", _NAME, nullable=False),
        sa.Column("gateway", _NAME, nullable=True),
        sa.Column("area", _NAME, nullable=True),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("letters", sa.BigInteger(), nullable=False),
        sa.Column("first_at", _TIME(), nullable=False),
        sa.Column("last_at", _TIME(), nullable=False),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_dead_letter_overflow")),
    )
    op.create_index(
        "ix_reading_journal_set_aside",
        "reading_journal",
        ["id"],
        sqlite_where=sa.text("fault IS NOT NULL"),
        postgresql_where=sa.text("fault IS NOT NULL"),
    )
    for table in _PUSHED:
        op.add_column(table, sa.Column("fault", sa.Text(), nullable=True))
        op.add_column(table, sa.Column("fault_at", _TIME(), nullable=True))
        op.add_column(table, sa.Column("unread", sa.BigInteger(), nullable=False, server_default="0"))
    op.add_column("push_device", sa.Column("told_at", _TIME(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("push_device") as batch:
        batch.drop_column("told_at")
    for table in _PUSHED:
        with op.batch_alter_table(table) as batch:
            for column in ("unread", "fault_at", "fault"):
                batch.drop_column(column)
    op.drop_index("ix_reading_journal_set_aside", "reading_journal")
    op.drop_table("dead_letter_overflow")
    op.drop_index("ix_dead_letter_source_id", "dead_letter")
    with op.batch_alter_table("dead_letter") as batch:
        batch.drop_column("urgent")
        batch.drop_column("source")
