"""How rows of each kind of sheet become rows of a table: one table, and what its entries look up."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from cloud.dispatch.facilities.tables import Facility
from cloud.dispatch.forces.states import UnitState
from cloud.dispatch.forces.tables import ForceUnit, Station
from cloud.dispatch.waters.tables import WaterSource
from cloud.duty.days import start_of
from cloud.fires.tables import Fire
from cloud.imports.lookups import Lookups
from cloud.imports.sheets import Row
from cloud.organisations.tables import (
    Building,
    Device,
    Floor,
    GatewayPlace,
    Organisation,
    Point,
    Room,
)
from cloud.population.tables import PopulationCount
from cloud.weather.tables import WeatherDay
from cloud.work_permits.tables import WorkPermit


class Kind(NamedTuple):
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
    #: The column that says since when: set as a row is made, and anew when `since_of` changes.
    since: str | None = None
    since_of: str | None = None


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


def _work_values(row: Row, found: Lookups) -> dict[str, Any]:
    owner = _owner_of(row, found)
    values: dict[str, Any] = {
        "organisation_id": owner.id,
        "area": owner.area,
        "at": start_of(row.values["begins_on"]),
        "until": row.values["ends_on"].isoformat(),
    }
    if "building" in row.values:
        values["building_id"] = _building_of(row, found)
    return values


def _day_of(row: Row, found: Lookups) -> Any:
    return found.days.get((row.values["area"], row.values["day"]))


def _nothing(_row: Row, _found: Lookups) -> dict[str, Any]:
    return {}


_NOWHERE: Final = {"building_id": None, "room_id": None}

KINDS: Final[dict[str, Kind]] = {
    "organisations": Kind(
        Organisation,
        lambda row, found: found.organisations.get(row.values["number"]),
        lambda row, found: _contacts(row, found.organisations.get(row.values["number"])),
        ("number", "name", "category", "area", "township", "address", "credit_code", "persons", "note"),
        {"address": "", "note": ""},
        {"contacts": []},
        since="created_at",
    ),
    "buildings": Kind(
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
    "floors": Kind(
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
    "rooms": Kind(
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
    "gateways": Kind(
        GatewayPlace,
        lambda row, found: found.gateways.get(row.values["gateway"]),
        _placed,
        ("gateway", "name"),
        {"name": ""},
        {"points_planned": 0, "points_heard": 0, **_NOWHERE},
    ),
    "devices": Kind(
        Device,
        lambda row, found: found.devices.get((_owner_of(row, found).id, row.values["name"])),
        _placed,
        ("name", "gateway", "profile", "serial", "x_m", "y_m"),
        {"profile": "", "serial": ""},
        _NOWHERE,
    ),
    "points": Kind(
        Point,
        lambda row, found: found.points.get((row.values["gateway"], row.values["part"])),
        _point_values,
        ("gateway", "part", "name", "system_type", "component_type", "x_m", "y_m"),
        {},
        {"device_id": None, "heard_at": None, **_NOWHERE},
    ),
    "fires": Kind(
        Fire,
        lambda row, found: found.fires.get(row.values["number"]),
        _fire_values,
        ("number", "place", "longitude", "latitude", "at", "status", "cause", "injured", "dead", "loss_yuan",
         "note"),
        {"place": "", "cause": "other", "note": ""},
        {"source": "import", "organisation_id": None, "building_id": None, "incident_id": None},
        keeps=True,
        since="known_at",
        since_of="status",
    ),
    "works": Kind(
        WorkPermit,
        lambda row, found: found.works.get(row.values["number"]),
        _work_values,
        ("number", "kind", "place", "permitted_by", "note"),
        {"place": "", "permitted_by": "", "note": ""},
        {"building_id": None},
        since="known_at",
        since_of="until",
    ),
    "weather": Kind(
        WeatherDay,
        _day_of,
        _nothing,
        ("area", "day", "temperature_c", "wind_ms", "humidity", "precipitation_mm"),
        {},
        {},
    ),
    "population": Kind(
        PopulationCount,
        _day_of,
        _nothing,
        ("area", "day", "persons", "households", "elderly_share", "rented_share"),
        {},
        {},
    ),
    "stations": Kind(
        Station,
        lambda row, found: found.stations.get(row.values["number"]),
        _nothing,
        ("number", "name", "kind", "area", "longitude", "latitude", "address", "phone", "risk_s", "note"),
        {"address": "", "phone": "", "risk_s": 300.0, "note": ""},
        {"closed": False},
    ),
    "units": Kind(
        ForceUnit,
        lambda row, found: found.units.get(row.values["name"]),
        _unit_values,
        ("name", "plate", "gives", "crew", "crew_least", "note"),
        {"plate": "", "crew_least": 1, "note": ""},
        {"state": UnitState.IN_STATION, "retired": False},
        since="since",
    ),
    "waters": Kind(
        WaterSource,
        lambda row, found: found.waters.get(row.values["number"]),
        _nothing,
        (
            "number", "name", "kind", "state", "area", "longitude", "latitude", "address", "owner",
            "capacity_m3", "flow_l_s", "inspected_at", "gateway", "part", "note",
        ),
        {"state": "in-use", "address": "", "owner": "", "note": ""},
        {},
    ),
    "facilities": Kind(
        Facility,
        lambda row, found: found.facilities.get(row.values["number"]),
        _nothing,
        (
            "number", "name", "kind", "area", "longitude", "latitude", "address", "phone", "beds",
            "burn_beds", "substances", "note",
        ),
        {"address": "", "phone": "", "substances": [], "note": ""},
        {"closed": False},
    ),
}  # fmt: skip
