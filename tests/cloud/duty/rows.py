"""Alarms as the ingest line would have left them, with what people did about them."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm, TimelineEntry
from telemetry.event_kinds import EventKind
from tests.cloud.duty.conftest import Site


def add_alarm(
    session: Session,
    site: Site,
    kind: EventKind,
    at: int,
    *,
    state: str = "raised",
    acknowledged: int | None = None,
    by: str = "p0 名",
    **changed: Any,
) -> int:
    told: dict[str, Any] = {
        "gateway": "gw-150102-0001", "part": f"p-{kind}-{at}", "kind": kind.value, "state": state,
        "level": "cleared" if state == "closed" else "active", "system_type": 1, "component_type": 42,
        "device_zh": "感烟探测器", "device_en": "Smoke detector", "place_zh": "三层302室",
        "place_en": "Room 302", "text": "", "evidence": {}, "ts_cloud": at, "ts_gateway": at,
        "clock_synced": True, "occurrences": 1, "first_seq": 1, "evidence_seq": 1, "edges": 1,
        "raised_at": at, "area": "150102", "organisation_id": site.organisation, "version": 1,
        "acknowledged_at": acknowledged, "acknowledged_by": by if acknowledged else None,
        "cleared_at": at + 60_000 if state == "closed" else None,
        "closed_at": at + 60_000 if state == "closed" else None,
    }  # fmt: skip
    row = Alarm(**(told | changed))
    session.add(row)
    session.flush()
    session.add(TimelineEntry(alarm_id=row.id, at=at, action="raise"))
    if acknowledged is not None:
        session.add(TimelineEntry(alarm_id=row.id, at=acknowledged, action="acknowledge", by=by))
    return row.id
