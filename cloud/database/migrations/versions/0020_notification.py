"""Notification: channels, people, rules, messages and their tries; the page is told from the start."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from cloud.database.base import WideInteger

revision = "0020"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "notification_channel",
        sa.Column("id", WideInteger, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("locked", sa.Text(), nullable=False),
        sa.Column("per_minute", sa.Integer(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("paused_until", sa.BigInteger(), nullable=False),
        sa.Column("failing_since", sa.BigInteger(), nullable=True),
        sa.Column("fault", sa.String(length=512), nullable=False),
        sa.Column("dropped", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_channel")),
    )
    op.create_table(
        "notification_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("fire", sa.BigInteger(), nullable=False),
        sa.Column("alarm", sa.BigInteger(), nullable=False),
        sa.Column("since_entry", sa.BigInteger(), nullable=False),
        sa.Column("missed_fire", sa.BigInteger(), nullable=False),
        sa.Column("missed_alarm", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_cursor")),
    )
    op.create_table(
        "notification_rule",
        sa.Column("id", WideInteger, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("moments", sa.JSON(), nullable=False),
        sa.Column("least", sa.String(length=128), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("buildings", sa.JSON(), nullable=False),
        sa.Column("owners", sa.JSON(), nullable=False),
        sa.Column("quiet", sa.JSON(), nullable=False),
        sa.Column("quiet_mode", sa.String(length=128), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_rule")),
    )
    op.create_table(
        "notified_alarm",
        sa.Column("alarm_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("alarm_id", name=op.f("pk_notified_alarm")),
    )
    op.create_table(
        "notification",
        sa.Column("id", WideInteger, autoincrement=True, nullable=False),
        sa.Column("message_id", sa.String(length=128), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("target", sa.String(length=128), nullable=False),
        sa.Column("rule_id", sa.BigInteger(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("instead_of", sa.BigInteger(), nullable=True),
        sa.Column("test", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=128), nullable=False),
        sa.Column("moment", sa.String(length=128), nullable=False),
        sa.Column("gathers", sa.String(length=128), nullable=False),
        sa.Column("alarm_id", sa.BigInteger(), nullable=True),
        sa.Column("area", sa.String(length=128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=128), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=False),
        sa.Column("claimed_until", sa.BigInteger(), nullable=False),
        sa.Column("sealed_at", sa.BigInteger(), nullable=True),
        sa.Column("escalated_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.BigInteger(), nullable=True),
        sa.Column("text", sa.String(length=512), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=512), nullable=False),
        sa.Column("provider_id", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["notification_channel.id"], name=op.f("fk_notification_channel_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sa.UniqueConstraint("message_id", name=op.f("uq_notification_message_id")),
    )
    op.create_index("ix_notification_area_id", "notification", ["area", "id"], unique=False)
    op.create_index(
        "ix_notification_due", "notification", ["channel_id", "state", "rank", "next_at"], unique=False
    )
    op.create_index(
        "ix_notification_organisation_id_id", "notification", ["organisation_id", "id"], unique=False
    )
    op.create_index(
        "ix_notification_provider_id", "notification", ["channel_id", "provider_id"], unique=False
    )
    op.create_index("ix_notification_state", "notification", ["state", "ended_at"], unique=False)
    op.create_index(
        "ix_notification_target", "notification", ["channel_id", "target", "due_at"], unique=False
    )
    op.create_table(
        "notification_recipient",
        sa.Column("id", WideInteger, autoincrement=True, nullable=False),
        sa.Column("name", sa.String(length=256), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("language", sa.String(length=128), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("organisations", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.String(length=128), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_notification_recipient_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_recipient")),
    )
    op.create_index(
        op.f("ix_notification_recipient_account_id"), "notification_recipient", ["account_id"], unique=False
    )
    op.create_table(
        "notification_item",
        sa.Column("notification_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("alarm_id", sa.BigInteger(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_notification_item_notification_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("notification_id", "entry_id", name=op.f("pk_notification_item")),
    )
    op.create_index(op.f("ix_notification_item_alarm_id"), "notification_item", ["alarm_id"], unique=False)
    op.create_table(
        "notification_try",
        sa.Column("id", WideInteger, autoincrement=True, nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("channel_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("result", sa.String(length=128), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(length=512), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notification.id"],
            name=op.f("fk_notification_try_notification_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_try")),
    )
    op.create_index(
        "ix_notification_try_channel_id_at", "notification_try", ["channel_id", "at"], unique=False
    )
    op.create_index(
        op.f("ix_notification_try_notification_id"), "notification_try", ["notification_id"], unique=False
    )

    _begin_from_here()


def _begin_from_here() -> None:
    """Nobody is told of what was there before; the page is told of every alarm, with its sound."""
    bind = op.get_bind()
    counters = {name: value for name, value in bind.execute(sa.text("SELECT name, value FROM counter"))}
    newest = bind.execute(sa.text("SELECT max(id) FROM alarm_timeline")).scalar() or 0
    cursor = sa.table("notification_cursor", *map(sa.column, _CURSOR))
    places = (counters.get("change-place-0", 0), counters.get("change-place-1", 0))
    bind.execute(cursor.insert().values(dict(zip(_CURSOR, (1, *places, newest, 0, 0), strict=True))))
    made = {"created_at": 0, "created_by": "steppewatch", "version": 1, "enabled": True, "areas": ["15"]}
    made |= {"organisations": []}
    channel = _PAGE | made
    page = bind.execute(
        _table("notification_channel", channel).insert().values(channel).returning(sa.column("id"))
    )
    steps = [{"channels": [page.scalar_one()], "people": [], "duties": [], "contacts": False}]
    for rule in _RULES:
        row = rule | made | {"buildings": [], "owners": [], "quiet": [], "quiet_mode": "hold", "steps": steps}
        bind.execute(_table("notification_rule", row).insert().values(row))


def _table(name: str, row: dict[str, Any]) -> Any:
    lists = {key for key, value in row.items() if isinstance(value, list | dict)}
    return sa.table(
        name, *(sa.column(key, sa.JSON() if key in lists else None) for key in row), sa.column("id")
    )


_CURSOR = ("id", "fire", "alarm", "since_entry", "missed_fire", "missed_alarm")
_PAGE = {
    "name": "值班页面 control room page",
    "kind": "page",
    "form": {"kind": "page"},
    "locked": "",
    "per_minute": 600,
    "paused_until": 0,
    "fault": "",
    "dropped": 0,
}
_RULES = (
    {
        "name": "火警类:页面声光提示 fire class on the page",
        "kinds": ["fire", "early-warning", "pre-alarm"],
        "moments": ["raised", "raised-again", "escalated", "verified-real", "verified-unknown"],
        "least": "low",
    },
    {
        "name": "其他警情:页面提示 other alarms on the page",
        "kinds": ["linkage", "supervisory", "fault", "device-offline", "disabled"],
        "moments": ["raised", "raised-again", "escalated"],
        "least": "low",
    },
)


def downgrade() -> None:
    op.drop_index(op.f("ix_notification_try_notification_id"), table_name="notification_try")
    op.drop_index("ix_notification_try_channel_id_at", table_name="notification_try")
    op.drop_table("notification_try")
    op.drop_index(op.f("ix_notification_item_alarm_id"), table_name="notification_item")
    op.drop_table("notification_item")
    op.drop_index(op.f("ix_notification_recipient_account_id"), table_name="notification_recipient")
    op.drop_table("notification_recipient")
    op.drop_index("ix_notification_target", table_name="notification")
    op.drop_index("ix_notification_state", table_name="notification")
    op.drop_index("ix_notification_provider_id", table_name="notification")
    op.drop_index("ix_notification_organisation_id_id", table_name="notification")
    op.drop_index("ix_notification_due", table_name="notification")
    op.drop_index("ix_notification_area_id", table_name="notification")
    op.drop_table("notification")
    op.drop_table("notified_alarm")
    op.drop_table("notification_rule")
    op.drop_table("notification_cursor")
    op.drop_table("notification_channel")
