"""Rows of alarms as the API shows them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy.orm import Session

from cloud.alarms import repository
from cloud.alarms.records import AlarmRecord
from cloud.alarms.schemas import AlarmDetail, AlarmOut, TimelineOut
from cloud.alarms.state_table import Level, Outcome, State
from cloud.alarms.tables import Alarm
from cloud.vocabulary import LabelOut, term
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES


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
        version=row.version,
    )


def detail(session: Session, row: Alarm) -> AlarmDetail:
    """One alarm with its history."""
    entries = [
        TimelineOut.model_validate(
            {"at": entry.at, "action": entry.action, "by": entry.by, "note": entry.note}
        )
        for entry in repository.timeline(session, row.id)
    ]
    return AlarmDetail(**alarm(row).model_dump(), timeline=entries)


def newest_last(rows: Iterable[Alarm]) -> list[AlarmOut]:
    """Alarms by the time of raising."""
    return [alarm(row) for row in sorted(rows, key=lambda row: (row.raised_at, row.id))]


def by_ids(session: Session, ids: Mapping[int, AlarmRecord | None]) -> list[AlarmOut]:
    """Alarms by id; those that are known are not read."""
    unknown = [alarm_id for alarm_id, known in ids.items() if known is None]
    rows: list[Alarm | AlarmRecord] = [known for known in ids.values() if known is not None]
    rows += repository.by_ids(session, unknown) if unknown else []
    return [alarm(row) for row in sorted(rows, key=lambda row: row.id)]
