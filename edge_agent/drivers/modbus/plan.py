"""From `[[modbus]]` to what the driver reads: each unit with its points and readings."""

from __future__ import annotations

from dataclasses import dataclass, field

from pydantic import ValidationError

from device_profiles.registers.numbering import Address
from device_profiles.registers.schema import LineFrame, RegisterMap, RegisterReading
from device_profiles.registers.spots import Spot, named_spot
from device_profiles.schema import Profile
from edge_agent.drivers.modbus.settings import ModbusPoint, ModbusReading, ModbusSettings, ModbusUnit
from edge_agent.drivers.modbus.site_spots import spot_of
from edge_agent.planning import BusPlan, CannotPlan, Place, Planner
from edge_agent.site_terms import LabelSettings, PointSettings


@dataclass(frozen=True, slots=True)
class StatePoint:
    """A point's part, and where its state is read."""

    part: str
    spot: Spot


@dataclass(frozen=True, slots=True)
class AnalogPoint:
    """A reading's part, where its registers begin, and how they are read.

    `number` is the register as the document calls it. `reading` says nothing of the place, so that readings
    that are written alike share one.
    """

    part: str
    address: Address
    number: int
    reading: RegisterReading


class _Forms:
    """Readings that are written alike, once each: a gateway has thousands of them."""

    def __init__(self) -> None:
        self._known: dict[RegisterReading, RegisterReading] = {}

    def point(self, part: str, address: Address, number: int, reading: RegisterReading) -> AnalogPoint:
        form = reading.model_copy(update={"register_number": None})
        return AnalogPoint(part, address, number, self._known.setdefault(form, form))


@dataclass
class UnitPlan:
    """One device on the line: its own part, and everything that is read of it."""

    #: The part that stands for it.
    panel: str
    unit: int
    settings: ModbusUnit
    registers: RegisterMap
    profile: str
    points: list[StatePoint] = field(default_factory=list)
    readings: list[AnalogPoint] = field(default_factory=list)
    forms: _Forms = field(default_factory=_Forms)


@dataclass(kw_only=True)
class ModbusPlan(BusPlan):
    """A Modbus line and its units."""

    settings: ModbusSettings
    units: list[UnitPlan] = field(default_factory=list)
    #: How a serial line is set: the settings' word, else what its units' profiles agree on.
    frame: LineFrame = field(default_factory=LineFrame)
    turnaround_s: float = 0.0

    @property
    def summary(self) -> str:
        """One line for people."""
        registers = {(unit.unit, point.spot.address) for unit in self.units for point in unit.points}
        readings = sum(len(unit.readings) for unit in self.units)
        more = f", {readings} readings" if readings else ""
        several = f"{len(self.units)} units, " if len(self.units) > 1 else ""
        return f"modbus {self.name}: {several}{len(registers)} registers{more}"


def plan_bus(settings: ModbusSettings, planner: Planner, place: Place) -> ModbusPlan:
    """Plan one `[[modbus]]` table. Raises CannotPlan."""
    plan = ModbusPlan(settings.bus, "modbus", settings=settings.model_copy(update={"unit": ()}))
    frames: dict[str, LineFrame] = {}
    if settings.serial is not None:
        planner.port(settings.serial, (*place, "serial"))
    for index, unit in enumerate(settings.unit):
        where = (*place, "unit", index)
        try:
            profile = planner.profile(unit.profile, "modbus", (*where, "profile"))
        except CannotPlan:
            continue
        if index:
            planner.next_panel()
        planned = _plan_unit(plan, unit, profile, planner, where, alone=len(settings.unit) == 1)
        if any(other.unit == planned.unit for other in plan.units):
            planner.fault((*where, "unit"), f"unit {planned.unit} is on this line twice; correct one")
            continue
        plan.units.append(planned)
        frames[profile.profile] = planned.registers.line
    if not plan.units:
        raise CannotPlan
    plan.frame = _frame(settings, frames, planner, place)
    asked = max(unit.registers.turnaround_ms for unit in plan.units)
    plan.turnaround_s = (asked if settings.turnaround_ms is None else settings.turnaround_ms) / 1000
    plan.mark = planner.mark(settings, *(unit.profile for unit in plan.units))
    return plan


def _frame(
    settings: ModbusSettings, frames: dict[str, LineFrame], planner: Planner, place: Place
) -> LineFrame:
    own = {name: value for name in LineFrame.model_fields if (value := getattr(settings, name)) is not None}
    first = next(iter(frames.values()))
    for name in LineFrame.model_fields if settings.transport == "rtu" else ():
        if name not in own and len({getattr(frame, name) for frame in frames.values()}) > 1:
            said = ", ".join(f"{profile}: {getattr(frame, name)}" for profile, frame in frames.items())
            planner.fault(place, f"the profiles on this line disagree on `{name}` ({said}); set it here")
    return first.model_copy(update=own)


