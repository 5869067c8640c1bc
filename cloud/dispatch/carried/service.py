"""What crews carry: entering it, and where it says it is. Opens and commits nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.dispatch.carried import repository
from cloud.dispatch.carried.feeds import STAYS_WITH_UNIT, CarriedKind, Heard
from cloud.dispatch.carried.schemas import CarriedChange, CarriedFields, CarriedIn
from cloud.dispatch.carried.tables import CarriedDevice
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces.tables import ForceUnit
from cloud.errors import ApiError, not_found
from cloud.live import changes
from cloud.people.asker import Asker
from cloud.versions import check_version

_PLAIN: Final = tuple(CarriedFields.model_fields)
_AHEAD_MS: Final = 60_000


def add(session: Session, asker: Asker, told: CarriedIn, now: int) -> CarriedDevice:
    """Enter a device. Raises ApiError."""
    unit = _unit(session, asker, told)
    if repository.taken(session, told.kind, told.number):
        raise ApiError(
            409,
            "number-taken",
            f"设备编号 {told.number} 已存在。",
            f"There is a device {told.number} already.",
            "body.number",
        )
    row = CarriedDevice(kind=told.kind, number=told.number, changed_at=now, **_values(told, unit))
    session.add(row)
    session.flush()
    audit.record(session, asker, "carried.enter", f"carried/{row.id}", None, _values(told, unit), at=now)
    return row


def change(session: Session, asker: Asker, number: int, told: CarriedChange, now: int) -> CarriedDevice:
    """Change a device; kind and number stay. Raises ApiError."""
    row = found(session, asker, number, lock=True)
    check_version(row.version, told.version)
    unit = _unit(session, asker, told)
    before = {name: getattr(row, name) for name in _PLAIN}
    for name, value in _values(told, unit).items():
        setattr(row, name, value)
    row.version, row.changed_at = row.version + 1, now
    audit.record(session, asker, "carried.change", f"carried/{row.id}", before, _values(told, unit), at=now)
    return row


def found(session: Session, asker: Asker, number: int, *, lock: bool = False) -> CarriedDevice:
    """One in the asker's scope, or ApiError 404."""
    row = repository.device(session, asker, number, lock=lock)
    if row is None:
        raise not_found("设备", "device", "path.number")
    return row


def hear(
    session: Session, asker: Asker, kind: CarriedKind, heard: Sequence[Heard], now: int
) -> tuple[int, int, list[str]]:
    """Keep where they say they are: how many, how many too late or ahead, and numbers that are unknown.

    What stays with its unit tells where the unit is, too, where that has no terminal.
    """
    known = repository.by_number(session, asker, kind, {each.number for each in heard})
    kept = late = 0
    carrying: dict[int, Heard] = {}
    for each in heard:
        row = known.get(each.number)
        if row is None:
            continue
        if each.at > now + _AHEAD_MS or each.at <= (row.heard_at or 0):
            late += 1
            continue
        row.latitude, row.longitude, row.altitude_m = each.latitude, each.longitude, each.altitude_m
        row.speed_kmh, row.heard_at = each.speed_kmh, each.at
        kept += 1
        if kind in STAYS_WITH_UNIT:
            carrying[row.unit_id] = each
    for unit in forces.units_by_id(session, carrying, lock=True):
        _place(session, unit, carrying[unit.id])
    return kept, late, sorted({each.number for each in heard} - known.keys())


def _place(session: Session, unit: ForceUnit, at: Heard) -> None:
    if unit.terminal_id is not None or unit.gateway is not None or (unit.told_at or 0) >= at.at:
        return
    unit.told_latitude, unit.told_longitude = at.latitude, at.longitude
    unit.told_speed_kmh, unit.told_at = at.speed_kmh, at.at
    changes.note_sign_of_life(session, changes.UNIT, unit.id)


def _unit(session: Session, asker: Asker, told: CarriedFields) -> ForceUnit:
    unit = forces.unit(session, asker, told.unit_id)
    if unit is None:
        raise not_found("车辆(队伍)", "unit", "body.unit_id")
    return unit


def _values(told: CarriedFields, unit: ForceUnit) -> dict[str, Any]:
    own = {name: getattr(told, name) for name in _PLAIN}
    return own | {"area": unit.area, "organisation_id": unit.organisation_id}
