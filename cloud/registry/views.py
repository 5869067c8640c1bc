"""Rows of the registry as the API shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from sqlalchemy.orm import Session

from cloud.access import repository as books
from cloud.access.tables import Ledger
from cloud.people.asker import LOCAL, Asker
from cloud.registry import repository
from cloud.registry.records import KnownPart, PartRecord
from cloud.registry.repository import PartKey
from cloud.registry.schemas import BusOut, GatewayOut, PartOut, StreamCountOut, VitalsOut
from cloud.registry.tables import Gateway, Part
from cloud.timeseries.latest import LatestReadings
from cloud.timeseries.schemas import reading
from cloud.vocabulary import LabelOut, quality_name, term
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.event_kinds import EVENT_KINDS, EventKind
from telemetry.messages import UPLINK_STREAMS, Quality


def gateways(session: Session, ids: Collection[str] | None = None, asker: Asker = LOCAL) -> list[GatewayOut]:
    """These gateways, or all, as far as the asker may see them."""
    rows = repository.gateways(session, ids, asker)
    ledgers = books.ledgers_of(session, [row.gateway for row in rows])
    return [_gateway(row, ledgers.get(row.gateway, [])) for row in rows]


def parts_of_many(
    session: Session, latest: LatestReadings, gateways: Collection[str], limit: int
) -> list[PartOut]:
    """Parts of these gateways, by gateway and name, at most so many."""
    rows = repository.parts_of_many(session, gateways, limit)
    return _parts(session, rows, repository.active_kinds_of(session, gateways), latest)


def parts_by_key(
    session: Session, latest: LatestReadings, keys: Mapping[PartKey, KnownPart | None]
) -> list[PartOut]:
    """These parts; those that are known are not read."""
    shown = [
        _part(known.part, known.active, known.silent, latest) for known in keys.values() if known is not None
    ]
    unknown = [key for key, known in keys.items() if known is None]
    if not unknown:
        return shown
    rows = repository.parts(session, unknown)
    active: dict[PartKey, list[str]] = {}
    for kind in repository.kinds(session, unknown):
        if kind.active:
            active.setdefault((kind.gateway, kind.part), []).append(kind.kind)
    return shown + _parts(session, rows, active, latest)


def _parts(
    session: Session,
    rows: Iterable[Part | PartRecord],
    active: dict[PartKey, list[str]],
    latest: LatestReadings,
) -> list[PartOut]:
    rows = list(rows)
    silent = repository.silent_of(session, {row.gateway for row in rows})
    return [
        _part(row, active.get((row.gateway, row.part), []), row.gateway in silent, latest) for row in rows
    ]


def _part(row: Part | PartRecord, active: Sequence[str], silent: bool, latest: LatestReadings) -> PartOut:
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
        building_id=row.building_id,
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
        shed=held.shed if held else 0,
        values_stored=held.values_stored if held else 0,
        values_invalid=held.values_invalid if held else 0,
        late=held.late if held else 0,
        first_at=held.first_at if held else None,
        last_at=held.last_at if held else None,
        presumed_evicted=held.presumed_evicted if held else 0,
    )
