"""An alarm as the ingest line holds it: a row past the ORM, read and written many at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from cloud.alarms.state_table import Level, Outcome, State, Status
from cloud.alarms.tables import Alarm
from telemetry.event_kinds import EventKind


@dataclass(slots=True, eq=False)
class AlarmRecord:
    """The columns of `Alarm` under their names, but for `reasons`. `id` is 0 until the row is written."""

    gateway: str
    part: str
    kind: str
    area: str
    organisation_id: int | None
    system_type: int
    component_type: int
    device_zh: str
    device_en: str
    place_zh: str
    place_en: str
    first_seq: int
    raised_at: int
    edges: int
    text: str = ""
    evidence: dict[str, Any] = field(default_factory=dict)
    ts_source: int | None = None
    ts_gateway: int | None = None
    ts_cloud: int = 0
    clock_synced: bool = True
    evidence_seq: int = 0
    state: str = State.RAISED
    level: str = Level.ACTIVE
    outcome: str | None = None
    occurrences: int = 1
    covers_seq: int = 0
    cleared_at: int | None = None
    acknowledged_at: int | None = None
    acknowledged_by: str | None = None
    verified_at: int | None = None
    dispatched_at: int | None = None
    closed_at: int | None = None
    cause: str | None = None
    activation: int = 1
    rung_at: int = 0
    due_at: int | None = None
    wait_until: int | None = None
    timed_out_at: int | None = None
    steps: int = 0
    probability: float | None = None
    chatter: bool = False
    maintenance_id: int | None = None
    shelved_until: int | None = None
    consequence_of: int | None = None
    version: int = 0
    id: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """Of which there is at most one open alarm."""
        return self.gateway, self.part, self.kind

    def row(self) -> dict[str, Any]:
        """Its columns."""
        return {name: getattr(self, name) for name in FIELDS}


FIELDS = tuple(entry.name for entry in fields(AlarmRecord))
COLUMNS = tuple(getattr(Alarm, name) for name in FIELDS)


def status_of(alarm: Alarm | AlarmRecord) -> Status:
    """The part of it that the rules speak of."""
    return Status(
        EventKind(alarm.kind),
        State(alarm.state),
        Level(alarm.level),
        Outcome(alarm.outcome) if alarm.outcome is not None else None,
        alarm.chatter,
    )


def close(alarm: Alarm | AlarmRecord, now: int, covers: int) -> None:
    """Note when it closed, and up to which sequence what comes late belongs to it."""
    alarm.closed_at = now
    alarm.due_at = alarm.wait_until = None
    alarm.covers_seq = max(covers, alarm.first_seq)


def ring_anew(alarm: Alarm | AlarmRecord, now: int) -> None:
    """Begin another activation: what people did about the one before is forgotten."""
    alarm.cleared_at = alarm.acknowledged_at = alarm.acknowledged_by = alarm.verified_at = None
    alarm.dispatched_at = None
    alarm.activation += 1
    ring(alarm, now)


def ring(alarm: Alarm | AlarmRecord, now: int) -> None:
    """Begin the present activation: every wait counts from now, and nobody has been told of it yet."""
    alarm.rung_at = alarm.due_at = now
    alarm.steps = 0
    alarm.wait_until = alarm.timed_out_at = alarm.maintenance_id = alarm.cause = None
