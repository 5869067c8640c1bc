"""Rows of alarms as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from cloud.alarm_watch import escalation
from cloud.alarm_watch.evidence import EVIDENCE
from cloud.alarms import repository
from cloud.alarms.causes import Cause
from cloud.alarms.records import AlarmRecord
from cloud.alarms.schemas import AlarmDetail, AlarmOut, EvidenceOut, StepAhead, TimelineOut
from cloud.alarms.state_table import Level, Outcome, State
from cloud.alarms.tables import Alarm
from cloud.vocabulary import LabelOut, term
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.event_kinds import EventKind

#: The code under which stored evidence keeps where it began.
PRIOR = "prior"
_EVIDENCE = {fact.value: entry for fact, entry in EVIDENCE.items()}


def alarm(row: Alarm | AlarmRecord) -> AlarmOut:
    """One alarm."""
    return AlarmOut(
        id=row.id,
        kind=row.kind,
        state=State(row.state),
        level=Level(row.level),
        outcome=Outcome(row.outcome) if row.outcome is not None else None,
        gateway=row.gateway,
        part=row.part,
        place=LabelOut(zh=row.place_zh, en=row.place_en),
        device=LabelOut(zh=row.device_zh, en=row.device_en),
        component_type=term(COMPONENT_TYPES, row.component_type),
        system_type=term(SYSTEM_TYPES, row.system_type),
        text=row.text,
        evidence=row.evidence,
        ts_source=row.ts_source,
        ts_gateway=row.ts_gateway,
        ts_cloud=row.ts_cloud,
        clock_synced=row.clock_synced,
        occurrences=row.occurrences,
        raised_at=row.raised_at,
        cleared_at=row.cleared_at,
        acknowledged_at=row.acknowledged_at,
        acknowledged_by=row.acknowledged_by,
        verified_at=row.verified_at,
        closed_at=row.closed_at,
        cause=Cause(row.cause) if row.cause is not None else None,
        activation=row.activation,
        probability=row.probability,
        wait_until=row.wait_until,
        timed_out_at=row.timed_out_at,
        chatter=row.chatter,
        maintenance_id=row.maintenance_id,
        shelved_until=row.shelved_until,
        consequence_of=row.consequence_of,
        version=row.version,
    )


def detail(session: Session, row: Alarm) -> AlarmDetail:
    """One alarm with its history."""
    entries = [
        TimelineOut.model_validate(
            {
                "at": entry.at,
                "action": entry.action,
                "by": entry.by,
                "note": entry.note,
                "detail": entry.detail,
            }
        )
        for entry in repository.timeline(session, row.id)
    ]
    return AlarmDetail(
        **alarm(row).model_dump(),
        timeline=entries,
        weighed=evidence(row.reasons or []),
        ahead=_ahead(row),
    )


def _ahead(row: Alarm) -> list[StepAhead]:
    steps = escalation.ahead(EventKind(row.kind), State(row.state), row.rung_at, row.steps)
    named = [(at, role, *escalation.ROLE_NAMES[role]) for at, role in steps]
    return [StepAhead(at=at, role=role, zh=zh, en=en) for at, role, zh, en in named]


def evidence(reasons: Sequence[Sequence[Any]]) -> list[EvidenceOut]:
    """Stored evidence in words; of a code that this program does not know, the code."""
    return [_piece(str(code), float(weight)) for code, weight in reasons]


def _piece(code: str, weight: float) -> EvidenceOut:
    if code == PRIOR:
        return EvidenceOut(
            code=code, zh="起始概率(仅此报警)", en="prior, of this alarm alone", weight=weight, basis=""
        )
    known = _EVIDENCE.get(code)
    if known is None:
        return EvidenceOut(code=code, zh=code, en=code, weight=weight, basis="")
    return EvidenceOut(code=code, zh=known.zh, en=known.en, weight=weight, basis=known.basis)


def newest_last(rows: Iterable[Alarm]) -> list[AlarmOut]:
    """Alarms by the time of raising."""
    return [alarm(row) for row in sorted(rows, key=lambda row: (row.raised_at, row.id))]


def by_ids(session: Session, ids: Mapping[int, AlarmRecord | None]) -> list[AlarmOut]:
    """Alarms by id; those that are known are not read."""
    unknown = [alarm_id for alarm_id, known in ids.items() if known is None]
    rows: list[Alarm | AlarmRecord] = [known for known in ids.values() if known is not None]
    rows += repository.by_ids(session, unknown) if unknown else []
    return [alarm(row) for row in sorted(rows, key=lambda row: row.id)]
