"""What a piece of rows refers to, found with one query for each kind of thing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.dispatch.facilities import repository as facilities
from cloud.dispatch.facilities.tables import Facility
from cloud.dispatch.forces.tables import ForceUnit, Station
from cloud.dispatch.waters import repository as waters
from cloud.dispatch.waters.tables import WaterSource
from cloud.fires.tables import Fire
from cloud.imports import inspection_rows, record_rows
from cloud.imports.inspection_rows import Records
from cloud.imports.record_rows import Days
from cloud.imports.sheets import Row
from cloud.organisations.tables import Building, Device, Floor, GatewayPlace, Organisation, Point, Room
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.registry.tables import Gateway
from cloud.work_permits.tables import WorkPermit


@dataclass
class Lookups:
    """By natural key."""

    organisations: dict[str, Organisation] = field(default_factory=dict)
    buildings: dict[tuple[int, str], Building] = field(default_factory=dict)
    floors: dict[tuple[int, int], Floor] = field(default_factory=dict)
    rooms: dict[tuple[int, str], Room] = field(default_factory=dict)
    devices: dict[tuple[int, str], Device] = field(default_factory=dict)
    gateways: dict[str, GatewayPlace] = field(default_factory=dict)
    heard: dict[str, Gateway] = field(default_factory=dict)
    points: dict[tuple[str, str], Point] = field(default_factory=dict)
    #: Inspections, hazards and patrols.
    records: Records = field(default_factory=Records)
    stations: dict[str, Station] = field(default_factory=dict)
    units: dict[str, ForceUnit] = field(default_factory=dict)
    fires: dict[str, Fire] = field(default_factory=dict)
    works: dict[str, WorkPermit] = field(default_factory=dict)
    #: Weather or people, by area and day.
    days: Days = field(default_factory=dict)
    waters: dict[str, WaterSource] = field(default_factory=dict)
    facilities: dict[str, Facility] = field(default_factory=dict)
    #: Owners of credit codes.
    credit_codes: dict[str, str] = field(default_factory=dict)


def find(session: Session, asker: Asker, kind: str, rows: Sequence[Row], *, lock: bool = False) -> Lookups:
    """Everything the rows name; organisations out of the asker's scope are not found. `lock` locks them."""
    found = Lookups()
    if kind in ("waters", "facilities"):
        return _reference(session, asker, found, kind, rows)
    if kind in ("stations", "units"):
        return _forces(session, found, kind, rows)
    if kind in record_rows.DAILY:
        found.days = record_rows.find_days(session, kind, list(rows))
        return found
    if kind == "fires":
        found.fires = record_rows.find_fires(session, list(rows))
    if kind == "works":
        found.works = record_rows.find_works(session, list(rows))
    numbers = _said(rows, "number" if kind == "organisations" else "organisation")
    if not numbers:
        return found
    query = select(Organisation).where(
        Organisation.number.in_(numbers), within(asker, Organisation.area, Organisation.id)
    )
    query = query.order_by(Organisation.id)
    found.organisations = {
        row.number: row for row in session.scalars(query.with_for_update() if lock else query)
    }
    if kind == "organisations":
        codes = _said(rows, "credit_code")
        pairs = select(Organisation.credit_code, Organisation.number).where(
            Organisation.credit_code.in_(codes)
        )
        found.credit_codes = {str(row[0]): row[1] for row in session.execute(pairs)}
        return found
    owners = [row.id for row in found.organisations.values()]
    _places(session, found, kind, rows, owners)
    if kind in ("fires", "works"):
        return found
    if kind in inspection_rows.KINDS:
        found.records = inspection_rows.find(session, kind, rows, owners)
        return found
    gateways = _said(rows, "gateway")
    if gateways:
        places = session.scalars(select(GatewayPlace).where(GatewayPlace.gateway.in_(gateways)))
        found.gateways = {row.gateway: row for row in places}
    if kind == "gateways":
        heard = session.scalars(select(Gateway).where(Gateway.gateway.in_(gateways)))
        found.heard = {row.gateway: row for row in heard}
    devices = _said(rows, "name" if kind == "devices" else "device")
    if devices and kind in ("devices", "points"):
        query_devices = select(Device).where(Device.organisation_id.in_(owners), Device.name.in_(devices))
        found.devices = {(row.organisation_id, row.name): row for row in session.scalars(query_devices)}
    if kind == "points":
        points = select(Point).where(Point.gateway.in_(gateways), Point.part.in_(_said(rows, "part")))
        found.points = {(row.gateway, row.part): row for row in session.scalars(points)}
    return found


def _places(
    session: Session, found: Lookups, kind: str, rows: Sequence[Row], owners: Collection[int]
) -> None:
    buildings = _said(rows, "name" if kind == "buildings" else "building")
    if not buildings or not owners:
        return
    query = select(Building).where(Building.organisation_id.in_(owners), Building.name.in_(buildings))
    found.buildings = {(row.organisation_id, row.name): row for row in session.scalars(query)}
    levels = _said(rows, "level")
    ids = [row.id for row in found.buildings.values()]
    if not levels or not ids:
        return
    floors = session.scalars(select(Floor).where(Floor.building_id.in_(ids), Floor.level.in_(levels)))
    found.floors = {(row.building_id, row.level): row for row in floors}
    rooms = _said(rows, "name" if kind == "rooms" else "room")
    on = [row.id for row in found.floors.values()]
    if rooms and on:
        named = session.scalars(select(Room).where(Room.floor_id.in_(on), Room.name.in_(rooms)))
        found.rooms = {(row.floor_id, row.name): row for row in named}


def _forces(session: Session, found: Lookups, kind: str, rows: Sequence[Row]) -> Lookups:
    """Stations and units, whoever asks: their numbers and names are of the whole region."""
    numbers = _said(rows, "number" if kind == "stations" else "station")
    stations = session.scalars(select(Station).where(Station.number.in_(numbers)))
    found.stations = {row.number: row for row in stations}
    if kind == "units":
        units = session.scalars(select(ForceUnit).where(ForceUnit.name.in_(_said(rows, "name"))))
        found.units = {row.name: row for row in units}
    return found


def _reference(session: Session, asker: Asker, found: Lookups, kind: str, rows: Sequence[Row]) -> Lookups:
    """Waters and places, whoever asks: their numbers are of the whole region; points within the scope."""
    numbers = _said(rows, "number")
    if kind == "facilities":
        found.facilities = facilities.by_number(session, numbers)
        return found
    found.waters = waters.by_number(session, numbers)
    gateways, parts = _said(rows, "gateway"), _said(rows, "part")
    if gateways and parts:
        query = select(Point).where(
            Point.gateway.in_(gateways),
            Point.part.in_(parts),
            within(asker, Point.area, Point.organisation_id),
        )
        found.points = {(row.gateway, row.part): row for row in session.scalars(query)}
    return found


def _said(rows: Iterable[Row], name: str) -> list[Any]:
    return sorted({row.values[name] for row in rows if row.values.get(name) is not None})
