"""Control rooms, their rota and shifts, duty checks, hand-overs, the log's entries, and the figures of seats.

Only a room carries an area and an organisation; what hangs on it is seen by whoever sees the room.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, JsonObject, LongText, RowId, ShortText, TimeMs, Wide


class DutyRoom(Base):
    """A control room (消防控制室) of an organisation or one of its buildings, or of a monitoring centre."""

    __tablename__ = "duty_room"

    id: Mapped[RowId]
    name: Mapped[str] = mapped_column(String(256))
    #: The organisation's county, or the area that a centre looks after, of two, four or six digits.
    area: Mapped[ShortText]
    #: None: a monitoring centre.
    organisation_id: Mapped[Wide | None]
    #: None: all buildings of the organisation.
    building_id: Mapped[Wide | None]
    #: How many people with a certificate must be on duty at any moment.
    persons_needed: Mapped[int]
    #: Random duty checks in each shift; 0: none.
    checks_per_shift: Mapped[int]
    #: What they are drawn from; no address shows it.
    check_seed: Mapped[ShortText]
    enabled: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[TimeMs]
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_duty_room_area", "area", "id"),
        Index("ix_duty_room_organisation_id", "organisation_id", "id"),
    )


class DutySeat(Base):
    """A seat (席位) of a room, and the areas whose alarms it has; none named: all of the room's."""

    __tablename__ = "duty_seat"

    id: Mapped[RowId]
    room_id: Mapped[Wide] = mapped_column(ForeignKey("duty_room.id"))
    name: Mapped[ShortText]
    areas: Mapped[JsonList]
    enabled: Mapped[bool] = mapped_column(default=True)
    version: Mapped[int] = mapped_column(default=1)

    __table_args__ = (UniqueConstraint("room_id", "name"),)


class DutyRota(Base):
    """How a room's shifts follow each other: see `cloud.duty.patterns`."""

    __tablename__ = "duty_rota"

    room_id: Mapped[Wide] = mapped_column(ForeignKey("duty_room.id"), primary_key=True, autoincrement=False)
    #: The day on which the cycle begins.
    anchor: Mapped[str] = mapped_column(String(10))
    #: `name`, `start`, `hours` of each of a day's shifts.
    shifts: Mapped[JsonList]
    #: For each day of the cycle the team of each shift; null: not manned.
    cycle: Mapped[JsonList]
    #: `name` and `people` of each team: `account_id`, `seat_id`, `leader`.
    teams: Mapped[JsonList]
    #: Shifts are made up to this moment.
    made_until: Mapped[TimeMs]
    version: Mapped[int] = mapped_column(default=1)


class DutyHoliday(Base):
    """A day on which other teams are on duty."""

    __tablename__ = "duty_holiday"

    room_id: Mapped[Wide] = mapped_column(ForeignKey("duty_room.id"), primary_key=True, autoincrement=False)
    day: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[ShortText]
    #: The team of each shift; empty: as the cycle says.
    teams: Mapped[JsonList]


class DutyShift(Base):
    """One shift (班次) of a room. Shifts of a room never overlap."""

    __tablename__ = "duty_shift"

    id: Mapped[RowId]
    room_id: Mapped[Wide] = mapped_column(ForeignKey("duty_room.id"))
    name: Mapped[ShortText]
    team: Mapped[ShortText] = mapped_column(default="")
    start_at: Mapped[TimeMs]
    end_at: Mapped[TimeMs]
    #: Made by the pattern and not touched since: a new pattern may replace it.
    by_pattern: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        UniqueConstraint("room_id", "start_at"),
        Index("ix_duty_shift_end_at", "end_at", "room_id"),
    )


class DutyAssignment(Base):
    """One person of one shift."""

    __tablename__ = "duty_assignment"

    id: Mapped[RowId]
    shift_id: Mapped[Wide] = mapped_column(ForeignKey("duty_shift.id"))
    account_id: Mapped[Wide] = mapped_column(index=True)
    seat_id: Mapped[Wide | None]
    #: Who leads the shift (带班).
    leader: Mapped[bool] = mapped_column(default=False)
    #: Whose place was taken (替班), and why.
    stands_in_for: Mapped[Wide | None]
    reason: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (UniqueConstraint("shift_id", "account_id"),)


class DutyCertificate(Base):
    """A person's certificate as operator of fire-protection facilities (消防设施操作员)."""

    __tablename__ = "duty_certificate"

    account_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[ShortText]
    grade: Mapped[ShortText]
    #: Its last day; None: for good.
    valid_until: Mapped[str | None] = mapped_column(String(10))
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]
    changed_by: Mapped[ShortText]


