"""A piece of checked rows into the records: new rows in bulk, changed ones by their key. Never commits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from cloud.areas.tables import Township
from cloud.dispatch.facilities.tables import Facility
from cloud.dispatch.forces.states import UnitState
from cloud.dispatch.forces.tables import ForceUnit, Station
from cloud.dispatch.waters.tables import WaterSource
from cloud.fires.tables import Fire
from cloud.imports import inspection_rows, origins
from cloud.imports.lookups import Lookups
from cloud.imports.sheets import Row
from cloud.live import changes
from cloud.organisations import indexing, repository, service
from cloud.organisations.commissioning import State
from cloud.organisations.tables import (
    Building,
    Commissioning,
    CommissioningStep,
    Device,
    Floor,
    GatewayPlace,
    Organisation,
    Point,
    Room,
)
from cloud.population.tables import PopulationCount
from cloud.registry.tables import Gateway
from cloud.weather.tables import WeatherDay


class Written(NamedTuple):
    """What became of the rows of a piece."""

    created: int = 0
    changed: int = 0
    unchanged: int = 0

    def plus(self, other: Written) -> Written:
        """Both together."""
        return Written(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


class _Kind(NamedTuple):
    """How rows of a kind become rows of a table."""

    table: type[Any]
    #: The row that is there already.
    there: Callable[[Row, Lookups], Any]
    #: Columns that the table has and the file names otherwise.
    resolved: Callable[[Row, Lookups], dict[str, Any]]
    #: Fields of the file that are columns of the table as they are.
    plain: tuple[str, ...]
    #: What an empty cell means where it is not None.
    empty: dict[str, Any]
    #: What a new row has besides.
    born: dict[str, Any]
    #: Whether an empty cell leaves what is there.
    keeps: bool = False


def write(
    session: Session, kind: str, rows: Sequence[Row], found: Lookups, by: str, now: int, run: int
) -> Written:
    """Write the rows of one kind, whose references are all found. `run`: the import that brings them."""
    if kind == "townships":
        return _townships(session, rows)
    if kind in inspection_rows.KINDS:
        owners, buildings = found.organisations, found.buildings
        counts, told = inspection_rows.write(
            session, kind, rows, owners, buildings, found.records, by=by, now=now, run=run
        )
        origins.keep(session, kind, told, run=run, by=by, now=now)
        return Written(*counts)
    how = _KINDS[kind]
    new: list[dict[str, Any]] = []
    rows_of_new: list[Row] = []
    rows_of_changed: list[Row] = []
    changed: list[Any] = []
    moved: list[Organisation] = []
    unchanged = 0
    for row in rows:
        values = _values(how, row, found)
        there = how.there(row, found)
        if there is not None and how.keeps:
            values = {
                name: value for name, value in values.items() if row.values.get(name, value) is not None
            }
        if there is None:
            new.append(_complete(how, values) | {"version": 1, "changed_at": now})
            rows_of_new.append(row)
        elif any(getattr(there, name) != value for name, value in values.items()):
            if how.table is Organisation and there.area != values["area"]:
                moved.append(there)
            if how.table is Fire and there.status != values.get("status", there.status):
                there.known_at = now
            for name, value in values.items():
                setattr(there, name, value)
            there.version += 1
            there.changed_at = now
            changed.append(there)
            rows_of_changed.append(row)
        else:
            unchanged += 1
    session.flush()
    made = _insert(session, how.table, new, now)
    touched = [*made, *changed]
    brought = zip([*rows_of_new, *rows_of_changed], touched, strict=True)
    origins.keep(session, kind, list(brought), run=run, by=by, now=now)
    _afterwards(session, how.table, made, touched, moved, by, now)
    areas = {owner.id: owner.area for owner in found.organisations.values()}
    indexing.put(session, how.table, touched, areas)
    return Written(len(made), len(changed), unchanged)


def _values(how: _Kind, row: Row, found: Lookups) -> dict[str, Any]:
    values = {
        name: how.empty.get(name) if row.values[name] is None else row.values[name]
        for name in how.plain
        if name in row.values
    }
    return values | how.resolved(row, found)


def _complete(how: _Kind, values: dict[str, Any]) -> dict[str, Any]:
    return {**dict.fromkeys(how.plain), **how.empty, **how.born, **values}


def _insert(session: Session, table: type[Any], rows: list[dict[str, Any]], now: int) -> list[Any]:
    if not rows:
        return []
    if table is Organisation:
        rows = [{**row, "created_at": now} for row in rows]
    if table is ForceUnit:
        rows = [{**row, "since": now} for row in rows]
    if table is Fire:
        rows = [{**row, "known_at": now} for row in rows]
    if table is GatewayPlace:
        session.execute(insert(table), rows)
        return [table(**row) for row in rows]
    ids = session.scalars(insert(table).returning(table.id, sort_by_parameter_order=True), rows)
    return [table(id=number, **row) for number, row in zip(ids, rows, strict=True)]


def _afterwards(
    session: Session,
    table: type[Any],
    made: Sequence[Any],
    touched: Sequence[Any],
    moved: Sequence[Organisation],
    by: str,
    now: int,
) -> None:
    if table is Organisation:
        _begin(session, made, by, now)
        _carry(session, touched[len(made) :], moved)
    elif table is GatewayPlace:
        names = [row.gateway for row in touched]
        heard = set(session.scalars(select(Gateway.gateway).where(Gateway.gateway.in_(names))))
        for row in touched:
            if row.gateway in heard:
                service.own(session, row)
        session.flush()
        repository.recount(session, {row.organisation_id for row in touched})
    elif table is ForceUnit:
        for row in touched:
            changes.note(session, changes.UNIT, row.id)
    elif table is Point:
        repository.recount(
            session, {row.organisation_id for row in touched}, {row.gateway for row in touched}
        )


def _begin(session: Session, made: Sequence[Organisation], by: str, now: int) -> None:
    if made:
        session.execute(
            insert(Commissioning),
            [_columns(service.commissioning_of(row, now)) for row in made],
        )
        session.execute(
            insert(CommissioningStep),
            [
                {
                    "organisation_id": row.id,
                    "at": now,
                    "action": "plan",
                    "state": State.PLANNED.value,
                    "by": by,
                    "note": "",
                }
                for row in made
            ],
        )


def _carry(session: Session, changed: Sequence[Organisation], moved: Sequence[Organisation]) -> None:
    if changed:
        session.execute(
            update(Commissioning),
            [
                {
                    "organisation_id": row.id,
                    "area": row.area,
                    "category": row.category,
                    "persons": row.persons or 0,
                }
                for row in changed
            ],
        )
    for row in moved:
        service.carry_below(session, row)


def _columns(row: Any) -> dict[str, Any]:
    return {column.name: getattr(row, column.name) for column in row.__table__.columns}


def _townships(session: Session, rows: Sequence[Row]) -> Written:
    codes = [row.values["code"] for row in rows]
    there = {row.code: row for row in session.scalars(select(Township).where(Township.code.in_(codes)))}
    done = Written()
    for row in rows:
        values = {
            name: value for name, value in row.values.items() if name != "population" or value is not None
        }
        values["name_en"] = values.get("name_en") or ""
        held = there.get(values["code"])
        if held is None:
            session.add(Township(area=values["code"][:6], **values))
            done = done.plus(Written(created=1))
        elif any(getattr(held, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(held, name, value)
            done = done.plus(Written(changed=1))
        else:
            done = done.plus(Written(unchanged=1))
    session.flush()
    return done


def _contacts(row: Row, there: Organisation | None) -> dict[str, Any]:
    if "contact" not in row.values and "phone" not in row.values:
        return {}
    name, phone = row.values.get("contact") or "", row.values.get("phone") or ""
    others = list(there.contacts[1:]) if there is not None else []
    duty = there.contacts[0].get("duty", "") if there is not None and there.contacts else ""
    first = [{"name": name or "联系人", "phone": phone, "duty": duty}] if name or phone else []
    return {"contacts": first + others}


def _owner_of(row: Row, found: Lookups) -> Organisation:
    return found.organisations[row.values["organisation"]]


def _building_of(row: Row, found: Lookups) -> int | None:
    name = row.values.get("building")
    return None if name is None else found.buildings[_owner_of(row, found).id, name].id


def _floor_of(row: Row, found: Lookups) -> int | None:
    building, level = _building_of(row, found), row.values.get("level")
    return None if building is None or level is None else found.floors[building, level].id


def _room_of(row: Row, found: Lookups) -> int | None:
    floor, name = _floor_of(row, found), row.values.get("room")
    return None if floor is None or name is None else found.rooms[floor, name].id


def _placed(row: Row, found: Lookups) -> dict[str, Any]:
    values: dict[str, Any] = {"organisation_id": _owner_of(row, found).id}
    if "building" in row.values:
        values["building_id"] = _building_of(row, found)
    if "room" in row.values:
        values["room_id"] = _room_of(row, found)
    return values


def _point_values(row: Row, found: Lookups) -> dict[str, Any]:
    owner = _owner_of(row, found)
    values = _placed(row, found) | {"area": owner.area}
    if "device" in row.values:
        name = row.values["device"]
        values["device_id"] = None if name is None else found.devices[owner.id, name].id
    return values


def _unit_values(row: Row, found: Lookups) -> dict[str, Any]:
    station = found.stations[row.values["station"]]
    there = found.units.get(row.values["name"])
    moved_up = there is not None and there.base_id != there.station_id
    return {
        "station_id": station.id,
        "base_id": there.base_id if there is not None and moved_up else station.id,
        "area": station.area,
        "organisation_id": station.organisation_id,
    }


def _fire_values(row: Row, found: Lookups) -> dict[str, Any]:
    if row.values["organisation"] is None:
        # What is known of where it was stays.
        there = found.fires.get(row.values["number"])
        return {} if there is not None and there.organisation_id else {"area": row.values["area"]}
    owner = _owner_of(row, found)
    values: dict[str, Any] = {"organisation_id": owner.id, "area": owner.area}
    if row.values.get("building") is not None:
        values["building_id"] = _building_of(row, found)
    return values


def _day_of(row: Row, found: Lookups) -> Any:
    return found.days.get((row.values["area"], row.values["day"]))


def _nothing(_row: Row, _found: Lookups) -> dict[str, Any]:
    return {}


_NOWHERE: Final = {"building_id": None, "room_id": None}

_KINDS: Final[dict[str, _Kind]] = {
    "organisations": _Kind(
        Organisation,
        lambda row, found: found.organisations.get(row.values["number"]),
        lambda row, found: _contacts(row, found.organisations.get(row.values["number"])),
        ("number", "name", "category", "area", "township", "address", "credit_code", "persons", "note"),
        {"address": "", "note": ""},
        {"contacts": []},
    ),
    "buildings": _Kind(
        Building,
        lambda row, found: found.buildings.get((_owner_of(row, found).id, row.values["name"])),
        lambda row, found: {"organisation_id": _owner_of(row, found).id},
        (
            "name", "use", "address", "height_m", "storeys", "storeys_below", "area_m2", "longitude",
            "latitude", "datum",
        ),
        {"use": "", "address": "", "datum": "wgs84"},
        {},
    ),
    "floors": _Kind(
        Floor,
        lambda row, found: found.floors.get((_building_of(row, found) or 0, row.values["level"])),
        lambda row, found: {
            "organisation_id": _owner_of(row, found).id,
            "building_id": _building_of(row, found),
        },
        ("level", "name", "height_m", "plan_width_m", "plan_depth_m"),
        {"name": ""},
        {},
    ),
    "rooms": _Kind(
        Room,
        lambda row, found: found.rooms.get((_floor_of(row, found) or 0, row.values["name"])),
        lambda row, found: {
            "organisation_id": _owner_of(row, found).id,
            "floor_id": _floor_of(row, found),
        },
        ("name", "use", "area_m2", "x_m", "y_m"),
        {"use": ""},
        {"outline": []},
    ),
    "gateways": _Kind(
        GatewayPlace,
        lambda row, found: found.gateways.get(row.values["gateway"]),
        _placed,
        ("gateway", "name"),
        {"name": ""},
        {"points_planned": 0, "points_heard": 0, **_NOWHERE},
    ),
    "devices": _Kind(
        Device,
        lambda row, found: found.devices.get((_owner_of(row, found).id, row.values["name"])),
        _placed,
        ("name", "gateway", "profile", "serial", "x_m", "y_m"),
        {"profile": "", "serial": ""},
        _NOWHERE,
    ),
    "points": _Kind(
        Point,
        lambda row, found: found.points.get((row.values["gateway"], row.values["part"])),
        _point_values,
        ("gateway", "part", "name", "system_type", "component_type", "x_m", "y_m"),
        {},
        {"device_id": None, "heard_at": None, **_NOWHERE},
    ),
    "fires": _Kind(
        Fire,
        lambda row, found: found.fires.get(row.values["number"]),
        _fire_values,
        ("number", "place", "longitude", "latitude", "at", "status", "cause", "injured", "dead", "loss_yuan",
         "note"),
        {"place": "", "cause": "other", "note": ""},
        {"source": "import", "organisation_id": None, "building_id": None, "incident_id": None},
        keeps=True,
    ),
    "weather": _Kind(
        WeatherDay,
        _day_of,
        _nothing,
        ("area", "day", "temperature_c", "wind_ms", "humidity", "precipitation_mm"),
        {},
        {},
    ),
    "population": _Kind(
        PopulationCount,
        _day_of,
        _nothing,
        ("area", "day", "persons", "households", "elderly_share", "rented_share"),
        {},
        {},
    ),
    "stations": _Kind(
        Station,
        lambda row, found: found.stations.get(row.values["number"]),
        _nothing,
        ("number", "name", "kind", "area", "longitude", "latitude", "address", "phone", "risk_s", "note"),
        {"address": "", "phone": "", "risk_s": 300.0, "note": ""},
        {"closed": False},
    ),
    "units": _Kind(
        ForceUnit,
        lambda row, found: found.units.get(row.values["name"]),
        _unit_values,
        ("name", "plate", "gives", "crew", "crew_least", "note"),
        {"plate": "", "crew_least": 1, "note": ""},
        {"state": UnitState.IN_STATION, "retired": False},
    ),
    "waters": _Kind(
        WaterSource,
        lambda row, found: found.waters.get(row.values["number"]),
        lambda _row, _found: {},
        (
            "number", "name", "kind", "state", "area", "longitude", "latitude", "address", "owner",
            "capacity_m3", "flow_l_s", "inspected_at", "gateway", "part", "note",
        ),
        {"state": "in-use", "address": "", "owner": "", "note": ""},
        {},
    ),
    "facilities": _Kind(
        Facility,
        lambda row, found: found.facilities.get(row.values["number"]),
        lambda _row, _found: {},
        (
            "number", "name", "kind", "area", "longitude", "latitude", "address", "phone", "beds",
            "burn_beds", "substances", "note",
        ),
        {"address": "", "phone": "", "substances": [], "note": ""},
        {"closed": False},
    ),
}  # fmt: skip
