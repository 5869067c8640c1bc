"""Messages to put into a spool, one of each rank."""

from __future__ import annotations

from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Inventory, Label, Part, Quality, ReadingBatch, Reply, Snapshot

GATEWAY = "gw-1"


def event(kind: EventKind = EventKind.FIRE, part: str = "panel-1/1-023") -> Event:
    return Event(
        gateway=GATEWAY,
        seq=1,
        ts_gateway=1,
        clock_synced=True,
        part=Part(part, 1, 1, 42, 263, Label("烟感", "smoke"), Label("三层", "floor 3")),
        kind=kind,
        active=True,
        bits_before=1,
        bits_after=3,
    )


def snapshot() -> Snapshot:
    return Snapshot(gateway=GATEWAY, seq=1, ts_gateway=1, clock_synced=True, parts=[])


def reading(rows: int = 1) -> ReadingBatch:
    return ReadingBatch(
        gateway=GATEWAY,
        seq=1,
        ts_gateway=1,
        clock_synced=True,
        parts=["p"],
        part=[0] * rows,
        analog_type=[128] * rows,
        ts=[1] * rows,
        value=[0.5] * rows,
        quality=[Quality.GOOD] * rows,
    )


def health() -> Inventory:
    return Inventory(gateway=GATEWAY, seq=1, ts_gateway=1, clock_synced=True, building=Label(), parts=[])


def reply() -> Reply:
    return Reply(gateway=GATEWAY, seq=1, ts_gateway=1, clock_synced=True, answers=1, ok=True)
