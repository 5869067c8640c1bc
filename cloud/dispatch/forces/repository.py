"""Queries of stations and units."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.database.locks import locked
from cloud.dispatch.forces.tables import ForceUnit, Station, UnitStep
from cloud.dispatch.jt808.tables import VehiclePosition
from cloud.dispatch.sought import EVERYTHING, Sought
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway


class UnitRow(NamedTuple):
    """What a proposal looks at of a unit: hundreds of them are read for each, so they are no objects."""

    id: int
    station_id: int
    base_id: int
    name: str
    gives: dict[str, Any]
    crew: int
    crew_least: int
    terminal_id: int | None
    state: str
    since: int
    rest_until: int | None
    fuel_percent: float | None
    incident_id: int | None
    told_latitude: float | None
    told_longitude: float | None
    told_speed_kmh: float | None
    told_at: int | None
    retired: bool
    version: int


class PositionRow(NamedTuple):
    """Where a terminal was last, as far as a unit's place takes it."""

    terminal_id: int
    at: int
    latitude_deg: float
    longitude_deg: float
    speed_kmh: float
    quality: str


_UNIT_COLUMNS = tuple(getattr(ForceUnit, name) for name in UnitRow._fields)
_POSITION_COLUMNS = tuple(getattr(VehiclePosition, name) for name in PositionRow._fields)


def stations(
    session: Session,
    asker: Asker,
    *,
    kind: str | None = None,
    sought: Sought = EVERYTHING,
    after: int = 0,
    limit: int = 500,
) -> list[Station]:
    """A page of stations within the asker's scope, by id."""
    query = select(Station).where(
        Station.id > after,
        within(asker, Station.area, Station.organisation_id),
        sought.fits(Station.area, Station.name, Station.number),
    )
    if kind is not None:
        query = query.where(Station.kind == kind)
    return list(session.scalars(query.order_by(Station.id).limit(limit)))


def station(session: Session, asker: Asker, number: int, *, lock: bool = False) -> Station | None:
    """One station within the asker's scope."""
    query = select(Station).where(Station.id == number, within(asker, Station.area, Station.organisation_id))
    return session.scalar(locked(session, query) if lock else query)


def every_station(session: Session) -> dict[int, Station]:
    """All of them: neighbours help without regard to whose they are."""
    return {row.id: row for row in session.scalars(select(Station))}


def stations_by_id(session: Session, ids: Collection[int]) -> dict[int, Station]:
    """These stations."""
    rows = session.scalars(select(Station).where(among(session, Station.id, set(ids))))
    return {row.id: row for row in rows}


def number_taken(session: Session, number: str) -> bool:
    """Whether a station has this number, whoever asks."""
    return session.scalar(select(Station.id).where(Station.number == number)) is not None


def units(
    session: Session,
    asker: Asker,
    *,
    station_id: int | None = None,
    state: str | None = None,
    sought: Sought = EVERYTHING,
    after: int = 0,
    limit: int = 500,
) -> list[ForceUnit]:
    """A page of units within the asker's scope, by id."""
    query = select(ForceUnit).where(
        ForceUnit.id > after,
        within(asker, ForceUnit.area, ForceUnit.organisation_id),
        sought.fits(ForceUnit.area, ForceUnit.name, ForceUnit.plate),
    )
    if station_id is not None:
        query = query.where(ForceUnit.base_id == station_id)
    if state is not None:
        query = query.where(ForceUnit.state == state)
    return list(session.scalars(query.order_by(ForceUnit.id).limit(limit)))


def every_unit(session: Session) -> list[UnitRow]:
    """All that are not retired, by id."""
    query = select(*_UNIT_COLUMNS).where(ForceUnit.retired.is_(False)).order_by(ForceUnit.id)
    return [UnitRow._make(row) for row in session.execute(query)]


def unit(session: Session, asker: Asker, number: int, *, lock: bool = False) -> ForceUnit | None:
    """One unit within the asker's scope."""
    query = select(ForceUnit).where(
        ForceUnit.id == number, within(asker, ForceUnit.area, ForceUnit.organisation_id)
    )
    return session.scalar(locked(session, query) if lock else query)


def units_by_id(session: Session, ids: Collection[int], *, lock: bool = False) -> list[ForceUnit]:
    """These units, by id; locked in that order, so that nobody waits in a ring."""
    query = select(ForceUnit).where(among(session, ForceUnit.id, set(ids))).order_by(ForceUnit.id)
    return list(session.scalars(locked(session, query) if lock else query))


def unit_of_terminal(session: Session, terminal_id: int) -> ForceUnit | None:
    """The unit that carries this terminal."""
    return session.scalar(select(ForceUnit).where(ForceUnit.terminal_id == terminal_id))


def unit_of_gateway(session: Session, gateway: str) -> ForceUnit | None:
    """The unit that carries this gateway."""
    return session.scalar(select(ForceUnit).where(ForceUnit.gateway == gateway))


def gateway_in_scope(session: Session, asker: Asker, gateway: str) -> bool:
    """Whether this gateway has been heard and is in the asker's scope."""
    query = select(Gateway.gateway).where(
        Gateway.gateway == gateway, within(asker, Gateway.area, Gateway.organisation_id)
    )
    return session.scalar(query) is not None


def with_gateways(session: Session) -> list[ForceUnit]:
    """Units that tell their positions over MQTT, by id."""
    query = select(ForceUnit).where(ForceUnit.gateway.is_not(None), ForceUnit.retired.is_(False))
    return list(session.scalars(query.order_by(ForceUnit.id)))


def step_by_key(session: Session, unit_id: int, key: str) -> UnitStep | None:
    """The step that a message with this key has made."""
    return session.scalar(select(UnitStep).where(UnitStep.unit_id == unit_id, UnitStep.key == key))


def name_taken(session: Session, name: str) -> bool:
    """Whether a unit is called so, whoever asks."""
    return session.scalar(select(ForceUnit.id).where(ForceUnit.name == name)) is not None


def claim(session: Session, unit_id: int, version: int, values: dict[str, Any]) -> bool:
    """Change a unit that nobody has changed since this version and no order binds; False: somebody has."""
    done = session.execute(
        update(ForceUnit)
        .where(ForceUnit.id == unit_id, ForceUnit.version == version, ForceUnit.order_id.is_(None))
        .values(**values, version=version + 1)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[Any]", done).rowcount == 1


def positions(session: Session, terminals: Collection[int]) -> dict[int, PositionRow]:
    """Where these terminals were last."""
    if not terminals:
        return {}
    rows = session.execute(
        select(*_POSITION_COLUMNS).where(among(session, VehiclePosition.terminal_id, set(terminals)))
    )
    return {row.terminal_id: row for row in map(PositionRow._make, rows)}


def on_the_road(session: Session) -> list[ForceUnit]:
    """Units whose position may show something, by id."""
    query = select(ForceUnit).where(
        ForceUnit.state.in_(("ordered", "turned-out", "en-route", "returning", "moving-up"))
    )
    return list(session.scalars(query.order_by(ForceUnit.id)))


def rested(session: Session, now: int) -> list[int]:
    """Units whose rest is over."""
    query = select(ForceUnit.id).where(ForceUnit.state == "resting", ForceUnit.rest_until <= now)
    return list(session.scalars(query))


def steps(session: Session, unit_id: int, limit: int) -> Sequence[UnitStep]:
    """The newest moves of a unit, the newest first."""
    query = select(UnitStep).where(UnitStep.unit_id == unit_id)
    return session.scalars(query.order_by(UnitStep.id.desc()).limit(limit)).all()
