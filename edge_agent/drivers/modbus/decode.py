"""From the registers of one answer to what changed: states by one comparison, values by columns. No I/O."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from device_profiles.finding import STATES, Sample
from device_profiles.registers import reading as words
from device_profiles.registers.numbers import DECIMALS
from device_profiles.registers.schema import NumberType, RegisterReading
from edge_agent.drivers.modbus.plan import AnalogPoint, StatePoint
from edge_agent.intake.observation import Columns, CurveGroup, Observation
from telemetry.analog_types import BY_SLUG
from telemetry.event_kinds import FIRE_CLASS

Registers = NDArray[np.uint16]

_UNTOLD = -1


def registers_of(data: bytes) -> Registers:
    """The registers of an answer's data, most significant byte first on the wire."""
    return np.frombuffer(data, ">u2").astype(np.uint16)


def bits_of(data: bytes, count: int) -> Registers:
    """Coils or discrete inputs, one a place, least significant bit of each byte first."""
    packed = np.frombuffer(data, np.uint8)
    return np.unpackbits(packed, bitorder="little")[:count].astype(np.uint16)


class States:
    """The state points of one block, and what was told of each."""

    def __init__(self, points: Sequence[StatePoint], first: int) -> None:
        self.points = points
        self._at = np.array([point.spot.address.register - first for point in points], np.int64)
        self._mask = np.array([point.spot.mask for point in points], np.int64)
        self._told = np.full(len(points), _UNTOLD, np.int64)
        #: Changes that have to stand for a while: place -> (value, since).
        self._standing: dict[int, tuple[int, float]] = {}

    def changes(self, registers: Registers, now: float) -> list[tuple[int, Observation]]:
        """The points whose value is another than was told; they count as told from now on."""
        if not len(self._at):
            return []
        values = registers[self._at] & self._mask
        changed = np.flatnonzero(values != self._told)
        if self._standing:
            for place in self._standing.keys() - set(changed.tolist()):
                del self._standing[place]
        if not len(changed):
            return []
        return list(self._tell(changed.tolist(), registers, values, now))

    def _tell(
        self, changed: list[int], registers: Registers, values: NDArray[np.int64], now: float
    ) -> Iterator[tuple[int, Observation]]:
        for place in changed:
            point = self.points[place]
            value = int(values[place])
            register = int(registers[self._at[place]])
            spot = point.spot
            finding = words.read(spot.word, spot.number, spot.value(register), spot.fault_as)
            fire = any(STATES[state][0] in FIRE_CLASS for state in finding.sets)
            if spot.word.dwell_s and not fire and self._told[place] != _UNTOLD:
                since = self._standing.get(place)
                if since is None or since[0] != value:
                    self._standing[place] = (value, now)
                    continue
                if now - since[1] < spot.word.dwell_s:
                    continue
            self._standing.pop(place, None)
            self._told[place] = value
            yield place, Observation(point.part, finding)

    def untell(self, places: Sequence[int]) -> None:
        """What was told of these could not be stored: tell it again."""
        self._told[list(places)] = _UNTOLD


@dataclass(frozen=True, slots=True)
class _Numbers:
    """Readings written alike: where they begin, and the rows of the column that they fill."""

    kind: NumberType
    swap_words: bool
    swap_bytes: bool
    at: NDArray[np.int64]
    rows: NDArray[np.int64]


class Values:
    """The analog readings of one block as columns."""

    def __init__(self, points: Sequence[AnalogPoint], first: int) -> None:
        self.points = points
        self.group = CurveGroup([(point.part, _rules(point.reading)) for point in points])
        self._scale = np.array([point.reading.scale for point in points])
        self._offset = np.array([point.reading.offset for point in points])
        alike: dict[tuple[NumberType, bool, bool], list[int]] = {}
        for row, point in enumerate(points):
            form = point.reading
            key = (form.type, form.word_order == "little", form.byte_order == "little")
            alike.setdefault(key, []).append(row)
        starts = np.array([point.address.register - first for point in points], np.int64)
        self._numbers = [
            _Numbers(*key, at=starts[rows], rows=np.array(rows, np.int64)) for key, rows in alike.items()
        ]
        self._invalid = [
            (row, float(raw)) for row, point in enumerate(points) for raw in point.reading.invalid
        ]

    def columns(self, registers: Registers) -> Columns | None:
        """Every value in its unit; None where nothing is read here."""
        if not self.points:
            return None
        raw = np.empty(len(self.points))
        for numbers in self._numbers:
            raw[numbers.rows] = raw_values(numbers.kind, _words(registers, numbers))
        values = np.round(raw * self._scale + self._offset, DECIMALS)
        for row, invalid in self._invalid:
            if raw[row] == invalid:
                values[row] = np.nan
        return Columns(self.group, values)


def _rules(reading: RegisterReading) -> Sample:
    return Sample(
        BY_SLUG[reading.analog].code,
        0.0,
        reading.deadband,
        reading.min_interval_s,
        reading.max_interval_s,
        reading.always_above,
        reading.always_below,
    )


def _words(registers: Registers, numbers: _Numbers) -> list[Registers]:
    """The more significant registers, then the less significant ones where there are two."""
    wide = numbers.kind in ("u32", "i32", "f32", "bcd32")
    found = [registers[numbers.at + step] for step in range(1 + wide)]
    if numbers.swap_words:
        found.reverse()
    return [part.byteswap() for part in found] if numbers.swap_bytes else found


def raw_values(kind: NumberType, parts: Sequence[Registers]) -> NDArray[np.float64]:
    """The numbers as the device means them; NaN where the registers hold no such number."""
    high = parts[0]
    if len(parts) == 1:
        if kind == "bcd16":
            return _decimal(high.astype(np.uint32), 4)
        return (high.view(np.int16) if kind == "i16" else high).astype(np.float64)
    whole = (high.astype(np.uint32) << 16 | parts[1]).astype(np.uint32)
    if kind == "bcd32":
        return _decimal(whole, 8)
    view = {"u32": whole, "i32": whole.view(np.int32), "f32": whole.view(np.float32)}[kind]
    with np.errstate(invalid="ignore"):
        return view.astype(np.float64)


def _decimal(whole: NDArray[np.uint32], digits: int) -> NDArray[np.float64]:
    value = np.zeros(len(whole))
    possible = np.ones(len(whole), np.bool_)
    for place in range(digits):
        digit = whole >> 4 * place & 0xF
        possible &= digit <= 9
        value += digit * 10.0**place
    return np.where(possible, value, np.nan)
