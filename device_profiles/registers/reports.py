"""What registers that were read say of the points in them: for vectors, for `decode`, for a lone probe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from device_profiles.finding import Finding, Report, ReportError, canonical_address
from device_profiles.registers import numbers, reading
from device_profiles.registers.numbering import Address, Table
from device_profiles.registers.schema import RegisterMap, RegisterReading
from device_profiles.registers.spots import Spot, every_spot
from telemetry import modbus
from telemetry.errors import FrameError

_TABLES = {table.function: table for table in Table}


def of_vector(registers: RegisterMap, said: Mapping[str, Any]) -> list[Report]:
    """A vector's input: `register` and `value`, `registers`, `hex` and `register`, `reading` and `words`.

    `points` names those that are looked at where registers hold more. Raises ReportError.
    """
    if "hex" in said:
        return of_frame(registers, bytes.fromhex(said["hex"]), said["register"])
    if "reading" in said:
        completed = complete(registers, said["reading"], said.get("with", {}))
        return [Report(None, Finding(samples=(numbers.sample(completed, said["words"]),)))]
    if "word" in said:
        word = registers.words[said["word"]]
        return [Report(None, reading.read(word, said.get("register", 0), said["value"]))]
    values = said["registers"] if "registers" in said else {said["register"]: said["value"]}
    reports = of_values(registers, {registers.address(number): value for number, value in values.items()})
    only = [canonical_address(str(point)) for point in said.get("points", ())]
    return [report for report in reports if not only or report.address in only]


def complete(registers: RegisterMap, name: str, given: Mapping[str, Any]) -> RegisterReading:
    """The device's reading of that name with what the installer gives it."""
    template = registers.reading(name).model_dump(by_alias=True)
    return RegisterReading.model_validate({**template, **given})


def of_frame(registers: RegisterMap, data: bytes, number: int) -> list[Report]:
    """A device's answer, RTU or TCP, to a request for registers from `number` on. Raises ReportError."""
    try:
        answer = modbus.parse_answer(data)
    except FrameError as fault:
        raise ReportError(str(fault)) from None
    if answer.exception is not None:
        en, zh = modbus.EXCEPTIONS.get(answer.exception, ("unknown", "未知"))
        raise ReportError(f"the device refused: exception {answer.exception} ({zh} / {en})")
    if answer.function not in _TABLES:
        raise ReportError(f"function {answer.function} carries no points")
    first = registers.address(number, _TABLES[answer.function])
    if first.table.function != answer.function:
        raise ReportError(
            f"function {answer.function} answered; register {number} is read by {first.table.function}"
        )
    values: Sequence[int] = answer.registers or [int(bit) for bit in answer.bits]
    return of_values(
        registers,
        {Address(first.table, first.register + place): value for place, value in enumerate(values)},
    )


def of_values(registers: RegisterMap, values: Mapping[Address, int]) -> list[Report]:
    """Every point and reading whose registers are all there. Raises ReportError when there is none."""
    found = [_spot(spot, values) for spot in every_spot(registers) if _concerns(spot, values)]
    own = tuple(
        numbers.sample(entry, words)
        for entry in registers.readings
        if entry.register_number is not None
        and (words := _words(registers.address(entry.register_number, entry.table), entry, values))
    )
    if own:
        found.append(Report(None, Finding(samples=own)))
    if not found:
        shown = ", ".join(str(address) for address in list(values)[:4])
        raise ReportError(f"the profile knows no point at {shown}")
    return found


def _concerns(spot: Spot, values: Mapping[Address, int]) -> bool:
    return spot.address in values or any(_words(at, entry, values) for at, entry in spot.readings)


def _spot(spot: Spot, values: Mapping[Address, int]) -> Report:
    samples = tuple(
        numbers.sample(entry, words)
        for at, entry in spot.readings
        if (words := _words(at, entry, values)) is not None
    )
    address = canonical_address(spot.point)
    if spot.address not in values:
        return Report(address, Finding(samples=samples))
    found = reading.read(spot.word, spot.number, spot.value(values[spot.address]), spot.fault_as)
    return Report(address, replace(found, samples=samples))


def _words(at: Address, entry: RegisterReading, values: Mapping[Address, int]) -> list[int] | None:
    places = [Address(at.table, at.register + step) for step in range(entry.width)]
    return [values[place] for place in places] if all(place in values for place in places) else None
