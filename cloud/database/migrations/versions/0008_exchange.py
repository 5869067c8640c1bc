"""Webhooks, budgets, the repair of dead letters, and the links of organisations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from cloud.database.base import WideInteger

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", WideInteger, nullable=False, autoincrement=True),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("url", sa.String(1024), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("event_kinds", sa.JSON(), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("old_secret", sa.Text(), nullable=True),
        sa.Column("old_until", sa.BigInteger(), nullable=True),
        sa.Column("cursor", sa.BigInteger(), nullable=False),
        sa.Column("missed", sa.BigInteger(), nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("ended", sa.String(256), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_webhook"),
    )
    op.create_table(
        "delivery",
        sa.Column("id", WideInteger, nullable=False, autoincrement=True),
        sa.Column("webhook_id", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.String(128), nullable=False),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(128), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(512), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_delivery"),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhook.id"], name="fk_delivery_webhook_id", ondelete="CASCADE"
        ),
    )
    op.create_index("uq_delivery_message", "delivery", ["webhook_id", "message_id"], unique=True)
    op.create_index("ix_delivery_due", "delivery", ["webhook_id", "state", "rank", "next_at"])
    op.create_index("ix_delivery_state", "delivery", ["state", "id"])
    op.create_table(
        "budget",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("messages_per_minute", sa.BigInteger(), nullable=True),
        sa.Column("values_per_minute", sa.BigInteger(), nullable=True),
        sa.Column("series_per_day", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_budget"),
    )
    op.create_table(
        "budget_use",
        sa.Column("owner", sa.String(128), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("area", sa.String(128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        *(
            sa.Column(name, sa.BigInteger(), nullable=False)
            for name in ("new_series", "refused_series", "refused_values", "refused_messages", "letters")
        ),
        sa.PrimaryKeyConstraint("owner", "day", name="pk_budget_use"),
    )
    op.create_index("ix_budget_use_day", "budget_use", ["day", "area"])
    op.create_table(
        "series_seen",
        sa.Column("gateway", sa.String(128), nullable=False),
        sa.Column("keys", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("gateway", name="pk_series_seen"),
    )
    op.create_table(
        "organisation_link",
        sa.Column("organisation_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("area", sa.String(128), nullable=False),
        sa.Column("silent_since", sa.BigInteger(), nullable=False),
        sa.Column("gateways", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_organisation_link"),
    )
    op.create_index("ix_organisation_link_area", "organisation_link", ["area", "silent_since"])
    for name, text in (("state", "open"), ("held", "nothing")):
        op.add_column("dead_letter", sa.Column(name, sa.String(128), nullable=False, server_default=text))
    op.add_column("dead_letter", sa.Column("settled_at", sa.BigInteger(), nullable=True))
    op.add_column("dead_letter", sa.Column("settled_by", sa.String(128), nullable=True))
    op.create_index("ix_dead_letter_state_id", "dead_letter", ["state", "id"])


def downgrade() -> None:
    op.drop_index("ix_dead_letter_state_id", "dead_letter")
    with op.batch_alter_table("dead_letter") as batch:
        for name in ("settled_by", "settled_at", "held", "state"):
            batch.drop_column(name)
    op.drop_table("organisation_link")
    op.drop_table("series_seen")
    op.drop_table("budget_use")
    op.drop_table("budget")
    op.drop_table("delivery")
    op.drop_table("webhook")
