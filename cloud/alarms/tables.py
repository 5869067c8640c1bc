"""Alarms and what happened to each."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from cloud.database.base import Base, JsonList, JsonObject, LongText, RowId, ShortText, TimeMs, Wide

OPEN = text("state != 'closed'")
ACKNOWLEDGED = text("acknowledged_at IS NOT NULL")
DUE = text("due_at IS NOT NULL")
DUE_FIRE = text("due_at IS NOT NULL AND kind IN ('fire', 'early-warning', 'pre-alarm')")


class Alarm(Base):
    """One alarm. The description is a copy: it says what was known when it rang."""

    __tablename__ = "alarm"

    id: Mapped[RowId]
    gateway: Mapped[ShortText]
    part: Mapped[ShortText]
    kind: Mapped[ShortText]
    state: Mapped[ShortText]
    level: Mapped[ShortText]
    outcome: Mapped[ShortText | None]
    system_type: Mapped[int]
    component_type: Mapped[int]
    device_zh: Mapped[LongText]
    device_en: Mapped[LongText]
    place_zh: Mapped[LongText]
    place_en: Mapped[LongText]
    text: Mapped[LongText]
    evidence: Mapped[JsonObject]
    ts_source: Mapped[TimeMs | None]
    ts_gateway: Mapped[TimeMs | None]
    ts_cloud: Mapped[TimeMs]
    clock_synced: Mapped[bool]
    #: How often the part became active; at least one, for a snapshot may have been the only witness.
    occurrences: Mapped[int]
    #: Lowest sequence of an observation that it was active, and of one that came as an event (0: none did).
    first_seq: Mapped[Wide]
    evidence_seq: Mapped[Wide]
    #: Count of events that said it became active.
    edges: Mapped[int]
    #: Set as it closes: the part's sequence by then. What comes later with a lower one is history.
    covers_seq: Mapped[Wide] = mapped_column(default=0)
    raised_at: Mapped[TimeMs]
    cleared_at: Mapped[TimeMs | None]
    acknowledged_at: Mapped[TimeMs | None]
    acknowledged_by: Mapped[ShortText | None]
    verified_at: Mapped[TimeMs | None]
    dispatched_at: Mapped[TimeMs | None]
    closed_at: Mapped[TimeMs | None]
    version: Mapped[int] = mapped_column(default=1)
    cause: Mapped[ShortText | None]
    #: Counts the device's returns to active; what goes out, goes out once for each.
    activation: Mapped[int] = mapped_column(default=1, server_default="1")
    #: The centre's own time of the present activation: from here every wait is counted.
    rung_at: Mapped[TimeMs] = mapped_column(default=0, server_default="0")
    #: When the centre looks at it by itself; None: there is nothing to wait for.
    due_at: Mapped[TimeMs | None]
    #: When it goes out unless somebody verifies it; None: it does not by itself.
    wait_until: Mapped[TimeMs | None]
    timed_out_at: Mapped[TimeMs | None]
    #: The steps of escalation told of this activation, one bit each.
    steps: Mapped[int] = mapped_column(default=0, server_default="0")
    #: P(real), 0..1; None: nobody has looked yet, or it is no alarm of a fire.
    probability: Mapped[float | None]
    chatter: Mapped[bool] = mapped_column(default=False, server_default=false())
    maintenance_id: Mapped[Wide | None]
    shelved_until: Mapped[TimeMs | None]
    #: The alarm that this one follows from by design.
    consequence_of: Mapped[Wide | None]
    #: The evidence behind `probability`: `[code, weight]`, the prior first.
    reasons: Mapped[JsonList | None]
    #: Copies of the gateway's, for scopes.
    area: Mapped[ShortText] = mapped_column(default="", server_default="")
    organisation_id: Mapped[Wide | None]

    __table_args__ = (
        Index(
            "uq_alarm_open",
            "gateway",
            "part",
            "kind",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
        Index("ix_alarm_key", "gateway", "part", "kind", "covers_seq"),
        Index("ix_alarm_raised_at", "raised_at"),
        Index("ix_alarm_ts_cloud", "ts_cloud"),
        Index("ix_alarm_area_id", "area", "id"),
        Index("ix_alarm_organisation_id_id", "organisation_id", "id"),
        Index("ix_alarm_open", "id", sqlite_where=OPEN, postgresql_where=OPEN),
        Index(
            "ix_alarm_acknowledged_at",
            "acknowledged_at",
            sqlite_where=ACKNOWLEDGED,
            postgresql_where=ACKNOWLEDGED,
        ),
        Index("ix_alarm_due", "due_at", sqlite_where=DUE, postgresql_where=DUE),
        Index("ix_alarm_due_fire", "due_at", sqlite_where=DUE_FIRE, postgresql_where=DUE_FIRE),
        Index("ix_alarm_gateway_rung_at", "gateway", "rung_at"),
    )


class TimelineEntry(Base):
    """One thing that happened to an alarm (`cloud.alarms.timeline`). Rows are only ever added."""

    __tablename__ = "alarm_timeline"

    id: Mapped[RowId]
    alarm_id: Mapped[Wide] = mapped_column(ForeignKey("alarm.id"), index=True)
    at: Mapped[TimeMs]
    action: Mapped[ShortText]
    by: Mapped[ShortText | None]
    note: Mapped[LongText | None]
    #: For programs: what `note` says in words.
    detail: Mapped[JsonObject | None]
