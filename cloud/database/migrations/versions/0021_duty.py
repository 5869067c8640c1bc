"""Control rooms, rota, duty checks, hand-overs, the log's entries, figures of seats."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

WIDE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "duty_certificate",
        sa.Column("account_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("number", sa.String(128), nullable=False),
        sa.Column("grade", sa.String(128), nullable=False),
        sa.Column("valid_until", sa.String(10), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_by", sa.String(128), nullable=False),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_duty_certificate")),
    )
    op.create_table(
        "duty_room",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("name", sa.String(256), nullable=False),
        sa.Column("area", sa.String(128), nullable=False),
        sa.Column("organisation_id", sa.BigInteger(), nullable=True),
        sa.Column("building_id", sa.BigInteger(), nullable=True),
        sa.Column("persons_needed", sa.Integer(), nullable=False),
        sa.Column("checks_per_shift", sa.Integer(), nullable=False),
        sa.Column("check_seed", sa.String(128), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_room")),
    )
    op.create_index("ix_duty_room_area", "duty_room", ["area", "id"])
    op.create_index("ix_duty_room_organisation_id", "duty_room", ["organisation_id", "id"])
    op.create_table(
        "duty_check",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("shift_id", sa.BigInteger(), nullable=True),
        sa.Column("planned_at", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_by", sa.String(128), nullable=False),
        sa.Column("sent_by_account", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(128), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.Column("answered_by", sa.String(128), nullable=False),
        sa.Column("answered_by_account", sa.BigInteger(), nullable=True),
        sa.Column("answered_via", sa.String(128), nullable=False),
        sa.Column("late_at", sa.BigInteger(), nullable=True),
        sa.Column("late_by", sa.String(128), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=True),
        sa.Column("requests", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["duty_room.id"], name=op.f("fk_duty_check_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_check")),
        sa.UniqueConstraint("room_id", "planned_at", name=op.f("uq_duty_check_room_id_planned_at")),
    )
    op.create_index("ix_duty_check_room_id", "duty_check", ["room_id", "id"])
    op.create_index("ix_duty_check_room_id_sent_at", "duty_check", ["room_id", "sent_at"])
    op.create_index(
        "ix_duty_check_waiting",
        "duty_check",
        ["due_at"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_table(
        "duty_entry",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(128), nullable=False),
        sa.Column("by_account", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["duty_room.id"], name=op.f("fk_duty_entry_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_entry")),
    )
    op.create_index("ix_duty_entry_room_id_at", "duty_entry", ["room_id", "at"])
    op.create_table(
        "duty_escalation",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(128), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("raised_at", sa.BigInteger(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.BigInteger(), nullable=True),
        sa.Column("taken_at", sa.BigInteger(), nullable=True),
        sa.Column("taken_by", sa.String(128), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["room_id"], ["duty_room.id"], name=op.f("fk_duty_escalation_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_escalation")),
        sa.UniqueConstraint("kind", "subject", name=op.f("uq_duty_escalation_kind_subject")),
    )
    op.create_index(
        "ix_duty_escalation_next_at",
        "duty_escalation",
        ["next_at"],
        sqlite_where=sa.text("next_at IS NOT NULL"),
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index("ix_duty_escalation_room_id", "duty_escalation", ["room_id", "id"])
    op.create_table(
        "duty_handover",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("shift_id", sa.BigInteger(), nullable=False),
        sa.Column("next_shift_id", sa.BigInteger(), nullable=True),
        sa.Column("state", sa.String(128), nullable=False),
        sa.Column("left_at", sa.BigInteger(), nullable=False),
        sa.Column("left_by", sa.String(128), nullable=False),
        sa.Column("left_by_account", sa.BigInteger(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("confirmed_at", sa.BigInteger(), nullable=True),
        sa.Column("confirmed_by", sa.String(128), nullable=False),
        sa.Column("confirmed_by_account", sa.BigInteger(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["duty_room.id"], name=op.f("fk_duty_handover_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_handover")),
        sa.UniqueConstraint("shift_id", name=op.f("uq_duty_handover_shift_id")),
    )
    op.create_index("ix_duty_handover_room_id", "duty_handover", ["room_id", "id"])
    op.create_index("ix_duty_handover_state", "duty_handover", ["state", "due_at"])
    op.create_table(
        "duty_holiday",
        sa.Column("room_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["duty_room.id"], name=op.f("fk_duty_holiday_room_id")),
        sa.PrimaryKeyConstraint("room_id", "day", name=op.f("pk_duty_holiday")),
    )
    op.create_table(
        "duty_rota",
        sa.Column("room_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("anchor", sa.String(10), nullable=False),
        sa.Column("shifts", sa.JSON(), nullable=False),
        sa.Column("cycle", sa.JSON(), nullable=False),
        sa.Column("teams", sa.JSON(), nullable=False),
        sa.Column("made_until", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["duty_room.id"], name=op.f("fk_duty_rota_room_id")),
        sa.PrimaryKeyConstraint("room_id", name=op.f("pk_duty_rota")),
    )
    op.create_table(
        "duty_seat",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("areas", sa.JSON(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["duty_room.id"], name=op.f("fk_duty_seat_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_seat")),
        sa.UniqueConstraint("room_id", "name", name=op.f("uq_duty_seat_room_id_name")),
    )
    op.create_table(
        "duty_shift",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("room_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.Column("team", sa.String(128), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("by_pattern", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["room_id"], ["duty_room.id"], name=op.f("fk_duty_shift_room_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_shift")),
        sa.UniqueConstraint("room_id", "start_at", name=op.f("uq_duty_shift_room_id_start_at")),
    )
    op.create_index("ix_duty_shift_end_at", "duty_shift", ["end_at", "room_id"])
    op.create_table(
        "duty_assignment",
        sa.Column("id", WIDE, nullable=False, autoincrement=True),
        sa.Column("shift_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("seat_id", sa.BigInteger(), nullable=True),
        sa.Column("leader", sa.Boolean(), nullable=False),
        sa.Column("stands_in_for", sa.BigInteger(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["shift_id"], ["duty_shift.id"], name=op.f("fk_duty_assignment_shift_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_assignment")),
        sa.UniqueConstraint("shift_id", "account_id", name=op.f("uq_duty_assignment_shift_id_account_id")),
    )
    op.create_index("ix_duty_assignment_account_id", "duty_assignment", ["account_id"])
    op.create_table(
        "duty_check_person",
        sa.Column("check_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("name", sa.String(128), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["duty_check.id"], name=op.f("fk_duty_check_person_check_id")),
        sa.PrimaryKeyConstraint("check_id", "account_id", name=op.f("pk_duty_check_person")),
    )
    op.create_index("ix_duty_check_person_account_id", "duty_check_person", ["account_id", "check_id"])
    op.create_table(
        "duty_figure",
        sa.Column("seat_id", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("period", sa.String(8), nullable=False),
        sa.Column("start_at", sa.BigInteger(), nullable=False, autoincrement=False),
        sa.Column("end_at", sa.BigInteger(), nullable=False),
        sa.Column("alarms", sa.Integer(), nullable=False),
        sa.Column("by_kind", sa.JSON(), nullable=False),
        sa.Column("peak", sa.Integer(), nullable=False),
        sa.Column("peak_at", sa.BigInteger(), nullable=True),
        sa.Column("floods", sa.Integer(), nullable=False),
        sa.Column("flood_ms", sa.BigInteger(), nullable=False),
        sa.Column("flood_alarms", sa.Integer(), nullable=False),
        sa.Column("acknowledged", sa.Integer(), nullable=False),
        sa.Column("acknowledge_p50_ms", sa.BigInteger(), nullable=True),
        sa.Column("acknowledge_p90_ms", sa.BigInteger(), nullable=True),
        sa.Column("standing", sa.Integer(), nullable=False),
        sa.Column("stale", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["duty_seat.id"], name=op.f("fk_duty_figure_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", "period", "start_at", name=op.f("pk_duty_figure")),
    )
    op.create_index("ix_duty_figure_start_at", "duty_figure", ["start_at"])
    op.create_index("ix_alarm_ts_cloud", "alarm", ["ts_cloud"])


def downgrade() -> None:
    op.drop_index("ix_alarm_ts_cloud", "alarm")
    op.drop_table("duty_figure")
    op.drop_table("duty_check_person")
    op.drop_table("duty_assignment")
    op.drop_table("duty_shift")
    op.drop_table("duty_seat")
    op.drop_table("duty_rota")
    op.drop_table("duty_holiday")
    op.drop_table("duty_handover")
    op.drop_table("duty_escalation")
    op.drop_table("duty_entry")
    op.drop_table("duty_check")
    op.drop_table("duty_room")
    op.drop_table("duty_certificate")
