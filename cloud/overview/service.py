"""The centre about itself."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

from sqlalchemy.orm import Session

from cloud.access import repository as books
from cloud.access.lanes import Lane
from cloud.access.shedding import Level
from cloud.alarm_watch.evidence import EVIDENCE, TOLD
from cloud.alarms import repository as alarms
from cloud.alarms.state_table import STATE_NAMES
from cloud.centre import Centre
from cloud.database import counters
from cloud.jobs import service as jobs
from cloud.jobs.table import JOBS
from cloud.notification import health as notification
from cloud.overview.schemas import (
    AnalogTypeOut,
    ComponentHealth,
    Counts,
    HealthOut,
    KindOut,
    LaneOut,
    QualityName,
    SheddingName,
    StateName,
    ToldFact,
    VocabularyOut,
)
from cloud.people.asker import Asker
from cloud.set_aside import repository as set_aside
from cloud.verification_links.views import causes
from cloud.vocabulary import QUALITY_NAMES, UNKNOWN, TermOut
from runtime.logging import get_logger
from telemetry.analog_types import ANALOG_TYPES
from telemetry.component_types import COMPONENT_TYPES, SYSTEM_TYPES
from telemetry.event_kinds import EVENT_KINDS
from telemetry.messages import UPLINK_STREAMS
from telemetry.terms import TermTable

log = get_logger("health")

_SHEDDING: Mapping[Level, SheddingName] = {
    Level.CALM: "calm",
    Level.READINGS: "readings",
    Level.HEALTH: "health",
}


def program_version() -> str:
    """The version installed."""
    try:
        return version("steppewatch")
    except PackageNotFoundError:
        return "0"


def health(centre: Centre, asker: Asker) -> HealthOut:
    """What works and what does not, and the books of what the asker may see.

    Whoever sees only a part is not told why a component is down: faults name files, hosts and others' data.
    """
    components = [*_lines(centre), *_lanes(centre), _journal(centre), *_watches(centre)]
    totals = {stream.value: books.Total(0, 0) for stream in UPLINK_STREAMS}
    quarantined, is_open = 0, 0
    try:
        with centre.database.read() as session:
            totals |= centre.totals.of(session) if asker.everything else books.totals(session, asker)
            if asker.everything:
                quarantined = counters.current(session, books.QUARANTINED)
            else:
                quarantined = books.quarantined_seen_by(session, asker)
            is_open = alarms.count_open(session, asker)
            components += [*_jobs(session), *_set_aside(session)]
            components.append(_notification(session, centre.clock.now_ms()))
        components.append(ComponentHealth(name="database", up=True, detail=""))
    except Exception as fault:
        log.exception("the records cannot be read")
        components.append(ComponentHealth(name="database", up=False, detail=f"cannot be read: {fault}"))
    lags = [lane.lag_ms for lane in centre.lanes.values() if lane.received]
    if not asker.everything:
        components = [component.model_copy(update={"detail": ""}) for component in components]
    return HealthOut(
        status="up" if all(component.up for component in components) else "degraded",
        version=program_version(),
        now=centre.clock.now_ms(),
        components=components,
        counts=Counts(
            stored={stream: total.stored for stream, total in totals.items()},
            shed={stream: total.shed for stream, total in totals.items()},
            quarantined=quarantined,
            alarms_open=is_open,
            lag_ms=round(max(lags), 1) if lags and asker.permissions else None,
        ),
        lanes=[_lane(lane) for lane in centre.lanes.values()] if asker.everything else [],
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
        causes=causes(),
        told=[ToldFact(fact=fact, zh=EVIDENCE[fact].zh, en=EVIDENCE[fact].en) for fact in TOLD],
    )


def _terms(table: TermTable) -> list[TermOut]:
    return [TermOut(code=term.code, zh=term.zh, en=term.en) for term in table.values()]


def _lines(centre: Centre) -> list[ComponentHealth]:
    found = []
    kind = centre.settings.ingest.source
    for name, line in centre.lines.items():
        detail = ""
        if not line.connected:
            detail = f"not connected: {line.last_fault or 'no attempt yet'}; see that the broker runs"
        elif line.refused:
            detail = f"the broker refused {', '.join(line.refused)}; check the role of this user"
        found.append(ComponentHealth(name=f"{kind}-{name}", up=not detail, detail=detail))
    return found


def _jobs(session: Session) -> list[ComponentHealth]:
    return [
        ComponentHealth(name=f"job-{name}", up=False, detail=words)
        for name, words in jobs.complaints(session, JOBS)
    ]


def _set_aside(session: Session) -> list[ComponentHealth]:
    """Readings that were receipted and are in no curve."""
    count = set_aside.count(session)
    detail = (
        f"{count.batches} batches with {count.values} values were refused by the time-series engine;"
        " see why under /api/v1/timeseries/set-aside, then try them again or give them up"
    )
    return [ComponentHealth(name="set-aside", up=False, detail=detail)] if count.batches else []


def _watches(centre: Centre) -> list[ComponentHealth]:
    """Whether alarms and incidents are looked at: without that nothing goes out by itself."""
    if "jobs" not in centre.roles:
        return []
    alarms, dispatch = centre.alarm_watch, centre.dispatch_watch
    return [
        _watch("alarm-watch", alarms.late_s, alarms.fault),
        _watch("dispatch", dispatch.late_s, dispatch.fault),
    ]


def _watch(name: str, late_s: float | None, fault: str | None) -> ComponentHealth:
    detail = "" if late_s is None else f"no look for {late_s:.0f} s: {fault or 'still under way'}"
    return ComponentHealth(name=name, up=late_s is None, detail=detail)


def _notification(session: Session, now: int) -> ComponentHealth:
    """Whether whoever is to be told of alarms is told."""
    detail = "; ".join(notification.complaints(session, now))
    return ComponentHealth(name="notification", up=not detail, detail=detail)


def _lane(lane: Lane) -> LaneOut:
    return LaneOut(
        name=lane.name,
        depth=lane.depth,
        age_ms=round(lane.age_s * 1000, 1),
        lag_ms=round(lane.lag_ms, 1),
        received=lane.received,
        committed=lane.committed,
        shed=lane.shed,
        shedding=_SHEDDING[lane.shedding],
        full=lane.full,
    )


def _lanes(centre: Centre) -> list[ComponentHealth]:
    return [
        ComponentHealth(
            name=f"ingest-{name}",
            up=lane.fault is None,
            detail=f"stores take nothing: {lane.fault}" if lane.fault else f"{lane.depth} waiting",
        )
        for name, lane in centre.lanes.items()
    ]


def _journal(centre: Centre) -> ComponentHealth:
    """Whether readings reach the time-series engine, or wait in the journal before it."""
    shipper = centre.ingest.shipper
    detail = f"{shipper.held_bytes} bytes waiting"
    if shipper.fault is not None:
        detail = f"the time-series engine takes nothing: {shipper.fault}; {detail}"
    elif shipper.full:
        detail = f"full, so that readings are refused; {detail}"
    return ComponentHealth(name="journal", up=shipper.fault is None and not shipper.full, detail=detail)
