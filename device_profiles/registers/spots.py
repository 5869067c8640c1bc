"""Where each point of a device lies: every row of its grids, and the points that have names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from device_profiles.record import Names
from device_profiles.registers.numbering import Address
from device_profiles.registers.schema import Grid, NamedPoint, RegisterMap, RegisterReading, StateWord


class Spot(NamedTuple):
    """One point: the register and the bits of it that are the point's, and how they are read."""

    #: `loop-device`, or the point's name: how vectors, probes and people call it.
    point: str
    address: Address
    #: The register as the document numbers it.
    number: int
    shift: int
    word: StateWord
    fault_as: str = "fault"
    component_type: int | None = None
    label: Names | None = None
    #: Readings of the point, each with the register where it begins.
    readings: tuple[tuple[Address, RegisterReading], ...] = ()

    @property
    def mask(self) -> int:
        """The bits of the register that matter to the point."""
        return self.word.read_mask << self.shift & 0xFFFF

    def value(self, register: int) -> int:
        """The point's own bits out of the register's value."""
        return (register & self.mask) >> self.shift


def grid_spot(registers: RegisterMap, grid: Grid, loop: int, device: int) -> Spot:
    """The point of that loop and device. Raises ValueError naming the bound that is broken."""
    number, shift = grid.place_of(loop, device)
    word = registers.words[grid.word]
    if grid.packed_bits < 16 and not word.bits:
        word = word.model_copy(update={"mask": word.mask & (1 << grid.packed_bits) - 1})
    readings = tuple(
        (registers.address(number + (reading.register_number or 0), reading.table), reading)
        for reading in grid.readings
    )
    address = registers.address(number, grid.table)
    name = f"{loop}-{grid.prefix}{device}"
    return Spot(name, address, number, shift, word, component_type=grid.component_type, readings=readings)


def named_spot(registers: RegisterMap, point: NamedPoint) -> Spot:
    """A point with a place of its own."""
    address = registers.address(point.register_number, point.table)
    word = registers.words[point.word]
    return Spot(
        point.name, address, point.register_number, 0, word, point.fault_as, point.component_type, point.label
    )


def every_spot(registers: RegisterMap) -> Iterator[Spot]:
    """All points that the profile can place."""
    for grid in registers.grids:
        for loop in range(grid.loops[0], grid.loops[1] + 1):
            for device in range(grid.devices[0], grid.devices[1] + 1):
                try:
                    yield grid_spot(registers, grid, loop, device)
                except ValueError:
                    break  # past the last register, and so are those behind it
    for point in registers.points:
        yield named_spot(registers, point)


def spots_at(registers: RegisterMap, address: Address) -> list[Spot]:
    """The points that live in that register."""
    return [spot for spot in every_spot(registers) if spot.address == address]