def _plan_unit(
    plan: ModbusPlan,
    settings: ModbusUnit,
    profile: Profile,
    planner: Planner,
    place: Place,
    *,
    alone: bool,
) -> UnitPlan:
    registers = profile.registers
    assert registers is not None  # noqa: S101 - the transport was checked
    number = registers.unit if settings.unit is None else settings.unit
    name = settings.name or (plan.name if alone else f"{plan.name}/unit-{number}")
    lasting = settings.model_copy(update={"point": (), "reading": ()})
    planned = UnitPlan(name, number, lasting, registers, profile.profile)
    stale = settings.stale_after_s or profile.stale_after_s
    planner.panel(plan, name, settings, profile, stale, place)
    taken: dict[tuple[Address, int], str] = {}

    def watch(spot: Spot, point: PointSettings, where: Place, cure: str) -> None:
        clash = taken.get((spot.address, spot.shift))
        if clash is not None:
            planner.fault(where, f"{_spot_words(spot)} is given twice; {cure}")
            return
        taken[spot.address, spot.shift] = spot.point
        part = point.part or f"{name}/{_padded(spot.point)}"
        planned.points.append(StatePoint(part, spot))
        shown = _shown(point, spot, settings)
        planner.point(plan, part, shown, profile, _component_address(spot), stale, name, where)
        for at, reading in spot.readings:
            number = spot.number + (reading.register_number or 0)
            planned.readings.append(planned.forms.point(part, at, number, reading))

    for index, point in enumerate(settings.point):
        where = (*place, "point", index)
        try:
            spot = spot_of(registers, point)
        except (ValueError, ValidationError) as error:
            planner.fault(where, f"{error}; correct {_keys(point)}")
            continue
        watch(spot, point, where, "remove one")
    listed = {point.name for point in settings.point}
    for named in registers.points if settings.power else ():
        if named.always and named.name not in listed:
            watch(named_spot(registers, named), PointSettings(), place, "remove it from the points")
    _plan_readings(plan, planned, settings, profile, planner, place, stale)
    if not planned.points and not planned.readings:
        planner.fault(place, "nothing is read of this unit; add points or readings to it")
    return planned


def _plan_readings(
    plan: ModbusPlan,
    unit: UnitPlan,
    settings: ModbusUnit,
    profile: Profile,
    planner: Planner,
    place: Place,
    stale: float | None,
) -> None:
    given = {reading.name for reading in settings.reading}
    for own in unit.registers.readings:
        if own.register_number is not None and own.name not in given:
            at = unit.registers.address(own.register_number, own.table)
            unit.readings.append(unit.forms.point(unit.panel, at, own.register_number, own))
    for index, reading in enumerate(settings.reading):
        where = (*place, "reading", index)
        try:
            whole = _completed(unit.registers, reading)
            assert whole.register_number is not None  # noqa: S101 - `_completed` saw to it
            at = unit.registers.address(whole.register_number, whole.table)
            unit.registers.address(whole.register_number + whole.width - 1, whole.table)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            planner.fault(where, f"{'.'.join(map(str, first['loc']))}: {first['msg']}; correct it")
            continue
        except ValueError as error:
            planner.fault(where, f"{error}; correct `register`, `table` or `name`")
            continue
        part = reading.part or (unit.panel if reading.name else f"{unit.panel}/{whole.register_number}")
        if part not in plan.watched:
            planner.point(plan, part, reading, profile, at.register, stale, unit.panel, where)
        if any((other.part, other.reading.analog) == (part, whole.analog) for other in unit.readings):
            planner.fault(where, f"part {part!r} has a reading of {whole.analog} already; set another `part`")
            continue
        unit.readings.append(unit.forms.point(part, at, whole.register_number, whole))


def _completed(registers: RegisterMap, given: ModbusReading) -> RegisterReading:
    own = {
        field.alias or name: value
        for name, field in ModbusReading.model_fields.items()
        if name not in PointSettings.model_fields and (value := getattr(given, name)) is not None
    }
    template = (
        registers.reading(given.name).model_dump(by_alias=True)
        if given.name is not None
        else {"name": "reading"}
    )
    whole = RegisterReading.model_validate({**template, **own})
    if whole.register_number is None:
        raise ValueError(f"the profile leaves open where {whole.name!r} is; give its `register`")
    return whole


def _spot_words(spot: Spot) -> str:
    """How messages to people call a point."""
    loop, dash, device = spot.point.partition("-")
    if dash and loop.isdigit() and device.isdigit():
        return f"loop {loop} device {device}"
    return f"point {spot.point}"


def _padded(point: str) -> str:
    loop, dash, device = point.partition("-")
    return f"{loop}-{int(device):03}" if dash and loop.isdigit() and device.isdigit() else point


def _component_address(spot: Spot) -> int:
    whole = spot.address.table.is_bits or (spot.shift == 0 and spot.mask >= 0xFF)
    return spot.address.register if whole else spot.address.register * 16 + spot.shift


def _shown(point: PointSettings, spot: Spot, unit: ModbusUnit) -> PointSettings:
    """The settings, with what the profile knows where they are silent."""
    fill: dict[str, object] = {}
    if not point.component_type and spot.component_type is not None:
        fill["component_type"] = spot.component_type
    if spot.label is not None:
        if not (point.device_label.zh or point.device_label.en):
            fill["device_label"] = LabelSettings(zh=spot.label.zh, en=spot.label.en)
        if not (point.place.zh or point.place.en):
            fill["place"] = unit.place
    return point.model_copy(update=fill)


def _keys(point: ModbusPoint) -> str:
    if point.name is not None:
        return "`name`"
    return "`loop` or `device`" if point.register_number is None else "`register`"
