"""A device's own bytes read with its profile, as one table: the way to describe the device -> its reader.

What a driver does with what came over its line, for bytes that somebody holds in the hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from device_profiles.finding import Report, ReportError
from device_profiles.json_device import reading as json_device
from device_profiles.registers import reports as registers
from device_profiles.schema import Profile
from device_profiles.serial_panel import reading as serial_panel
from device_profiles.serial_panel.schema import SerialPanel
from device_profiles.uitd import reading as uitd
from telemetry import (
    ei2000,
    espa444,
    fs5101w,
    gst,
    gst_printer,
    jb3208,
    jbf193k,
    ld128e,
    modbus,
    notifier_printer,
    simplex4100,
)
from telemetry.errors import FrameError
from telemetry.gb26875.describe import describe_frame

Describe = Callable[[bytes], dict[str, object]]

#: What one frame of a serial panel's protocol says, whatever its profile.
SERIAL_PROTOCOLS: Mapping[str, Describe] = {
    "espa444": espa444.describe,
    "gst-crt": gst.describe,
    "gst-bus": gst.describe,
    "gst-printer": gst_printer.describe,
    "jbf193k": jbf193k.describe,
    "ld128e": ld128e.describe,
    "jb3208": jb3208.describe,
    "fs5101w": fs5101w.describe,
    "simplex4100": simplex4100.describe,
    "notifier-printer": notifier_printer.describe,
    "ei2000": ei2000.describe,
}


class Asked(NamedTuple):
    """What the bytes alone do not say: the topic's suffix, and the register (as documented) asked for."""

    suffix: str | None = None
    register: int | None = None


class Read(NamedTuple):
    """What bytes say: of the protocol alone (None: nothing below the profile), and of the device."""

    protocol: dict[str, object] | None
    reports: list[Report]


def _json_device(profile: Profile, data: bytes, asked: Asked) -> Read:
    assert profile.json_device is not None  # noqa: S101 - the table's key
    known = json_device.suffixes(profile.json_device)
    shown = ", ".join(map(repr, known))
    if asked.suffix is None and len(known) > 1:
        raise ReportError(f"this device has several topics; say which: {shown}")
    reader = json_device.reader_for(profile.json_device, known[0] if asked.suffix is None else asked.suffix)
    if reader is None:
        raise ReportError(f"no topic ends in {asked.suffix!r}; choose from {shown}")
    return Read(None, list(reader.read(data).reports))


def _registers(profile: Profile, data: bytes, asked: Asked) -> Read:
    assert profile.registers is not None  # noqa: S101 - the table's key
    described = modbus.describe(data)
    if described["kind"] == "request" or "objects" in described:
        return Read(described, [])
    if asked.register is None and described["kind"] != "exception":
        raise ReportError("an answer does not say which registers it holds; give the first one's number")
    return Read(described, registers.of_frame(profile.registers, data, asked.register or 0))


def _serial_panel(profile: Profile, data: bytes, asked: Asked) -> Read:
    assert profile.serial_panel is not None  # noqa: S101 - the table's key
    panel = profile.serial_panel
    described, why = None, ""
    try:
        described = SERIAL_PROTOCOLS[panel.protocol](data)
    except FrameError as fault:  # the line may still carry it: several frames, or what surrounds one
        why = str(fault)
    try:
        reports = serial_panel.read_bytes(panel, _as_often(panel, data))
    except ReportError as fault:
        raise ReportError(why or str(fault)) from None
    if why and not reports:
        raise ReportError(why)
    return Read(described, reports)


def _as_often(panel: SerialPanel, data: bytes) -> bytes:
    """The frame as often as the panel must say it to be believed: one protocol has no check."""
    return data * panel.ld128e.confirmations if panel.protocol == "ld128e" else data


def _uitd(profile: Profile, data: bytes, asked: Asked) -> Read:
    assert profile.uitd is not None  # noqa: S101 - the table's key
    return Read(describe_frame(data), uitd.reports(uitd.read_bytes(profile.uitd, data)))


#: The section of the profile -> its reader.
READERS: Mapping[str, Callable[[Profile, bytes, Asked], Read]] = {
    "json_device": _json_device,
    "registers": _registers,
    "serial_panel": _serial_panel,
    "uitd": _uitd,
}


def read(profile: Profile, data: bytes, asked: Asked = Asked()) -> Read:  # noqa: B008 - never changed
    """What the bytes say. Raises ReportError with the place and the reason when they are not valid."""
    try:
        return READERS[profile.way](profile, data, asked)
    except (FrameError, ValueError) as fault:
        raise ReportError(str(fault)) from None
