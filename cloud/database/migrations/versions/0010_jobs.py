"""Jobs and their leases; the books beside the engine of readings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TIME = sa.BigInteger
_NAME = sa.String(128)


def upgrade() -> None:
    op.create_table(
        "job",
        sa.Column("name", _NAME, nullable=False),
        sa.Column("due_at", _TIME(), nullable=False),
        sa.Column("holder", _NAME, nullable=True),
        sa.Column("lease_until", _TIME(), nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("started_at", _TIME(), nullable=True),
        sa.Column("finished_at", _TIME(), nullable=True),
        sa.Column("length_ms", sa.BigInteger(), nullable=True),
        sa.Column("rows", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("warning", sa.Text(), nullable=True),
        sa.Column("runs", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("failures", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("failing", sa.BigInteger(), nullable=False, server_default="0"),
        sa.Column("asked_by", _NAME, nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_job")),
    )
    op.create_table(
        "downsampling",
        sa.Column("name", _NAME, nullable=False),
        sa.Column("done_until", _TIME(), nullable=False),
        sa.Column("claimed_until", _TIME(), nullable=False),
        sa.Column("raw_from", _TIME(), nullable=False, server_default="0"),
        sa.Column("attempts", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_downsampling")),
    )
    op.create_table(
        "late_hour",
        sa.Column("gateway", _NAME, nullable=False),
        sa.Column("hour", _TIME(), nullable=False),
        sa.Column("noted_at", _TIME(), nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("gateway", "hour", name=op.f("pk_late_hour")),
    )
    op.create_index("ix_late_hour_noted_at", "late_hour", ["noted_at"])
    op.create_index("ix_late_hour_hour", "late_hour", ["hour"])
    op.create_table(
        "written_hour",
        sa.Column("gateway", _NAME, nullable=False),
        sa.Column("hour", _TIME(), nullable=False),
        sa.Column("written", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", _TIME(), nullable=False),
        sa.Column("found", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", _TIME(), nullable=True),
        sa.PrimaryKeyConstraint("gateway", "hour", name=op.f("pk_written_hour")),
    )
    op.create_index("ix_written_hour_noted_at", "written_hour", ["noted_at"])
    op.create_index("ix_written_hour_hour", "written_hour", ["hour"])
    op.create_table(
        "disk_figure",
        sa.Column("at", _TIME(), nullable=False),
        sa.Column("tier", _NAME, nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("series", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("at", "tier", name=op.f("pk_disk_figure")),
    )


def downgrade() -> None:
    for table in ("disk_figure", "written_hour", "late_hour", "downsampling", "job"):
        op.drop_table(table)
