"""The fleet's figures put together for the page. Reads only."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, cast

from sqlalchemy.orm import Session

from cloud.areas.tree import AREAS, path_of
from cloud.errors import not_found
from cloud.fleet import lag, lists, repository
from cloud.fleet.orders import WORST, cursor
from cloud.fleet.rollup import REGION, STEPS
from cloud.fleet.schemas import (
    AreaFiguresOut,
    AreaList,
    FleetGatewayOut,
    FleetOrganisationList,
    FleetOrganisationOut,
    PathStep,
    QualityShares,
    ShareOut,
    Sparkline,
    SummaryOut,
    ThroughputOut,
    WorstList,
    WorstOut,
)
from cloud.fleet.tables import FleetArea, FleetGateway, FleetHistory, FleetOrganisation
from cloud.people.asker import Asker
from cloud.people.scope import sees
from cloud.quality.formulas import DAY_S, SHARES, share, step_of
from cloud.vocabulary import LabelOut

DAY_MS = 86_400_000
_SPARK_STEP_S = 900


def home(asker: Asker) -> str:
    """The area that an asker's page begins with: the region, or the first of their own."""
    return (
        REGION if asker.everything else min(asker.areas, default=REGION, key=lambda area: (len(area), area))
    )


def look_at(asker: Asker, area: str | None) -> str:
    """The area asked for, or the asker's own; raises 404 for one that they do not see."""
    wanted = area or home(asker)
    if not sees(asker, wanted):
        raise not_found("区划", "area", "query.area")
    return wanted


def label_of(area: str) -> LabelOut:
    """An area's names; an unknown code stands for itself."""
    found = AREAS.get(area)
    return LabelOut(zh=found.zh, en=found.en) if found else LabelOut(zh=area, en=area)


def path(asker: Asker, area: str) -> list[PathStep]:
    """The way down to an area, from the first that the asker sees."""
    return [
        PathStep(area=step.code, name=label_of(step.code)) for step in path_of(area) if sees(asker, step.code)
    ]


def summary(session: Session, asker: Asker, area: str, now: int) -> SummaryOut:
    """One area's figures, with the last day in quarters of an hour."""
    rows = repository.history(session, [area], _SPARK_STEP_S, now - DAY_MS)
    return SummaryOut(path=path(asker, area), figures=_figures(session, [area])[0], day=_sparkline(rows))


def below(session: Session, asker: Asker, parent: str, counties: bool) -> AreaList:
    """The figures of every area below one: those of the table, and any other code heard there."""
    length = 6 if counties else len(parent) + 2
    known = [code for code in sorted(AREAS) if len(code) == length and code.startswith(parent)]
    heard = [
        row.area
        for row in repository.areas_below(session, parent, length)
        if row.area not in known and row.gateways
    ]
    codes = [code for code in (*known, *heard) if sees(asker, code)] if len(parent) < length <= 6 else []
    return AreaList(area=parent, path=path(asker, parent), items=_figures(session, codes))


def throughput(session: Session, area: str, step_s: int, now: int) -> ThroughputOut:
    """The history of one area in one of the steps that are kept."""
    rows = repository.history(session, [area], step_s, now - dict(STEPS)[step_s] * 1000)
    return ThroughputOut(
        area=area,
        step_s=step_s,
        at=[row.at for row in rows],
        online=[row.online for row in rows],
        gateways=[row.gateways for row in rows],
        messages_per_s=[_per_s(row.received, row) for row in rows],
        values_per_s=[_per_s(row.values_stored, row) for row in rows],
        quarantined=[row.quarantined for row in rows],
        shed=[row.shed for row in rows],
        lag_p50_ms=[lag.quantile_ms(row.lag, 0.5) for row in rows],
        lag_p99_ms=[lag.quantile_ms(row.lag, 0.99) for row in rows],
    )


def organisations(
    session: Session, found: Sequence[tuple[int, FleetOrganisation]], limit: int
) -> FleetOrganisationList:
    """A page of organisations; one row more than the limit says that there is another."""
    page = found[:limit]
    names = lists.names(session, [row.organisation_id for _, row in page])
    return FleetOrganisationList(
        items=[_organisation(row, names) for _, row in page],
        next=cursor(page[-1][0], page[-1][1].organisation_id) if len(found) > limit else None,
    )


def gateways(session: Session, rows: Sequence[FleetGateway]) -> list[FleetGatewayOut]:
    """Gateways with their organisations' names."""
    names = lists.names(session, [row.organisation_id for row in rows])
    return [
        FleetGatewayOut(
            gateway=row.gateway,
            area=row.area,
            organisation_id=row.organisation_id,
            organisation=names.get(cast("int", row.organisation_id)),
            building=LabelOut(zh=row.building_zh, en=row.building_en),
            link=cast("Any", row.link),
            last_seen=row.last_seen,
            version=row.version,
            enrolled=row.enrolled,
            certificate_ends=row.certificate_ends,
            clock_fault=cast("Any", row.clock_fault),
            clock_offset_ms=row.clock_offset_ms,
            spool_bytes=row.spool_bytes,
            parts=row.parts,
            stale_parts=row.stale_parts,
            quarantined=row.quarantined,
            shed=row.shed,
            errors_per_h=round(row.errors_per_h, 1),
            timeouts_per_h=round(row.timeouts_per_h, 1),
            scanned_at=row.scanned_at,
        )
        for row in rows
    ]


