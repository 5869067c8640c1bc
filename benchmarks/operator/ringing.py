"""Fires in a seeded region: one open alarm each at some gateways, all of whose parts are known."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy.orm import Session

from benchmarks.operator.seed import Region
from cloud.alarms.state_table import Level, State
from cloud.alarms.tables import Alarm
from cloud.database import bulk
from cloud.registry.tables import Part

#: Parts of a gateway that rings.
PARTS: Final = 20


def ring(session: Session, region: Region, alarms: int) -> None:
    """Let so many gateways ring, spread over the organisations."""
    heard = [number for number in range(1, region.organisations + 1) if not region.planned(number)]
    ringing = heard[:: max(len(heard) // alarms, 1)][:alarms]
    bulk.insert(
        session,
        Part,
        [row for number in ringing for row in region.part_rows(number, range(region.parts, PARTS))],
    )
    bulk.insert(session, Alarm, [_alarm(region, number) for number in ringing])


def _alarm(region: Region, number: int) -> dict[str, Any]:
    at = region.now - number % 3_600 * 1000
    return {
        "gateway": region.gateway(number),
        "part": "panel-1/1-001",
        "kind": "fire",
        "state": State.RAISED,
        "level": Level.ACTIVE,
        "system_type": 1,
        "component_type": 42,
        "device_zh": "感烟探测器",
        "device_en": "Smoke detector",
        "place_zh": "1层101室",
        "place_en": "Floor 1, room 101",
        "text": "",
        "evidence": {},
        "ts_source": at,
        "ts_gateway": at,
        "ts_cloud": at + 40,
        "clock_synced": True,
        "occurrences": 1,
        "first_seq": 1,
        "evidence_seq": 1,
        "edges": 1,
        "covers_seq": 0,
        "raised_at": at,
        "version": 1,
        "area": region.county(number),
        "organisation_id": number,
    }
