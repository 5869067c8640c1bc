"""What a person means who asks for one point, and what its registers say. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from device_profiles.finding import canonical_address
from device_profiles.registers import numbers, reading
from device_profiles.registers.numbering import Address
from device_profiles.registers.spots import Spot
from edge_agent.drivers.driver import CannotProbe
from edge_agent.drivers.modbus.blocks import Block
from edge_agent.drivers.modbus.decode import Registers
from edge_agent.drivers.modbus.plan import AnalogPoint, ModbusPlan, UnitPlan
from telemetry.analog_types import BY_SLUG


@dataclass(frozen=True)
class Target:
    """The registers that are read, and how they are understood; neither point nor reading: as they are."""

    unit: int
    address: Address
    size: int = 1
    part: str = ""
    spot: Spot | None = None
    readings: tuple[AnalogPoint, ...] = field(default=())

    @property
    def block(self) -> Block:
        """What is asked for."""
        return Block(self.address.register, self.size)


def find(plan: ModbusPlan, text: str) -> Target:
    """A part's name, `loop-device`, a name of the profile's, or a register; `UNIT:` before it where needed.

    Raises CannotProbe naming what there is.
    """
    wanted = text.strip()
    for unit in plan.units:
        target = _by_part(unit, wanted)
        if target is not None:
            return target
    number, colon, rest = wanted.partition(":")
    units = plan.units
    if colon and number.isdigit():
        units = [unit for unit in plan.units if unit.unit == int(number)]
        wanted = rest.strip()
    if len(units) != 1:
        known = ", ".join(str(unit.unit) for unit in plan.units)
        raise CannotProbe(
            f"{text!r}: 请写明站号 / say which unit, as UNIT:{rest or wanted}; here are {known}"
        )
    return _in_unit(units[0], wanted, text)


def _by_part(unit: UnitPlan, part: str) -> Target | None:
    point = next((entry for entry in unit.points if entry.part == part), None)
    values = tuple(entry for entry in unit.readings if entry.part == part)
    if point is not None:
        return Target(unit.unit, point.spot.address, part=part, spot=point.spot)
    if values:
        first = values[0]
        return Target(unit.unit, first.address, first.reading.width, part, readings=values[:1])
    return None


def _in_unit(unit: UnitPlan, wanted: str, text: str) -> Target:
    address = canonical_address(wanted)
    for point in unit.points:
        if canonical_address(point.spot.point) == address:
            return Target(unit.unit, point.spot.address, part=point.part, spot=point.spot)
    for entry in unit.readings:
        if wanted in (entry.reading.name, str(entry.number)):
            return Target(unit.unit, entry.address, entry.reading.width, entry.part, readings=(entry,))
    table, _, register = wanted.rpartition(" ")
    try:
        named = next((entry for entry in type(unit.registers.table) if entry.value == table), None)
        at = unit.registers.address(int(register), named)
    except ValueError:
        raise CannotProbe(
            f"{text!r}: 没有这个点 / no such point; give a part, LOOP-DEVICE, a register, or UNIT:REGISTER"
        ) from None
    for point in unit.points:
        if point.spot.address == at and point.spot.shift == 0:
            return Target(unit.unit, at, part=point.part, spot=point.spot)
    return Target(unit.unit, at)


def told(target: Target, registers: Registers) -> dict[str, object]:
    """What the registers say, as plain values."""
    values = [int(value) for value in registers]
    said: dict[str, object] = {
        "unit_id": target.unit,
        "address": str(target.address),
        "raw": " ".join(str(value) for value in values),
    }
    if target.part:
        said["part"] = target.part
    if target.spot is not None:
        spot = target.spot
        finding = reading.read(spot.word, spot.number, spot.value(values[0]), spot.fault_as)
        said.update(
            value=spot.value(values[0]),
            states=sorted(finding.sets),
            text=finding.text,
            quality="uncertain" if finding.doubts else "good",
        )
    for entry in target.readings:
        sample = numbers.sample(entry.reading, values)
        known = BY_SLUG[entry.reading.analog]
        fine = math.isfinite(sample.value) and known.minimum <= sample.value <= known.maximum
        said.update(
            value=sample.value if math.isfinite(sample.value) else None,
            unit=known.unit,
            analog=known.slug,
            quality="good" if fine else "out-of-range",
        )
    return said