def worst(session: Session, asker: Asker, measure: str, area: str, limit: int, now: int) -> WorstList:
    """The worst parts or gateways by one measure."""
    if measure in ("chatter", "faults"):
        items = _worst_parts(session, asker, measure, area, limit, now)
    else:
        found = lists.worst_gateways(session, asker, measure, area, limit)
        names = lists.names(session, [row.organisation_id for _, row in found])
        unit = WORST[measure][1] if measure in WORST else "ms"
        items = [
            _worst(row, None, now - value if measure == "silence" else value, unit, names)
            for value, row in found
        ]
    return WorstList(measure=measure, items=items)


def _worst_parts(
    session: Session, asker: Asker, measure: str, area: str, limit: int, now: int
) -> list[WorstOut]:
    faults = measure == "faults"
    rows = lists.worst_parts(session, asker, faults, step_of(now, DAY_S), area, limit)
    names = lists.names(session, [row.organisation_id for row in rows])
    known = lists.buildings(session, {row.gateway for row in rows})
    return [
        _worst(
            known.get(row.gateway, row),
            row.part,
            row.faults if faults else row.events,
            "faults" if faults else "events",
            names,
        )
        for row in rows
    ]


def _worst(row: Any, part: str | None, value: float, unit: str, names: Mapping[int, str]) -> WorstOut:
    return WorstOut(
        gateway=row.gateway,
        part=part,
        area=row.area,
        organisation_id=row.organisation_id,
        organisation=names.get(row.organisation_id),
        building=LabelOut(zh=getattr(row, "building_zh", ""), en=getattr(row, "building_en", "")),
        value=round(value, 1),
        unit=cast("Any", unit),
    )


def shares(row: Any) -> QualityShares:
    """The five shares of a row of counts."""
    return QualityShares(
        **{
            name: ShareOut(
                share=share(getattr(row, over), getattr(row, under)),
                over=min(getattr(row, over), getattr(row, under)),
                under=getattr(row, under),
            )
            for name, over, under in SHARES
        }
    )


def _organisation(row: FleetOrganisation, names: Mapping[int, str]) -> FleetOrganisationOut:
    return FleetOrganisationOut(
        organisation_id=row.organisation_id,
        name=names.get(row.organisation_id, str(row.organisation_id)),
        area=row.area,
        area_name=label_of(row.area),
        gateways=row.gateways,
        online=row.online,
        silent=row.silent,
        never=row.never,
        clock_faults=row.clock_faults,
        certificate_ends=row.certificate_ends,
        spool_bytes=row.spool_bytes,
        parts=row.parts,
        stale_parts=row.stale_parts,
        quarantined=row.quarantined,
        shed=row.shed,
        quality=shares(row),
        at=row.at,
    )


def _figures(session: Session, codes: Collection[str]) -> list[AreaFiguresOut]:
    rows = {row.area: row for row in repository.areas(session, codes)}
    return [_area(code, rows.get(code)) for code in codes]


def _area(code: str, row: FleetArea | None) -> AreaFiguresOut:
    def told(name: str) -> Any:
        return getattr(row, name) if row is not None else 0

    heard = told("online") + told("silent")
    bins = row.lag if row is not None else []
    names = (
        "gateways",
        "enrolled",
        "online",
        "silent",
        "never",
        "unbound",
        "organisations",
        "organisations_heard",
        "clock_faults",
        "certificates_ending",
        "dead_letters",
        "spool_bytes",
        "quarantined_day",
        "shed_day",
    )
    return AreaFiguresOut(
        area=code,
        name=label_of(code),
        at=row.at if row is not None else None,
        **{name: told(name) for name in names},
        online_rate=share(told("online"), heard),
        coverage=share(told("organisations_heard"), told("organisations")),
        messages_per_s=round(told("messages_per_s"), 2),
        values_per_s=round(told("values_per_s"), 2),
        lag_p50_ms=lag.quantile_ms(bins, 0.5),
        lag_p99_ms=lag.quantile_ms(bins, 0.99),
    )


def _per_s(count: int, row: FleetHistory) -> float:
    return round(count * 1000 / row.covered_ms, 2) if row.covered_ms else 0.0


def _sparkline(rows: Sequence[FleetHistory]) -> Sparkline:
    return Sparkline(
        at=[row.at for row in rows],
        online_rate=[share(row.online, row.gateways) for row in rows],
        messages_per_s=[_per_s(row.received, row) for row in rows],
        values_per_s=[_per_s(row.values_stored, row) for row in rows],
        lag_p99_ms=[lag.quantile_ms(row.lag, 0.99) for row in rows],
        quarantined=[row.quarantined for row in rows],
        shed=[row.shed for row in rows],
    )