class DutyCheck(Base):
    """One duty check (查岗) of a room. Answered once; what comes after its limit is noted beside it."""

    __tablename__ = "duty_check"

    id: Mapped[RowId]
    room_id: Mapped[Wide] = mapped_column(ForeignKey("duty_room.id"))
    shift_id: Mapped[Wide | None]
    #: Of a random one, when it was drawn for.
    planned_at: Mapped[TimeMs | None]
    sent_at: Mapped[TimeMs]
    due_at: Mapped[TimeMs]
    sent_by: Mapped[ShortText]
    sent_by_account: Mapped[Wide | None]
    #: `waiting`, `answered`, `unanswered`.
    state: Mapped[ShortText]
    answered_at: Mapped[TimeMs | None]
    answered_by: Mapped[ShortText] = mapped_column(default="")
    answered_by_account: Mapped[Wide | None]
    #: `page` or `device`.
    answered_via: Mapped[ShortText] = mapped_column(default="")
    #: A first answer after the limit.
    late_at: Mapped[TimeMs | None]
    late_by: Mapped[ShortText] = mapped_column(default="")
    #: When transmission devices were asked, and the requests to them.
    told_at: Mapped[TimeMs | None]
    requests: Mapped[JsonList]
    note: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (
        UniqueConstraint("room_id", "planned_at"),
        Index("ix_duty_check_room_id", "room_id", "id"),
        Index("ix_duty_check_room_id_sent_at", "room_id", "sent_at"),
        Index(
            "ix_duty_check_waiting",
            "due_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )


class DutyCheckPerson(Base):
    """Who was on duty as a check was sent."""

    __tablename__ = "duty_check_person"

    check_id: Mapped[Wide] = mapped_column(ForeignKey("duty_check.id"), primary_key=True, autoincrement=False)
    account_id: Mapped[Wide] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[ShortText]

    __table_args__ = (Index("ix_duty_check_person_account_id", "account_id", "check_id"),)


class DutyHandover(Base):
    """A hand-over (交接班): frozen as the one who leaves signs it, complete once the one who comes has."""

    __tablename__ = "duty_handover"

    id: Mapped[RowId]
    room_id: Mapped[Wide] = mapped_column(ForeignKey("duty_room.id"))
    #: The shift that ends, and the one that begins.
    shift_id: Mapped[Wide]
    next_shift_id: Mapped[Wide | None]
    #: `offered` or `confirmed`.
    state: Mapped[ShortText]
    left_at: Mapped[TimeMs]
    left_by: Mapped[ShortText]
    left_by_account: Mapped[Wide]
    due_at: Mapped[TimeMs]
    confirmed_at: Mapped[TimeMs | None]
    confirmed_by: Mapped[ShortText] = mapped_column(default="")
    confirmed_by_account: Mapped[Wide | None]
    remark: Mapped[LongText] = mapped_column(default="")
    #: What was handed over, as canonical JSON, and the SHA-256 of it. Never changed.
    content: Mapped[LongText]
    digest: Mapped[ShortText]

    __table_args__ = (
        UniqueConstraint("shift_id"),
        Index("ix_duty_handover_room_id", "room_id", "id"),
        Index("ix_duty_handover_state", "state", "due_at"),
    )


class DutyEscalation(Base):
    """What nobody has seen to, and how high it has gone: see `cloud.duty.escalations`."""

    __tablename__ = "duty_escalation"

    id: Mapped[RowId]
    room_id: Mapped[Wide] = mapped_column(ForeignKey("duty_room.id"))
    #: `check-unanswered`, `handover-unconfirmed`, `handover-missing`, `not-covered`.
    kind: Mapped[ShortText]
    #: The thing, as `check/17`.
    subject: Mapped[ShortText]
    raised_at: Mapped[TimeMs]
    level: Mapped[int] = mapped_column(default=1)
    #: When it goes a level up; None: it does no more.
    next_at: Mapped[TimeMs | None]
    taken_at: Mapped[TimeMs | None]
    taken_by: Mapped[ShortText] = mapped_column(default="")
    note: Mapped[LongText] = mapped_column(default="")
    #: When what it was about came right by itself.
    settled_at: Mapped[TimeMs | None]

    __table_args__ = (
        UniqueConstraint("kind", "subject"),
        Index("ix_duty_escalation_room_id", "room_id", "id"),
        Index(
            "ix_duty_escalation_next_at",
            "next_at",
            sqlite_where=text("next_at IS NOT NULL"),
            postgresql_where=text("next_at IS NOT NULL"),
        ),
    )


class DutyEntry(Base):
    """What a person wrote into the room's log. Rows are only ever added."""

    __tablename__ = "duty_entry"

    id: Mapped[RowId]
    room_id: Mapped[Wide] = mapped_column(ForeignKey("duty_room.id"))
    at: Mapped[TimeMs]
    by: Mapped[ShortText]
    by_account: Mapped[Wide | None]
    #: `note`, or `panel-check`: the controller's daily check (日检查).
    kind: Mapped[ShortText]
    text: Mapped[LongText]
    #: Of a panel check, what was found of each item: `normal` or `fault`.
    items: Mapped[JsonObject]

    __table_args__ = (Index("ix_duty_entry_room_id_at", "room_id", "at"),)


class DutyFigure(Base):
    """The load of one seat over one day or one shift that is over."""

    __tablename__ = "duty_figure"

    seat_id: Mapped[Wide] = mapped_column(ForeignKey("duty_seat.id"), primary_key=True, autoincrement=False)
    #: `day` or `shift`.
    period: Mapped[str] = mapped_column(String(8), primary_key=True)
    start_at: Mapped[TimeMs] = mapped_column(primary_key=True, autoincrement=False)
    end_at: Mapped[TimeMs]
    alarms: Mapped[int]
    by_kind: Mapped[JsonObject]
    #: The most alarms of any ten minutes.
    peak: Mapped[int]
    peak_at: Mapped[TimeMs | None]
    floods: Mapped[int]
    flood_ms: Mapped[Wide]
    flood_alarms: Mapped[int]
    acknowledged: Mapped[int]
    #: Time to acknowledge, milliseconds: half of all, and nine of ten, took no longer.
    acknowledge_p50_ms: Mapped[Wide | None]
    acknowledge_p90_ms: Mapped[Wide | None]
    #: Active when the figures were made, and those of them that had been for a day.
    standing: Mapped[int]
    stale: Mapped[int]
    made_at: Mapped[TimeMs]

    __table_args__ = (Index("ix_duty_figure_start_at", "start_at"),)
