"""The ways to describe a device, as one table: how a vector of its profile is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from device_profiles.finding import Report, ReportError
from device_profiles.json_device import reading as json_device
from device_profiles.registers import reports as registers
from device_profiles.schema import Profile, Vector
from device_profiles.serial_panel import reading as serial_panel
from device_profiles.uitd import reading as uitd


def _json_device(profile: Profile, vector: Vector) -> list[Report]:
    assert profile.json_device is not None  # noqa: S101 - the table's key
    reader = json_device.reader_for(profile.json_device, vector.suffix)
    if reader is None:
        raise ReportError(f"the profile knows no message at {vector.suffix!r}")
    raw = vector.input if isinstance(vector.input, str) else json.dumps(vector.input)
    return list(reader.read(raw.encode()).reports)


def _registers(profile: Profile, vector: Vector) -> list[Report]:
    assert profile.registers is not None  # noqa: S101 - the table's key
    return registers.of_vector(profile.registers, vector.input)


def _serial_panel(profile: Profile, vector: Vector) -> list[Report]:
    assert profile.serial_panel is not None  # noqa: S101 - the table's key
    said = vector.input
    if "hex" in said:
        return serial_panel.read_bytes(profile.serial_panel, bytes.fromhex(said["hex"]))
    return [serial_panel.read(profile.serial_panel, said["text"], reset=said.get("reset", False))]


def _uitd(profile: Profile, vector: Vector) -> list[Report]:
    assert profile.uitd is not None  # noqa: S101 - the table's key
    said = vector.input
    if "unit" in said:
        return uitd.reports(uitd.read_unit(profile.uitd, bytes.fromhex(said["unit"])))
    return uitd.reports(uitd.read_bytes(profile.uitd, bytes.fromhex(said["hex"])))


#: The section of the profile -> what a vector's input says, read as the device's driver reads it.
READ_VECTOR: Mapping[str, Callable[[Profile, Vector], list[Report]]] = {
    "json_device": _json_device,
    "registers": _registers,
    "serial_panel": _serial_panel,
    "uitd": _uitd,
}


def read_vector(profile: Profile, vector: Vector) -> list[Report]:
    """What the vector's input says, of which points. Raises ReportError when it is not readable."""
    return READ_VECTOR[profile.way](profile, vector)
