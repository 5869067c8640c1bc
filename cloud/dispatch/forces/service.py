"""Stations and units: entering them, and what moves a unit. Opens and commits nothing."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.dispatch.forces import repository
from cloud.dispatch.forces.geography import Sighting
from cloud.dispatch.forces.readiness import rest_until
from cloud.dispatch.forces.schemas import (
    MoveUpIn,
    PositionIn,
    StationChange,
    StationFields,
    StationIn,
    UnitChange,
)
from cloud.dispatch.forces.states import (
    FREE,
    SIGNAL_NAMES,
    STATE_NAMES,
    Signal,
    UnitState,
    moved,
    repeats,
)
from cloud.dispatch.forces.tables import ForceUnit, Station, UnitStep
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from cloud.versions import check_version

_STATION: Final = (
    "name", "kind", "area", "organisation_id", "address", "phone", "longitude", "latitude", "risk_s", "note",
    "closed",
)  # fmt: skip
_UNIT: Final = (
    "name", "plate", "crew", "crew_least", "terminal_id", "gateway", "fuel_percent", "note", "retired",
)  # fmt: skip
_REST_MINUTES: Final = 120


class Cause(NamedTuple):
    """Who or what moves a unit: `person`, `message`, `geography` or `centre`, and a name."""

    kind: str
    by: str | None = None


def add_station(session: Session, asker: Asker, told: StationIn, now: int) -> Station:
    """Enter a station. Raises ApiError."""
    _in_scope(asker, told)
    if repository.number_taken(session, told.number):
        raise ApiError(
            409,
            "number-taken",
            f"站点编号 {told.number} 已存在。",
            f"There is a station {told.number} already.",
            "body.number",
        )
    row = Station(number=told.number, changed_at=now, **_fields(told, _STATION))
    session.add(row)
    session.flush()
    audit.record(session, asker, "station.enter", f"station/{row.id}", None, _shown(row, _STATION), at=now)
    return row


def change_station(session: Session, asker: Asker, number: int, told: StationChange, now: int) -> Station:
    """Change a station; its units' scopes follow. Raises ApiError."""
    row = found_station(session, asker, number, lock=True)
    check_version(row.version, told.version)
    _in_scope(asker, told)
    before = _shown(row, _STATION)
    for name, value in _fields(told, _STATION).items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, now
    for unit in repository.units(session, asker, limit=10_000):
        if unit.station_id == row.id:
            unit.area, unit.organisation_id = row.area, row.organisation_id
            changes.note(session, changes.UNIT, unit.id)
    audit.record(session, asker, "station.change", f"station/{row.id}", before, _shown(row, _STATION), at=now)
    return row


def add_unit(session: Session, asker: Asker, told: UnitChange, now: int) -> ForceUnit:
    """Enter a unit; it stands in its station. Raises ApiError."""
    station = found_station(session, asker, told.station_id, where="body.station_id")
    _free_name(session, asker, told, None)
    row = ForceUnit(
        station_id=station.id,
        base_id=station.id,
        gives={name.value: amount for name, amount in told.gives.items()},
        state=UnitState.IN_STATION,
        since=now,
        changed_at=now,
        area=station.area,
        organisation_id=station.organisation_id,
        **_fields(told, _UNIT),
    )
    session.add(row)
    session.flush()
    _changed(session, row)
    audit.record(session, asker, "unit.enter", f"unit/{row.id}", None, _shown(row, _UNIT), at=now)
    return row


def change_unit(session: Session, asker: Asker, number: int, told: UnitChange, now: int) -> ForceUnit:
    """Change a unit; what it is doing stays. Raises ApiError."""
    row = found_unit(session, asker, number, lock=True)
    station = found_station(session, asker, told.station_id, where="body.station_id")
    _free_name(session, asker, told, row)
    if told.retired and row.order_id is not None:
        raise _bound(row)
    before = _shown(row, _UNIT)
    for name, value in _fields(told, _UNIT).items():
        setattr(row, name, value)
    row.gives = {name.value: amount for name, amount in told.gives.items()}
    if row.station_id != station.id:
        row.base_id = station.id if row.base_id == row.station_id else row.base_id
        row.station_id, row.area, row.organisation_id = station.id, station.area, station.organisation_id
    row.version, row.changed_at = row.version + 1, now
    _changed(session, row)
    audit.record(session, asker, "unit.change", f"unit/{row.id}", before, _shown(row, _UNIT), at=now)
    return row


def signal(
    session: Session,
    unit: ForceUnit,
    given: Signal,
    cause: Cause,
    now: int,
    *,
    sighting: Sighting | None = None,
    note: str = "",
    rest_minutes: int | None = None,
    key: str | None = None,
) -> bool:
    """Move a unit whose row the caller holds; False: it is so already. Raises ApiError: it is no move."""
    state = UnitState(unit.state)
    to = moved(state, given)
    if to is None:
        if repeats(state, given):
            return False
        raise ApiError(
            409,
            "no-such-move",
            f"{unit.name}处于“{STATE_NAMES[state].zh}”,不能“{SIGNAL_NAMES[given].zh}”。",
            f"{unit.name} is {STATE_NAMES[state].en}: no “{SIGNAL_NAMES[given].en}” from there.",
            "body.signal",
        )
    _enter(unit, to, given, now, rest_minutes)
    session.add(
        UnitStep(
            unit_id=unit.id,
            at=now,
            signal=given,
            state=unit.state,
            cause=cause.kind,
            by=cause.by,
            incident_id=unit.incident_id,
            latitude=sighting.place.lat if sighting is not None else None,
            longitude=sighting.place.lon if sighting is not None else None,
            note=note,
            key=key,
        )
    )
    unit.version, unit.changed_at = unit.version + 1, now
    _changed(session, unit)
    return True


