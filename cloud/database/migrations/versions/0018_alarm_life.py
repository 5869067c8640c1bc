"""What the centre does about alarms by itself: waits, steps, requests, links, maintenance, shelves."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FIRE = "due_at IS NOT NULL AND kind IN ('fire', 'early-warning', 'pre-alarm')"


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.String(128), nullable=nullable)


def _long(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.Text(), nullable=False)


def _wide(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _id() -> sa.Column[Any]:
    return sa.Column("id", _WIDE, autoincrement=True, nullable=False)


def _partial(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    told = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=told, postgresql_where=told)


def upgrade() -> None:
    """Add the columns, then the tables."""
    for column in (
        _text("cause", nullable=True),
        sa.Column("activation", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("rung_at", sa.BigInteger(), nullable=False, server_default="0"),
        _wide("due_at", nullable=True),
        _wide("wait_until", nullable=True),
        _wide("timed_out_at", nullable=True),
        sa.Column("steps", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("chatter", sa.Boolean(), nullable=False, server_default=sa.false()),
        _wide("maintenance_id", nullable=True),
        _wide("shelved_until", nullable=True),
        _wide("consequence_of", nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=True),
    ):
        op.add_column("alarm", column)
    # What is open already has had its time: it is not sent out, nor told about, by an update.
    op.execute(
        "UPDATE alarm SET rung_at = raised_at, steps = 2046,"
        " timed_out_at = CASE WHEN kind = 'fire' THEN raised_at END"
        " WHERE state IN ('raised', 'acknowledged')"
    )
    _partial("ix_alarm_due", "alarm", ["due_at"], "due_at IS NOT NULL")
    _partial("ix_alarm_due_fire", "alarm", ["due_at"], _FIRE)
    op.create_index("ix_alarm_gateway_rung_at", "alarm", ["gateway", "rung_at"])
    op.add_column("alarm_timeline", sa.Column("detail", sa.JSON(), nullable=True))
    _steps_and_requests()
    _links()
    _maintenance()
    _shelves()


def _steps_and_requests() -> None:
    op.create_table(
        "alarm_step",
        sa.Column("number", _WIDE, autoincrement=False, nullable=False),
        _wide("alarm_id"),
        sa.Column("activation", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        _text("role"),
        _text("kind"),
        _wide("at"),
        _text("area"),
        _wide("organisation_id", nullable=True),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_alarm_step_alarm_id")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_alarm_step")),
    )
    op.create_index("ix_alarm_step_alarm_id", "alarm_step", ["alarm_id"])
    op.create_index("uq_alarm_step_once", "alarm_step", ["alarm_id", "activation", "step"], unique=True)
    op.create_table(
        "dispatch_request",
        _id(),
        _wide("alarm_id"),
        sa.Column("activation", sa.Integer(), nullable=False),
        _wide("number"),
        _text("state"),
        _text("reason"),
        _text("by", nullable=True),
        _text("kind"),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("evidence", sa.JSON(), nullable=False),
        _wide("requested_at"),
        _wide("changed_at"),
        _text("area"),
        _wide("organisation_id", nullable=True),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_dispatch_request_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispatch_request")),
        sa.UniqueConstraint("number", name=op.f("uq_dispatch_request_number")),
    )
    op.create_index("uq_dispatch_request_once", "dispatch_request", ["alarm_id", "activation"], unique=True)


def _links() -> None:
    op.create_table(
        "verification_link",
        _id(),
        _wide("alarm_id"),
        _text("person"),
        _text("made_by"),
        _wide("made_at"),
        _wide("expires_at"),
        _wide("used_at", nullable=True),
        _text("outcome", nullable=True),
        sa.ForeignKeyConstraint(["alarm_id"], ["alarm.id"], name=op.f("fk_verification_link_alarm_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_link")),
    )
    op.create_index("ix_verification_link_alarm_id", "verification_link", ["alarm_id"])


def _maintenance() -> None:
    op.create_table(
        "maintenance",
        _id(),
        _text("mode"),
        _wide("building_id", nullable=True),
        _text("gateway", nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        _long("reason"),
        _text("by"),
        _wide("begun_at"),
        _wide("until"),
        _wide("ended_at", nullable=True),
        _text("ended_by", nullable=True),
        _text("area"),
        _wide("organisation_id", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance")),
    )
    _partial("ix_maintenance_in_force", "maintenance", ["until"], "ended_at IS NULL")
    op.create_index("ix_maintenance_area_id", "maintenance", ["area", "id"])


def _shelves() -> None:
    op.create_table(
        "alarm_shelf",
        _id(),
        _text("gateway"),
        _text("part"),
        _text("kind"),
        _long("reason"),
        _text("by"),
        _wide("at"),
        _wide("until"),
        _wide("ended_at", nullable=True),
        _text("ended_by", nullable=True),
        _text("area"),
        _wide("organisation_id", nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarm_shelf")),
    )
    _partial(
        "uq_alarm_shelf_one", "alarm_shelf", ["gateway", "part", "kind"], "ended_at IS NULL", unique=True
    )
    _partial("ix_alarm_shelf_until", "alarm_shelf", ["until"], "ended_at IS NULL")
    op.create_index("ix_alarm_shelf_area_id", "alarm_shelf", ["area", "id"])


def downgrade() -> None:
    """Take away what upgrade made."""
    for table in ("alarm_shelf", "maintenance", "verification_link", "dispatch_request", "alarm_step"):
        op.drop_table(table)
    op.drop_column("alarm_timeline", "detail")
    for index in ("ix_alarm_gateway_rung_at", "ix_alarm_due_fire", "ix_alarm_due"):
        op.drop_index(index, "alarm")
    for column in (
        "reasons",
        "consequence_of",
        "shelved_until",
        "maintenance_id",
        "chatter",
        "probability",
        "steps",
        "timed_out_at",
        "wait_until",
        "due_at",
        "rung_at",
        "activation",
        "cause",
    ):
        op.drop_column("alarm", column)
