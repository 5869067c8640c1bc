"""The centre about itself."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version

from cloud.access import repository as books
from cloud.alarms import repository as alarms
from cloud.alarms.state_table import STATE_NAMES
from cloud.centre import Centre
from cloud.database import counters
from cloud.overview.schemas import (
    AnalogTypeOut,
    ComponentHealth,
    Counts,
    HealthOut,
    KindOut,
    QualityName,
    StateName,
    VocabularyOut,
)
from cloud.vocabulary import QUALITY_NAMES, UNKNOWN, TermOut
from runtime.logging import get_logger
from telemetry.analog_types import ANALOG_TYPES
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.event_kinds import EVENT_KINDS
from telemetry.messages import UPLINK_STREAMS
from telemetry.terms import TermTable

log = get_logger("health")


def program_version() -> str:
    """The version installed."""
    try:
        return version("steppewatch")
    except PackageNotFoundError:
        return "0"


def health(centre: Centre) -> HealthOut:
    """What works and what does not."""
    components = [*_lines(centre), *_lanes(centre)]
    stored, quarantined, is_open = {stream.value: 0 for stream in UPLINK_STREAMS}, 0, 0
    try:
        with centre.database.read() as session:
            stored |= books.totals(session)
            quarantined = counters.current(session, books.QUARANTINED)
            is_open = alarms.count_open(session)
        components.append(ComponentHealth(name="database", up=True, detail=""))
    except Exception as fault:
        log.exception("the records cannot be read")
        components.append(ComponentHealth(name="database", up=False, detail=f"cannot be read: {fault}"))
    lags = [lane.lag_ms for lane in centre.lanes.values() if lane.received]
    return HealthOut(
        status="up" if all(component.up for component in components) else "degraded",
        version=program_version(),
        now=centre.clock.now_ms(),
        components=components,
        counts=Counts(
            stored=stored,
            quarantined=quarantined,
            alarms_open=is_open,
            lag_ms=round(max(lags), 1) if lags else None,
        ),
    )


def vocabulary() -> VocabularyOut:
    """Every code with its names."""
    return VocabularyOut(
        kinds=[
            KindOut(kind=entry.kind, rank=entry.rank, zh=entry.zh, en=entry.en, alarm=entry.alarm)
            for entry in EVENT_KINDS.values()
        ],
        analog_types=[
            AnalogTypeOut(code=entry.code, slug=entry.slug, zh=entry.zh, en=entry.en, unit=entry.unit)
            for entry in ANALOG_TYPES.values()
        ],
        component_types=_terms(COMPONENT_TYPES),
        system_types=_terms(SYSTEM_TYPES),
        states=[StateName(state=state, zh=zh, en=en) for state, (zh, en) in STATE_NAMES.items()],
        qualities=[
            *(QualityName(quality=name, zh=zh, en=en) for name, zh, en in QUALITY_NAMES.values()),
            QualityName(quality=UNKNOWN, zh="未知", en="unknown"),
        ],
    )


def _terms(table: TermTable) -> list[TermOut]:
    return [TermOut(code=term.code, zh=term.zh, en=term.en) for term in table.values()]


def _lines(centre: Centre) -> list[ComponentHealth]:
    found = []
    for name, line in centre.lines.items():
        detail = ""
        if not line.connected:
            detail = f"not connected: {line.last_fault or 'no attempt yet'}; see that the broker runs"
        elif line.refused:
            detail = f"the broker refused {', '.join(line.refused)}; check the role of this user"
        found.append(ComponentHealth(name=f"mqtt-{name}", up=not detail, detail=detail))
    return found


def _lanes(centre: Centre) -> list[ComponentHealth]:
    return [
        ComponentHealth(
            name=f"ingest-{name}",
            up=lane.fault is None,
            detail=f"stores take nothing: {lane.fault}" if lane.fault else f"{lane.depth} waiting",
        )
        for name, lane in centre.lanes.items()
    ]