def _enter(unit: ForceUnit, to: UnitState, given: Signal, now: int, rest_minutes: int | None) -> None:
    """The state, and what goes with it: where it belongs, since when it is away, until when it rests."""
    if to is UnitState.RETURNING:
        unit.base_id = unit.station_id
    if to is UnitState.ORDERED and unit.away_since is None:
        unit.away_since = now
    unit.rest_until = None
    if given is Signal.HOME and to is UnitState.IN_STATION:
        unit.rest_until = rest_until(unit.away_since, now)
        to = UnitState.RESTING if unit.rest_until is not None else to
        unit.away_since = None
    if given is Signal.REST:
        unit.rest_until = now + (rest_minutes or _REST_MINUTES) * 60_000
    if to is UnitState.IN_STATION:
        unit.away_since = None
    unit.state, unit.since = to, now


def move_up(session: Session, asker: Asker, number: int, told: MoveUpIn, now: int) -> ForceUnit:
    """Have a free unit stand by at another station. Raises ApiError."""
    row = found_unit(session, asker, number, lock=True)
    if row.version != told.version:
        raise unit_moved(row.name)
    base = repository.every_station(session).get(told.base_id)
    if base is None:
        raise not_found("站点", "station", "body.base_id")
    if row.order_id is not None or UnitState(row.state) not in FREE:
        raise _bound(row)
    row.base_id = base.id
    signal(session, row, Signal.MOVE_UP, Cause("person", asker.name), now, note=told.note)
    audit.record(session, asker, "unit.move-up", f"unit/{row.id}", None, told.model_dump(), at=now)
    return row


def tell_position(session: Session, asker: Asker, number: int, told: PositionIn, now: int) -> ForceUnit:
    """Keep a position that came otherwise; an older one never takes the place of a newer one."""
    row = found_unit(session, asker, number, lock=True)
    if told.at > now + 60_000:
        raise ApiError(
            422, "in-the-future", "位置时间晚于中心时间。", "The position's time lies ahead.", "body.at"
        )
    if row.told_at is None or told.at > row.told_at:
        row.told_latitude, row.told_longitude = told.latitude, told.longitude
        row.told_speed_kmh, row.told_at = told.speed_kmh, told.at
        changes.note_sign_of_life(session, changes.UNIT, row.id)
    return row


def found_station(
    session: Session, asker: Asker, number: int, *, lock: bool = False, where: str = "path.number"
) -> Station:
    """One station in the asker's scope, or ApiError 404."""
    row = repository.station(session, asker, number, lock=lock)
    if row is None:
        raise not_found("站点", "station", where)
    return row


def found_unit(
    session: Session, asker: Asker, number: int, *, lock: bool = False, where: str = "path.number"
) -> ForceUnit:
    """One unit in the asker's scope, or ApiError 404."""
    row = repository.unit(session, asker, number, lock=lock)
    if row is None:
        raise not_found("车辆(队伍)", "unit", where)
    return row


def unit_moved(name: str) -> ApiError:
    """409: somebody was faster."""
    return ApiError(
        409,
        "unit-moved",
        f"{name}的状态刚刚改变,可能已被他人调派。请按最新方案重新确认。",
        f"{name} has just changed; somebody may have sent it. Look at the proposal anew.",
        "body.units",
    )


def _bound(unit: ForceUnit) -> ApiError:
    name = STATE_NAMES[UnitState(unit.state)]
    return ApiError(
        409,
        "unit-bound",
        f"{unit.name}处于“{name.zh}”,请先结束其任务。",
        f"{unit.name} is {name.en}; end its order first.",
        "path.number",
    )


def _free_name(session: Session, asker: Asker, told: UnitChange, row: ForceUnit | None) -> None:
    if (row is None or row.name != told.name) and repository.name_taken(session, told.name):
        raise ApiError(
            409, "name-taken", f"呼号“{told.name}”已使用。", f"“{told.name}” is in use.", "body.name"
        )
    holder = repository.unit_of_terminal(session, told.terminal_id) if told.terminal_id is not None else None
    if holder is not None and (row is None or holder.id != row.id):
        raise ApiError(
            409,
            "terminal-taken",
            f"该车载终端已属于{holder.name}。",
            f"This terminal is {holder.name}'s.",
            "body.terminal_id",
        )
    if told.gateway is not None and not repository.gateway_in_scope(session, asker, told.gateway):
        raise not_found("网关", "gateway", "body.gateway")
    aboard = repository.unit_of_gateway(session, told.gateway) if told.gateway is not None else None
    if aboard is not None and (row is None or aboard.id != row.id):
        raise ApiError(
            409,
            "gateway-taken",
            f"该网关已属于{aboard.name}。",
            f"This gateway is {aboard.name}'s.",
            "body.gateway",
        )


def _fields(told: StationFields | UnitChange, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(told, name) for name in names}


def _shown(row: Station | ForceUnit, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def _in_scope(asker: Asker, told: StationFields) -> None:
    if not sees(asker, told.area, told.organisation_id):
        raise outside()


def _changed(session: Session, unit: ForceUnit) -> None:
    changes.note(session, changes.UNIT, unit.id)
