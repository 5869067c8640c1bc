"""Rows of stations and units as the API shows them."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from cloud.dispatch.deciding.reasons import NAMES, PassedOver
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces import repository
from cloud.dispatch.forces.places import Standing, condition, standings
from cloud.dispatch.forces.readiness import hindrance
from cloud.dispatch.forces.repository import UnitRow
from cloud.dispatch.forces.schemas import SightingOut, StationOut, StepOut, UnitDetail, UnitOut
from cloud.dispatch.forces.states import SIGNAL_NAMES, STATE_NAMES, Signal, UnitState
from cloud.dispatch.forces.station_kinds import KINDS, StationKind
from cloud.dispatch.forces.tables import ForceUnit, Station, UnitStep
from cloud.vocabulary import LabelOut

_STATION = (
    "id", "number", "name", "kind", "area", "organisation_id", "address", "phone", "longitude", "latitude",
    "risk_s", "note", "closed", "version",
)  # fmt: skip
_UNIT = (
    "id", "station_id", "base_id", "name", "plate", "crew", "crew_least", "terminal_id", "gateway", "state",
    "since", "rest_until", "fuel_percent", "order_id", "incident_id", "note", "retired", "version", "area",
    "organisation_id",
)  # fmt: skip


def label(words: Words) -> LabelOut:
    """Words as a label."""
    return LabelOut(zh=words.zh, en=words.en)


def station(row: Station) -> StationOut:
    """A station."""
    entry = KINDS[StationKind(row.kind)]
    return StationOut.model_validate(
        {name: getattr(row, name) for name in _STATION} | {"kind_name": LabelOut(zh=entry.zh, en=entry.en)}
    )


def gives(row: ForceUnit | UnitRow) -> dict[str, float]:
    """What it gives, with its crew."""
    return {name: float(amount) for name, amount in row.gives.items()} | (
        {"crew": float(row.crew)} if row.crew else {}
    )


def units(session: Session, rows: Sequence[ForceUnit], now: int, stale_after_s: float) -> list[UnitOut]:
    """Units with where they are."""
    ids = {row.base_id for row in rows} | {row.station_id for row in rows}
    stations = repository.stations_by_id(session, ids)
    where = standings(session, rows, stations, now, stale_after_s)
    return [_unit(row, stations[row.station_id].name, where[row.id], now) for row in rows]


def by_id(session: Session, ids: Collection[int], now: int, stale_after_s: float) -> list[UnitOut]:
    """These units."""
    return units(session, repository.units_by_id(session, ids), now, stale_after_s)


def detail(session: Session, row: ForceUnit, now: int, stale_after_s: float) -> UnitDetail:
    """One unit with what moved it."""
    [out] = units(session, [row], now, stale_after_s)
    steps = [step(each) for each in repository.steps(session, row.id, 50)]
    return UnitDetail(**out.model_dump(), steps=steps)


def step(row: UnitStep) -> StepOut:
    """One move of a unit."""
    return StepOut(
        at=row.at,
        signal=Signal(row.signal),
        words=label(SIGNAL_NAMES[Signal(row.signal)]),
        state=UnitState(row.state),
        cause=row.cause,
        by=row.by,
        incident_id=row.incident_id,
        latitude=row.latitude,
        longitude=row.longitude,
        note=row.note,
    )


def _unit(row: ForceUnit, station_name: str, where: Standing, now: int) -> UnitOut:
    found = hindrance(condition(row, where), now)
    seen = where.sighting
    return UnitOut.model_validate(
        {name: getattr(row, name) for name in _UNIT}
        | {
            "station_name": station_name,
            "gives": gives(row),
            "state_name": label(STATE_NAMES[UnitState(row.state)]),
            "ready": found is None,
            "hindrance": None if found is None else label(_hindered(found[0], found[1])),
            "position": None
            if seen is None
            else SightingOut(
                latitude=seen.place.lat,
                longitude=seen.place.lon,
                speed_kmh=seen.speed_kmh,
                at=seen.at,
                stale=not where.fresh,
            ),
        }
    )


def _hindered(why: PassedOver, detail: Words | None) -> Words:
    name = NAMES[why]
    return name if detail is None else Words(f"{name.zh}:{detail.zh}", f"{name.en}: {detail.en}")
