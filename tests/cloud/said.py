"""What gateways say in these tests: messages with everything filled in but what the test is about."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from cloud.access.examine import Arrival
from telemetry import encoding, topics
from telemetry.event_kinds import EventKind
from telemetry.messages import (
    Event,
    Health,
    Inventory,
    Label,
    Part,
    PartState,
    Quality,
    ReadingBatch,
    Reply,
    Snapshot,
    Stream,
    StreamCount,
    UplinkMessage,
)

AREA = "150102"
GATEWAY = "gw-150102-0001"
#: 2026-01-01: the time at which everything happens unless a test says otherwise.
NOW = 1_767_225_600_000


def part(name: str = "panel-1/1-023", **changed: Any) -> Part:
    told: dict[str, Any] = {
        "part": name,
        "system_type": 1,
        "system_address": 1,
        "component_type": 42,
        "component_address": 23,
        "device": Label(zh="感烟探测器", en="Smoke detector"),
        "place": Label(zh="三层302室", en="Room 302"),
    }
    return Part(**(told | changed))


def event(
    seq: int,
    kind: EventKind = EventKind.FIRE,
    active: bool = True,
    *,
    at: int = NOW,
    gateway: str = GATEWAY,
    on: str = "panel-1/1-023",
    **changed: Any,
) -> Event:
    told: dict[str, Any] = {
        "gateway": gateway,
        "seq": seq,
        "ts_gateway": at,
        "clock_synced": True,
        "part": part(on),
        "kind": kind,
        "active": active,
        "bits_before": 1,
        "bits_after": 3 if active else 1,
        "text": f"edge {seq}",
    }
    return Event(**(told | changed))


def snapshot(
    seq: int, active: dict[str, list[EventKind]], *, at: int = NOW, gateway: str = GATEWAY
) -> Snapshot:
    states = [
        PartState(part=name, bits=3 if kinds else 1, active=kinds, quality=Quality.GOOD, last_heard=at)
        for name, kinds in active.items()
    ]
    return Snapshot(gateway=gateway, seq=seq, ts_gateway=at, clock_synced=True, parts=states)


def readings(
    seq: int,
    values: list[float | None],
    *,
    at: int = NOW,
    gateway: str = GATEWAY,
    on: str = "smoke-302",
    analog_type: int = 128,
    synced: bool = True,
) -> ReadingBatch:
    count = len(values)
    return ReadingBatch(
        gateway=gateway,
        seq=seq,
        ts_gateway=at,
        clock_synced=synced,
        parts=[on],
        part=[0] * count,
        analog_type=[analog_type] * count,
        ts=[at + 100 * index for index in range(count)],
        value=values,
        quality=[Quality.GOOD] * count,
    )


def health(seq: int, *, at: int = NOW, gateway: str = GATEWAY, **changed: Any) -> Health:
    told: dict[str, Any] = {
        "gateway": gateway,
        "seq": seq,
        "ts_gateway": at,
        "clock_synced": True,
        "version": "0.1.0",
        "started_at": at,
        "interval_s": 5,
        "spool_bytes": 1000,
        "spool_limit_bytes": 64_000_000,
        "rss_bytes": 50_000_000,
        "counts": [StreamCount(stream=Stream.EVENT, published=3, spooled=0, evicted=0)],
        "buses": [],
        "link_ok": True,
    }
    return Health(**(told | changed))


def inventory(seq: int, parts: list[Part], *, at: int = NOW, gateway: str = GATEWAY) -> Inventory:
    return Inventory(
        gateway=gateway,
        seq=seq,
        ts_gateway=at,
        clock_synced=True,
        building=Label(zh="草原哨示范楼", en="Steppewatch demo building"),
        parts=parts,
    )


def reply(seq: int, *, at: int = NOW, gateway: str = GATEWAY, **changed: Any) -> Reply:
    said = Reply(gateway=gateway, seq=seq, ts_gateway=at, clock_synced=True, answers=1, ok=True, text="在岗")
    return replace(said, **changed)


def topic_of(message: UplinkMessage, area: str = AREA) -> str:
    return topics.prefix(area, message.gateway) + message.stream


def arrival(message: UplinkMessage, *, area: str = AREA, at: int = NOW) -> Arrival:
    return Arrival(topic_of(message, area), encoding.encode(message), at)
