"""Queries over the fleet's own tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import case, delete, func, select
from sqlalchemy.orm import Session

from cloud.database import bulk
from cloud.database.upsert import insert
from cloud.fleet import lag
from cloud.fleet.rollup import REGION, STEPS
from cloud.fleet.tables import (
    FleetArea,
    FleetGateway,
    FleetHistory,
    FleetOrganisation,
    FleetVersion,
    PartEvents,
)

#: Rows in one statement: below the least number of parameters that any database takes.
CHUNK = 500


def areas(session: Session, codes: Collection[str] | None = None) -> list[FleetArea]:
    """The newest figures of these areas, or of all."""
    query = select(FleetArea).order_by(FleetArea.area)
    if codes is not None:
        query = query.where(FleetArea.area.in_(sorted(codes)))
    return list(session.scalars(query))


def areas_below(session: Session, parent: str, length: int) -> list[FleetArea]:
    """Areas directly below one, by the length of their codes."""
    query = select(FleetArea).where(func.length(FleetArea.area) == length).order_by(FleetArea.area)
    if parent != REGION:
        query = query.where(FleetArea.area.startswith(parent, autoescape=True))
    return list(session.scalars(query))


def heard_in(session: Session, codes: Collection[str]) -> int | None:
    """Gateways ever heard in these areas, as last rolled up; None: one of them has no figures."""
    rows = areas(session, codes)
    return sum(row.online + row.silent for row in rows) if len(rows) == len(set(codes)) else None


def put_areas(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The newest figures of areas."""
    bulk.upsert(session, FleetArea, rows)


def history_rows(session: Session, keys: Iterable[tuple[int, int]]) -> dict[tuple[str, int], FleetHistory]:
    """The rows of these steps, by area and length of the step."""
    found: dict[tuple[str, int], FleetHistory] = {}
    for step_s, at in keys:
        rows = session.scalars(
            select(FleetHistory).where(FleetHistory.step_s == step_s, FleetHistory.at == at)
        )
        found |= {(row.area, step_s): row for row in rows}
    return found


def put_history(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows of the history, each over the one before of its step."""
    bulk.upsert(session, FleetHistory, rows)


def history(session: Session, areas: Collection[str], step_s: int, since: int) -> list[FleetHistory]:
    """Rows of these areas from a time on, oldest first."""
    return list(
        session.scalars(
            select(FleetHistory)
            .where(
                FleetHistory.area.in_(sorted(areas)), FleetHistory.step_s == step_s, FleetHistory.at >= since
            )
            .order_by(FleetHistory.at)
        )
    )


def sums_since(session: Session, since: int) -> dict[str, tuple[int, int]]:
    """How much was quarantined and shed in each area since a time, from the hours."""
    rows = session.execute(
        select(FleetHistory.area, func.sum(FleetHistory.quarantined), func.sum(FleetHistory.shed))
        .where(FleetHistory.step_s == 3_600, FleetHistory.at >= since)
        .group_by(FleetHistory.area)
    )
    return {area: (int(quarantined), int(shed)) for area, quarantined, shed in rows}


def lag_since(session: Session, since: int) -> dict[str, list[int]]:
    """The lag of each area since a time, in bins, from the quarters of an hour."""
    found: dict[str, list[int]] = {}
    rows = session.execute(
        select(FleetHistory.area, FleetHistory.lag).where(
            FleetHistory.step_s == 900, FleetHistory.at >= since
        )
    )
    for area, bins in rows:
        found[area] = lag.added(found.get(area, ()), bins)
    return found


def forget_history(session: Session, now: int) -> None:
    """Delete what is older than its step is kept."""
    for step_s, kept_s in STEPS:
        session.execute(
            delete(FleetHistory).where(FleetHistory.step_s == step_s, FleetHistory.at < now - kept_s * 1000)
        )


def replace_versions(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """The versions of every county anew."""
    session.execute(delete(FleetVersion))
    bulk.insert(session, FleetVersion, rows)


def versions(session: Session, within: Any) -> list[tuple[str, int]]:
    """Versions and how many gateways run each, most first."""
    count = func.sum(FleetVersion.gateways)
    rows = session.execute(
        select(FleetVersion.version, count)
        .where(within)
        .group_by(FleetVersion.version)
        .order_by(count.desc(), FleetVersion.version)
    )
    return [(version, int(gateways)) for version, gateways in rows]


def marks_by_county(session: Session, ends_before: int) -> dict[str, dict[str, int]]:
    """Of each county: gateways enrolled, never heard, of doubtful clock, with a certificate about to end."""

    def counted(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    rows = session.execute(
        select(
            FleetGateway.area,
            counted(FleetGateway.enrolled),
            counted(FleetGateway.link == "never"),
            counted(FleetGateway.clock_fault != ""),
            counted(FleetGateway.certificate_ends < ends_before),
        ).group_by(FleetGateway.area)
    )
    names = ("enrolled", "never", "clock_faults", "certificates_ending")
    return {area: dict(zip(names, map(int, counts), strict=True)) for area, *counts in rows}


def put_gateways(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Rows as scanned."""
    bulk.upsert(session, FleetGateway, rows)


def organisations_of(session: Session, ids: Collection[int]) -> Sequence[Any]:
    """What the scanned gateways of these organisations add up to."""

    def counted(condition: Any) -> Any:
        return func.sum(case((condition, 1), else_=0))

    return session.execute(
        select(
            FleetGateway.organisation_id,
            func.min(FleetGateway.area).label("area"),
            func.count().label("gateways"),
            counted(FleetGateway.link == "online").label("online"),
            counted(FleetGateway.link == "silent").label("silent"),
            counted(FleetGateway.link == "never").label("never"),
            counted(FleetGateway.clock_fault != "").label("clock_faults"),
            func.min(FleetGateway.certificate_ends).label("certificate_ends"),
            func.sum(FleetGateway.spool_bytes).label("spool_bytes"),
            func.sum(FleetGateway.parts).label("parts"),
            func.sum(FleetGateway.stale_parts).label("stale_parts"),
            func.sum(FleetGateway.quarantined).label("quarantined"),
            func.sum(FleetGateway.shed).label("shed"),
        )
        .where(FleetGateway.organisation_id.in_(sorted(ids)))
        .group_by(FleetGateway.organisation_id)
    ).all()


def put_organisations(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Organisations as added up."""
    bulk.upsert(session, FleetOrganisation, rows)


def count_part_events(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Add to the day's events of parts."""
    if not rows:
        return
    statement = insert(session, PartEvents)
    merged = statement.on_conflict_do_update(
        index_elements=["day", "gateway", "part"],
        set_={
            "events": PartEvents.events + statement.excluded.events,
            "faults": PartEvents.faults + statement.excluded.faults,
        },
    )
    session.execute(merged, list(rows))


def forget_part_events(session: Session, before: int) -> None:
    """Delete days that are over for long."""
    session.execute(delete(PartEvents).where(PartEvents.day < before))
