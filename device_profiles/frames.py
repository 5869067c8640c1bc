"""A device's own bytes read with its profile, as one table: the way to describe the device -> its reader.

What a driver does with what came over its line, for bytes that somebody holds in the hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from device_profiles.finding import Finding, Report, ReportError
from device_profiles.json_device import reading as json_device
from device_profiles.json_device.messages import bare_message
from device_profiles.json_device.schema import JsonDevice
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

#: A device's own frame may by chance be made of printable bytes alone; a report as text is longer than this.
_LONGEST_FRAME_OF_LETTERS = 8

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
    bare = bare_message(profile.json_device) if asked.suffix is None else None
    if bare is not None and not _is_text(data):
        return Read(None, list(json_device.TopicReader([bare]).read(data.hex().encode()).reports))
    known = json_device.suffixes(profile.json_device)
    shown = ", ".join(map(repr, known))
    if asked.suffix is not None and asked.suffix not in known:
        raise ReportError(f"no topic ends in {asked.suffix!r}; choose from {shown}")
    if asked.suffix is not None or len(known) == 1:
        return Read(None, _at_suffix(profile.json_device, asked.suffix or known[0], data))
    read: list[list[Report]] = []
    refused: list[str] = []
    for suffix in sorted(known):  # the device's own topic first
        try:
            read.append(_at_suffix(profile.json_device, suffix, data))
        except ReportError as fault:
            refused.append(f"{suffix!r}: {fault}")
    # What one topic refuses is not taken for an empty message of another.
    for says in (_says, _says_something_odd, *(() if refused else (_is_all_known,))):
        for reports in read:
            if any(says(report.finding) for report in reports):
                return Read(None, reports)
    nothing = f"it says nothing at any topic of this device; say at which it came: {shown}"
    raise ReportError("; ".join((nothing, *refused[:2])))


def _says(finding: Finding) -> bool:
    return finding.speaks or bool(finding.samples)


def _says_something_odd(finding: Finding) -> bool:
    """A field that the profile asks for has a value that it does not list, or one that changes no state.

    Of a topic that takes a lone word, every text would.
    """
    return bool(finding.doubts or finding.codes) and "$" not in finding.evidence


def _is_all_known(finding: Finding) -> bool:
    """Nothing but fields of this topic: a network server leaves out what is zero, false or empty."""
    return bool(finding.evidence) and not finding.unknown


def _at_suffix(device: JsonDevice, suffix: str, data: bytes) -> list[Report]:
    reader = json_device.reader_for(device, suffix)
    assert reader is not None  # noqa: S101 - it is one of the device's own
    return list(reader.read(data).reports)


def _is_text(data: bytes) -> bool:
    """Whether it is a report as a broker carries it, JSON or hexadecimal, and not the bytes of a device."""
    return data.isascii() and data.decode("ascii").isprintable() and len(data) > _LONGEST_FRAME_OF_LETTERS


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
    try:
        described = SERIAL_PROTOCOLS[panel.protocol](data)
    except FrameError as fault:
        return Read(None, _several_frames(panel, data, str(fault)))
    return Read(described, serial_panel.read_bytes(panel, data * _times_said(panel, described)))


def _several_frames(panel: SerialPanel, data: bytes, why: str) -> list[Report]:
    """What bytes say that are no single frame: frames one after another, and nothing beside them."""
    try:
        reports = serial_panel.read_bytes(panel, data, whole=True)
    except ReportError:
        reports = []
    if not reports:
        raise ReportError(why)
    return reports


def _times_said(panel: SerialPanel, described: Mapping[str, object]) -> int:
    """How often the panel says this frame until the driver believes it; somebody holds it in the hand."""
    if panel.protocol == "ld128e" and described["code"] == "01":
        return panel.ld128e.confirmations
    summed = described.get("evidence")
    if panel.protocol == "jbf193k" and isinstance(summed, Mapping) and summed.get("sum") == "short":
        return 2 if panel.jbf193k.checksum == "learn" else 1
    return 1


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
