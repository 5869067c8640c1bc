"""Rows of the registry as the API shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from sqlalchemy.orm import Session

from cloud.access import repository as books
from cloud.access.tables import Ledger
from cloud.registry import repository
from cloud.registry.repository import PartKey
from cloud.registry.schemas import BusOut, GatewayOut, PartOut, StreamCountOut, VitalsOut
from cloud.registry.tables import Gateway, Part
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.schemas import reading
from cloud.vocabulary import LabelOut, quality_name, term
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.event_kinds import EVENT_KINDS, EventKind
from telemetry.messages import UPLINK_STREAMS, Quality


def gateways(session: Session, ids: Collection[str] | None = None) -> list[GatewayOut]:
    """These gateways, or all."""
    rows = repository.gateways(session, ids)
    ledgers = books.ledgers_of(session, [row.gateway for row in rows])
    return [_gateway(row, ledgers.get(row.gateway, [])) for row in rows]


def parts(session: Session, latest: LatestReadings, gateway: str | None = None) -> list[PartOut]:
    """Every part, or those of one gateway."""
    rows = repository.parts_of(session, gateway)
    active = repository.active_kinds(session, gateway)
    return _parts(session, rows, active, latest)


def parts_by_key(session: Session, latest: LatestReadings, keys: Collection[PartKey]) -> list[PartOut]:
    """These parts."""
    rows = repository.parts(session, keys)
    active: dict[PartKey, list[str]] = {}
    for kind in repository.kinds(session, keys):
        if kind.active:
            active.setdefault((kind.gateway, kind.part), []).append(kind.kind)
    return _parts(session, rows, active, latest)


def _parts(
    session: Session, rows: Iterable[Part], active: dict[PartKey, list[str]], latest: LatestReadings
) -> list[PartOut]:
    rows = list(rows)
    silent = {
        row.gateway
        for row in repository.gateways(session, {row.gateway for row in rows})
        if row.link == "silent"
    }
    return [
        _part(row, active.get((row.gateway, row.part), []), row.gateway in silent, latest) for row in rows
    ]


def _part(row: Part, active: list[str], silent: bool, latest: LatestReadings) -> PartOut:
    # Silence is stale, never normal: nobody vouches for the parts of a gateway that is not heard.
    quality = Quality.STALE if silent and row.quality is not None else row.quality
    return PartOut(
        gateway=row.gateway,
        part=row.part,
        device=LabelOut(zh=row.device_zh, en=row.device_en),
        place=LabelOut(zh=row.place_zh, en=row.place_en),
        system_type=term(SYSTEM_TYPES, row.system_type),
        component_type=term(COMPONENT_TYPES, row.component_type),
        bits=row.bits,
        active=sorted(active, key=lambda kind: EVENT_KINDS[EventKind(kind)].rank),
        quality=quality_name(quality),
        last_heard=row.last_heard,
        stale_after_s=row.stale_after_s,
        readings=[reading(sample) for sample in latest.of(row.gateway, row.part)],
    )


def _gateway(row: Gateway, ledgers: list[Ledger]) -> GatewayOut:
    told = {count["stream"]: count for count in row.counts}
    held = {ledger.stream: ledger for ledger in ledgers}
    return GatewayOut(
        gateway=row.gateway,
        area=row.area,
        building=LabelOut(zh=row.building_zh, en=row.building_en),
        link="silent" if row.link == "silent" else "online",
        last_seen=row.last_seen,
        clock_synced=row.clock_synced,
        version=row.version,
        started_at=row.started_at,
        spool_bytes=row.spool_bytes,
        spool_limit_bytes=row.spool_limit_bytes,
        link_ok=row.link_ok,
        counts=[
            _count(stream.value, told.get(stream.value, {}), held.get(stream.value))
            for stream in UPLINK_STREAMS
            if stream.value in told or stream.value in held
        ],
        buses=[BusOut.model_validate(bus) for bus in row.buses],
        vitals=VitalsOut.model_validate(row.vitals) if row.vitals else None,
    )


def _count(stream: str, told: dict[str, int], held: Ledger | None) -> StreamCountOut:
    return StreamCountOut(
        stream=stream,
        published=told.get("published", 0),
        spooled=told.get("spooled", 0),
        evicted=told.get("evicted", 0),
        received=held.received if held else 0,
        stored=held.stored if held else 0,
        duplicates=held.duplicates if held else 0,
        quarantined=held.quarantined if held else 0,
        presumed_evicted=held.presumed_evicted if held else 0,
    )
