"""The centre's first tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "alarm",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("part", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("level", sa.String(length=128), nullable=False),
        sa.Column("outcome", sa.String(length=128), nullable=True),
        sa.Column("system_type", sa.Integer(), nullable=False),
        sa.Column("component_type", sa.Integer(), nullable=False),
        sa.Column("device_zh", sa.Text(), nullable=False),
        sa.Column("device_en", sa.Text(), nullable=False),
        sa.Column("place_zh", sa.Text(), nullable=False),
        sa.Column("place_en", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("ts_source", sa.BigInteger(), nullable=True),
        sa.Column("ts_gateway", sa.BigInteger(), nullable=True),
        sa.Column("ts_cloud", sa.BigInteger(), nullable=False),
        sa.Column("clock_synced", sa.Boolean(), nullable=False),
        sa.Column("occurrences", sa.Integer(), nullable=False),
        sa.Column("first_seq", sa.BigInteger(), nullable=False),
        sa.Column("evidence_seq", sa.BigInteger(), nullable=False),
        sa.Column("edges", sa.Integer(), nullable=False),
        sa.Column("covers_seq", sa.BigInteger(), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("cleared_at", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_at", sa.BigInteger(), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=128), nullable=True),
        sa.Column("verified_at", sa.BigInteger(), nullable=True),
        sa.Column("dispatched_at", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm")),
    )
    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.create_index("ix_alarm_key", ["gateway", "part", "kind", "covers_seq"], unique=False)
        batch_op.create_index("ix_alarm_raised_at", ["raised_at"], unique=False)
        batch_op.create_index(
            "uq_alarm_open",
            ["gateway", "part", "kind"],
            unique=True,
            sqlite_where=sa.text("state != 'closed'"),
            postgresql_where=sa.text("state != 'closed'"),
        )

    op.create_table(
        "change",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change")),
    )
    op.create_table(
        "counter",
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
    )
    op.create_table(
        "dead_letter",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("first_at", sa.BigInteger(), nullable=False),
        sa.Column("last_at", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=128), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("times", sa.BigInteger(), nullable=False),
        sa.Column("gateway", sa.String(length=128), nullable=True),
        sa.Column("stream", sa.String(length=128), nullable=True),
        sa.Column("seq", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letter")),
        sa.UniqueConstraint("topic", "sha256", name=op.f("uq_dead_letter_topic_sha256")),
    )
    with op.batch_alter_table("dead_letter", schema=None) as batch_op:
        batch_op.create_index("ix_dead_letter_last_at", ["last_at"], unique=False)

    op.create_table(
        "event_log",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("stream", sa.String(length=128), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("bits_before", sa.Integer(), nullable=True),
        sa.Column("bits_after", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.Column("described", sa.JSON(), nullable=False),
        sa.Column("ts_source", sa.BigInteger(), nullable=True),
        sa.Column("ts_gateway", sa.BigInteger(), nullable=False),
        sa.Column("ts_cloud", sa.BigInteger(), nullable=False),
        sa.Column("clock_synced", sa.Boolean(), nullable=False),
        sa.Column("clock_doubtful", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_log")),
        sa.UniqueConstraint("gateway", "stream", "seq", name=op.f("uq_event_log_gateway_stream_seq")),
    )
    with op.batch_alter_table("event_log", schema=None) as batch_op:
        batch_op.create_index("ix_event_log_part", ["gateway", "part", "kind", "seq"], unique=False)

    op.create_table(
        "gateway",
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("area", sa.String(length=128), nullable=False),
        sa.Column("building_zh", sa.Text(), nullable=False),
        sa.Column("building_en", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.BigInteger(), nullable=False),
        sa.Column("last_seen", sa.BigInteger(), nullable=False),
        sa.Column("link", sa.String(length=128), nullable=False),
        sa.Column("clock_synced", sa.Boolean(), nullable=True),
        sa.Column("health_seq", sa.BigInteger(), nullable=False),
        sa.Column("interval_s", sa.Double(), nullable=True),
        sa.Column("version", sa.String(length=128), nullable=True),
        sa.Column("started_at", sa.BigInteger(), nullable=True),
        sa.Column("spool_bytes", sa.BigInteger(), nullable=True),
        sa.Column("spool_limit_bytes", sa.BigInteger(), nullable=True),
        sa.Column("rss_bytes", sa.BigInteger(), nullable=True),
        sa.Column("link_ok", sa.Boolean(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("buses", sa.JSON(), nullable=False),
        sa.Column("profiles", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", name=op.f("pk_gateway")),
    )
    op.create_table(
        "ledger",
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("stream", sa.String(length=128), nullable=False),
        sa.Column("known", sa.JSON(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.BigInteger(), nullable=False),
        sa.Column("duplicates", sa.BigInteger(), nullable=False),
        sa.Column("quarantined", sa.BigInteger(), nullable=False),
        sa.Column("presumed_evicted", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "stream", name=op.f("pk_ledger")),
    )
    op.create_table(
        "part",
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("part", sa.String(length=128), nullable=False),
        sa.Column("system_type", sa.Integer(), nullable=False),
        sa.Column("system_address", sa.BigInteger(), nullable=False),
        sa.Column("component_type", sa.Integer(), nullable=False),
        sa.Column("component_address", sa.BigInteger(), nullable=False),
        sa.Column("device_zh", sa.Text(), nullable=False),
        sa.Column("device_en", sa.Text(), nullable=False),
        sa.Column("place_zh", sa.Text(), nullable=False),
        sa.Column("place_en", sa.Text(), nullable=False),
        sa.Column("stale_after_s", sa.Double(), nullable=True),
        sa.Column("profile", sa.String(length=128), nullable=False),
        sa.Column("described_at", sa.BigInteger(), nullable=False),
        sa.Column("bits", sa.Integer(), nullable=True),
        sa.Column("bits_seq", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_seq", sa.BigInteger(), nullable=False),
        sa.Column("snapshot_at", sa.BigInteger(), nullable=False),
        sa.Column("quality", sa.Integer(), nullable=True),
        sa.Column("last_heard", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("gateway", "part", name=op.f("pk_part")),
    )
    op.create_table(
        "part_kind",
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("part", sa.String(length=128), nullable=False),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "part", "kind", name=op.f("pk_part_kind")),
    )
    op.create_table(
        "reply",
        sa.Column("gateway", sa.String(length=128), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("answers", sa.BigInteger(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ts_gateway", sa.BigInteger(), nullable=False),
        sa.Column("ts_cloud", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", "seq", name=op.f("pk_reply")),
    )
    op.create_table(
        "alarm_timeline",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("alarm_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("action", sa.String(length=128), nullable=False),
        sa.Column("by", sa.String(length=128), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_alarm_timeline_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_timeline")),
    )
    with op.batch_alter_table("alarm_timeline", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alarm_timeline_alarm_id"), ["alarm_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("alarm_timeline", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alarm_timeline_alarm_id"))

    op.drop_table("alarm_timeline")
    op.drop_table("reply")
    op.drop_table("part_kind")
    op.drop_table("part")
    op.drop_table("ledger")
    op.drop_table("gateway")
    with op.batch_alter_table("event_log", schema=None) as batch_op:
        batch_op.drop_index("ix_event_log_part")

    op.drop_table("event_log")
    with op.batch_alter_table("dead_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_dead_letter_last_at")

    op.drop_table("dead_letter")
    op.drop_table("counter")
    op.drop_table("change")
    with op.batch_alter_table("alarm", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_alarm_open",
            sqlite_where=sa.text("state != 'closed'"),
            postgresql_where=sa.text("state != 'closed'"),
        )
        batch_op.drop_index("ix_alarm_raised_at")
        batch_op.drop_index("ix_alarm_key")

    op.drop_table("alarm")
