"""Incidents, the reports behind them, their timeline, orders, roles and attachments."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, Bytes, JsonList, JsonObject, LongText, RowId, ShortText, TimeMs, Wide

OPEN = text("state IN ('open', 'under-way')")
STANDING = text("ended_at IS NULL")
DUE = text("due_at IS NOT NULL")


class Incident(Base):
    """One incident as it stands now."""

    __tablename__ = "incident"

    id: Mapped[RowId]
    #: `open` (nobody sent), `under-way`, `closed`, or `merged` into another.
    state: Mapped[ShortText]
    type: Mapped[ShortText]
    #: Only rises.
    grade: Mapped[int]
    #: By question (`cloud.dispatch.deciding.questions`).
    answers: Mapped[JsonObject]
    place: Mapped[str] = mapped_column(String(512))
    floor: Mapped[ShortText] = mapped_column(default="")
    #: WGS 84; None: nobody knows where it is yet, and nothing can be proposed.
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    category: Mapped[ShortText] = mapped_column(default="")
    building_id: Mapped[Wide | None]
    area: Mapped[str] = mapped_column(String(6))
    organisation_id: Mapped[Wide | None]
    opened_at: Mapped[TimeMs]
    first_order_at: Mapped[TimeMs | None]
    first_arrival_at: Mapped[TimeMs | None]
    closed_at: Mapped[TimeMs | None]
    closed_by: Mapped[ShortText | None]
    #: What it was: an outcome and a cause of `cloud.alarms`.
    outcome: Mapped[ShortText | None]
    cause: Mapped[ShortText | None]
    merged_into: Mapped[Wide | None]
    #: Amounts by capability that the commander asks for beyond the run cards; None: none.
    extra: Mapped[JsonObject | None]
    #: Who deals with it at the desk; None: nobody has taken it.
    held_by: Mapped[ShortText | None]
    #: P(real) of the alarm that counts most, and whether a person has seen the fire or called it in.
    probability: Mapped[float | None]
    confirmed: Mapped[bool] = mapped_column(default=False)
    #: How far the centre goes by itself, what it asks a person for, and why: words in both languages.
    tier: Mapped[int] = mapped_column(default=0)
    wanted: Mapped[int] = mapped_column(default=0)
    least: Mapped[int] = mapped_column(default=0)
    reasons: Mapped[JsonList]
    #: When the centre goes on by itself; None: it waits for nothing.
    due_at: Mapped[TimeMs | None]
    #: Until when a person may decide on what is asked.
    ask_until: Mapped[TimeMs | None]
    #: A person has stopped the centre's own orders; None: nobody has.
    stopped_by: Mapped[ShortText | None]
    version: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[TimeMs]

    __table_args__ = (
        Index("ix_incident_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("ix_incident_due", "due_at", sqlite_where=DUE, postgresql_where=DUE),
        Index("ix_incident_area", "area", "id"),
        Index("ix_incident_organisation_id", "organisation_id", "id"),
        Index("ix_incident_closed_at", "closed_at"),
    )


class Report(Base):
    """One report of an incident: an alarm, a call, another department, a citizen."""

    __tablename__ = "incident_report"

    id: Mapped[RowId]
    incident_id: Mapped[Wide] = mapped_column(ForeignKey("incident.id"), index=True)
    source: Mapped[ShortText]
    at: Mapped[TimeMs]
    #: What makes it one report however often it comes: `alarm/17/2`, or what another department says.
    key: Mapped[ShortText | None] = mapped_column(unique=True)
    alarm_id: Mapped[Wide | None] = mapped_column(index=True)
    #: A dispatch request that was taken back.
    withdrawn: Mapped[bool] = mapped_column(default=False)
    caller: Mapped[ShortText] = mapped_column(default="")
    phone: Mapped[ShortText] = mapped_column(default="")
    type: Mapped[ShortText]
    place: Mapped[str] = mapped_column(String(512))
    floor: Mapped[ShortText] = mapped_column(default="")
    longitude: Mapped[float | None]
    latitude: Mapped[float | None]
    building_id: Mapped[Wide | None]
    organisation_id: Mapped[Wide | None]
    area: Mapped[str] = mapped_column(String(6))
    category: Mapped[ShortText] = mapped_column(default="")
    text: Mapped[LongText] = mapped_column(default="")
    #: Why it was put to an incident that was there: words; empty: it opened this one.
    because: Mapped[JsonList]
    by: Mapped[ShortText | None]


class Entry(Base):
    """One thing that was said or done (`cloud.dispatch.incidents.happenings`). Rows are only ever added."""

    __tablename__ = "incident_entry"

    id: Mapped[RowId]
    incident_id: Mapped[Wide] = mapped_column(ForeignKey("incident.id"), index=True)
    at: Mapped[TimeMs]
    happening: Mapped[ShortText]
    by: Mapped[ShortText | None]
    zh: Mapped[LongText]
    en: Mapped[LongText]
    detail: Mapped[JsonObject | None]


class Order(Base):
    """One unit sent to one incident."""

    __tablename__ = "dispatch_order"

    id: Mapped[RowId]
    incident_id: Mapped[Wide] = mapped_column(ForeignKey("incident.id"), index=True)
    unit_id: Mapped[Wide] = mapped_column(ForeignKey("force_unit.id"))
    automatic: Mapped[bool]
    at: Mapped[TimeMs]
    by: Mapped[ShortText | None]
    #: The travel time that was reckoned with, turnout included; the error of an estimate.
    arrival_s: Mapped[float | None]
    error_s: Mapped[float | None]
    gives: Mapped[JsonObject]
    #: Why this unit: words in both languages.
    zh: Mapped[LongText]
    en: Mapped[LongText]
    #: Until when an automatic order may be reversed as such.
    reverse_until: Mapped[TimeMs | None]
    #: When the desk was told that nobody had accepted it; None: it was not.
    escalated_at: Mapped[TimeMs | None]
    accepted_at: Mapped[TimeMs | None]
    arrived_at: Mapped[TimeMs | None]
    ended_at: Mapped[TimeMs | None]
    #: `done`, `cancelled`, `reversed`.
    ending: Mapped[ShortText | None]
    ended_by: Mapped[ShortText | None]
    end_reason: Mapped[LongText] = mapped_column(default="")

    __table_args__ = (
        # A unit is on one order at most, whatever a program does.
        Index(
            "uq_dispatch_order_unit", "unit_id", unique=True, sqlite_where=STANDING, postgresql_where=STANDING
        ),
        Index("ix_dispatch_order_unit_id", "unit_id", "id"),
    )


class Role(Base):
    """Who holds a role at an incident; a row a holder."""

    __tablename__ = "incident_role"

    id: Mapped[RowId]
    incident_id: Mapped[Wide] = mapped_column(ForeignKey("incident.id"), index=True)
    role: Mapped[ShortText]
    name: Mapped[ShortText]
    phone: Mapped[ShortText] = mapped_column(default="")
    since: Mapped[TimeMs]
    until: Mapped[TimeMs | None]


class Attachment(Base):
    """A picture or a document of an incident."""

    __tablename__ = "incident_attachment"

    id: Mapped[RowId]
    incident_id: Mapped[Wide] = mapped_column(ForeignKey("incident.id"), index=True)
    name: Mapped[ShortText]
    media: Mapped[ShortText]
    sha256: Mapped[ShortText]
    content: Mapped[Bytes]
    at: Mapped[TimeMs]
    by: Mapped[ShortText]
