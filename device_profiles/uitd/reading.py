"""Reading the data units of a transmission device with its profile. Pure: unit in, reports out.

Nothing that a unit says is dropped: what has no state and no curve becomes the device's own words, and what
nobody knows is shown with its bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from device_profiles.finding import ALL_STATES, OPERATION, Evidence, Finding, Report, ReportError, Sample
from device_profiles.uitd import states
from device_profiles.uitd.schema import UitdDevice
from telemetry.analog_types import BY_SLUG
from telemetry.errors import FrameError
from telemetry.gb26875 import adu as units
from telemetry.gb26875 import bodies, state_bits, text
from telemetry.gb26875 import frame as framing
from telemetry.gb26875.addresses import COMPONENT_HABITS
from telemetry.gb26875.adu import Adu
from telemetry.gb26875.dialect import DIALECTS
from telemetry.gb26875.frame import Frame
from telemetry.gb26875.state_bits import Bit
from telemetry.gb26875.time_label import TimeLabel
from telemetry.gb26875.type_flags import name_of

_MAX_HEX = 512
#: Bits 0 and 1 of the device's own state when it watches and nothing burns.
_MONITORING = 0b01
_MAX_NOTES = 480


class UitdReport(NamedTuple):
    """A report and who it is of: `source` names the system, component or key whose state it is."""

    report: Report
    source: str
    #: Type and address of the system that it is of; None for the device itself.
    system: tuple[int, int] | None = None
    #: It says for the whole device that there is no fire now: normal monitoring, alarm over (警情消除).
    no_fire: bool = False
    #: The component's description (部件说明) as the device gives it; empty where it gives none.
    described: str = ""


class _Reading:
    """One unit on its way into reports: what all of its objects share."""

    def __init__(self, device: UitdDevice, unit: Adu, frame: Frame | None, now_ms: int | None) -> None:
        self.device = device
        self.unit = unit
        self.frame = frame
        self.now_ms = now_ms
        self._evidence: Evidence = {"type": unit.type if unit.type is not None else "none"}
        if frame is not None:
            self._evidence["frame"] = framing.encode(frame).hex(" ").upper()[:_MAX_HEX]
            self._evidence["serial"] = frame.serial
        notes = [*(frame.notes() if frame is not None else ()), *unit.notes]
        if notes:
            self._evidence["notes"] = "; ".join(str(note) for note in notes)[:_MAX_NOTES]

    def time(self, label: TimeLabel | None) -> tuple[int | None, Evidence]:
        """The label in milliseconds UTC if it can be believed, and what to keep of it in any case."""
        if label is None:
            return None, {}
        moment = label.read(bcd=self.device.time == "bcd").moment
        if moment is None:
            return None, {"device_time": bytes(label).hex(" ").upper()}
        at_ms = to_ms(self.device, moment)
        near = self.now_ms is None or abs(at_ms - self.now_ms) <= self.device.clock_tolerance_s * 1000
        return (at_ms if near else None), {"device_time": moment.isoformat()}

    def finding(
        self, label: TimeLabel | None = None, /, evidence: Evidence | None = None, **more: Any
    ) -> Finding:
        """A finding with the unit's evidence and the object's own."""
        at_ms, told = self.time(label)
        return Finding(evidence={**self._evidence, **told, **(evidence or {})}, ts_source=at_ms, **more)


def to_ms(device: UitdDevice, moment: datetime) -> int:
    """A wall-clock time of the device in milliseconds UTC."""
    return int((moment.replace(tzinfo=UTC) - timedelta(hours=device.utc_offset_h)).timestamp() * 1000)


def to_moment(device: UitdDevice, now_ms: int) -> datetime:
    """What the device's clock should show at that time; times that no label can hold become its first."""
    at = datetime.fromtimestamp(now_ms // 1000, UTC) + timedelta(hours=device.utc_offset_h)
    return at.replace(tzinfo=None) if 2000 <= at.year <= 2099 else datetime(2000, 1, 1)


def read(
    device: UitdDevice, unit: Adu, *, frame: Frame | None = None, now_ms: int | None = None
) -> list[UitdReport]:
    """What a unit says, object by object; an empty list for a heartbeat."""
    reading = _Reading(device, unit, frame, now_ms)
    reports: list[UitdReport] = []
    for body in unit.objects:
        read_body = _READERS.get(type(body))
        reports.append(read_body(reading, body) if read_body else _unexpected(reading, body))
    if unit.rest:
        reports.append(_leftover(reading, unit))
    return reports


def read_bytes(device: UitdDevice, data: bytes) -> list[UitdReport]:
    """What a whole frame says. Raises ReportError on one that is not valid."""
    dialect = DIALECTS[device.edition]
    try:
        frame = framing.parse(data, dialect)
    except FrameError as fault:
        raise ReportError(str(fault)) from None
    return read(device, units.parse(frame.adu, dialect), frame=frame)


def read_unit(device: UitdDevice, data: bytes) -> list[UitdReport]:
    """What a data unit says that came without its frame."""
    return read(device, units.parse(data, DIALECTS[device.edition]))


def _system_key(system_type: int, system_address: int) -> str:
    return f"system {system_type}-{system_address}"


def _state(
    reading: _Reading,
    body: Any,
    table: tuple[Bit, ...],
    source: str,
    address: str | None = None,
    **evidence: str | float | bool | None,
) -> UitdReport:
    said = states.read(reading.device, table, body.state)
    # "Normal running" beside an alarm only says that it is no test.
    shown = [bit.zh for bit in table if body.state >> bit.bit & 1 and (bit.bit or body.state == 1)]
    words = " ".join(shown) or "测试状态"
    described = getattr(body, "text", "")
    finding = reading.finding(
        body.at,
        evidence={**evidence, "state": f"0x{body.state:04X}"},
        sets=said.sets,
        clears=said.clears,
        codes={_code("flags", source, address): said.other},
        text=" · ".join(part for part in (described, words) if part),
    )
    system = None if isinstance(body, bodies.UitdState) else (body.system_type, body.system_address)
    return UitdReport(Report(address, finding), source, system, described=described)


def _code(name: str, source: str, address: str | None) -> str:
    """A word of the device; one of several sources at the same part keeps the source's name."""
    return name if address is not None else f"{name} {source}"


def _system_state(reading: _Reading, body: bodies.SystemState) -> UitdReport:
    source = _system_key(body.system_type, body.system_address)
    return _state(reading, body, state_bits.SYSTEM_STATE, source, system=source.removeprefix("system "))


def _uitd_state(reading: _Reading, body: bodies.UitdState) -> UitdReport:
    report = _state(reading, body, state_bits.UITD_STATE, "uitd")
    return report._replace(no_fire=body.state & 0b11 == _MONITORING)


class _Component(NamedTuple):
    address: str
    source: str
    evidence: Evidence


def _component(
    reading: _Reading, body: bodies.ComponentState | bodies.AnalogValue | bodies.ComponentConfiguration
) -> _Component:
    address = COMPONENT_HABITS[reading.device.component_address].read(body.component_address)
    system = f"{body.system_type}-{body.system_address}"
    return _Component(
        address,
        f"component {system}/{address}",
        {
            "system": system,
            "component": address,
            "component_type": body.component_type,
            "component_hex": body.component_address.hex(" ").upper(),
        },
    )


def _component_state(reading: _Reading, body: bodies.ComponentState) -> UitdReport:
    component = _component(reading, body)
    return _state(
        reading, body, state_bits.COMPONENT_STATE, component.source, component.address, **component.evidence
    )


def _analog(reading: _Reading, body: bodies.AnalogValue) -> UitdReport:
    component = _component(reading, body)
    own = reading.device.analogs.get(body.analog_type)
    evidence = component.evidence | {"analog_type": body.analog_type, "raw": body.raw}
    system = (body.system_type, body.system_address)
    if own is None and body.quantity is None:
        name = f"analog {body.analog_type}"
        finding = reading.finding(body.at, evidence={**evidence, name: body.raw}, unknown=(name,))
        return UitdReport(Report(component.address, finding), component.source, system)
    if own is not None:
        code, value, step = BY_SLUG[own.analog].code, body.raw * own.scale + own.offset, abs(own.scale)
    else:
        assert body.quantity is not None  # noqa: S101 - one of the two is known
        code, value, step = body.quantity.code, body.value, body.quantity.resolution
    # A hair more than the steps: both values are floats, and a step of 0.1 is none exactly.
    deadband = step * reading.device.deadband_steps * 0.999
    sample = Sample(code, round(value, 6), deadband=deadband)
    finding = reading.finding(body.at, evidence=evidence, samples=(sample,))
    return UitdReport(Report(component.address, finding), component.source, system)


def _operation(
    reading: _Reading,
    body: bodies.SystemOperation | bodies.UitdOperation,
    table: tuple[Bit, ...],
    source: str,
) -> UitdReport:
    done = state_bits.slugs(table, body.flags)
    names = [f"{bit.zh} {bit.en}" for bit in table if bit.slug in done]
    names += [f"预留位 reserved bit {bit}" for bit in state_bits.reserved(table, body.flags)]
    words = ", ".join(names) or "无操作 no operation"
    said = f"{words} · 操作员 operator {body.operator}"
    label = bytes(body.at).hex(" ").upper() if body.at.moment is None else body.at.moment.isoformat(" ")
    resets = "reset" in done and reading.device.reset_clears
    finding = reading.finding(
        body.at,
        evidence={
            "operation": words,
            "operator": body.operator,
            "flags": f"0x{body.flags:02X}",
            "by": source,
        },
        sets=frozenset({"fire"}) if "manual-alarm" in done else frozenset(),
        clears=ALL_STATES - ({"fire"} if "manual-alarm" in done else set()) if resets else frozenset(),
        codes={OPERATION: f"{label} {source}: {said}"[:256]},
        text=said,
    )
    system = None if isinstance(body, bodies.UitdOperation) else (body.system_type, body.system_address)
    report = Report(None, finding, everywhere=resets)
    return UitdReport(report, f"key {source}", system, no_fire="cleared" in done)


def _system_operation(reading: _Reading, body: bodies.SystemOperation) -> UitdReport:
    source = _system_key(body.system_type, body.system_address)
    return _operation(reading, body, state_bits.SYSTEM_OPERATION, source)


def _uitd_operation(reading: _Reading, body: bodies.UitdOperation) -> UitdReport:
    return _operation(reading, body, state_bits.UITD_OPERATION, "uitd")


def _system_words(
    reading: _Reading, body: bodies.SystemVersion | bodies.SystemConfiguration | bodies.SystemTime
) -> UitdReport:
    source = _system_key(body.system_type, body.system_address)
    return _words(reading, body, source, (body.system_type, body.system_address))


def _uitd_words(
    reading: _Reading, body: bodies.UitdVersion | bodies.UitdConfiguration | bodies.UitdTime
) -> UitdReport:
    return _words(reading, body, "uitd", None)


def _words(reading: _Reading, body: Any, source: str, system: tuple[int, int] | None) -> UitdReport:
    """Version, configuration or time: a change of the first two is news, a time is none."""
    if isinstance(body, bodies.SystemTime | bodies.UitdTime):
        return UitdReport(Report(None, reading.finding(body.at)), source, system)
    version = isinstance(body, bodies.SystemVersion | bodies.UitdVersion)
    name = "version" if version else "configuration"
    words = f"{body.main}.{body.minor}" if version else body.text
    finding = reading.finding(
        codes={f"{name} {source}": words[:256]}, text=words, evidence={name: words[:_MAX_NOTES], "of": source}
    )
    return UitdReport(Report(None, finding), source, system)


def _component_words(reading: _Reading, body: bodies.ComponentConfiguration) -> UitdReport:
    component = _component(reading, body)
    words = text.read(body.description).words
    finding = reading.finding(
        codes={"configuration": words}, text=words, evidence={**component.evidence, "configuration": words}
    )
    system = (body.system_type, body.system_address)
    return UitdReport(Report(component.address, finding), component.source, system, described=words)


def _unexpected(reading: _Reading, body: bodies.Body) -> UitdReport:
    """A body that only a centre sends."""
    name = f"type {reading.unit.type}"
    finding = reading.finding(unknown=(name,), evidence={name: repr(body)[:_MAX_NOTES]})
    return UitdReport(Report(None, finding), "uitd")


def _leftover(reading: _Reading, unit: Adu) -> UitdReport:
    """Bytes that were not read, of an unknown type or behind the objects of a known one."""
    term = None if unit.type is None else name_of(unit.type)
    name = "handshake" if term is None else f"type {term.code}"
    told = unit.rest.hex(" ").upper()[:_MAX_HEX]
    shown = "私有握手 / a private handshake" if term is None else f"{term.zh} / {term.en}"
    finding = reading.finding(unknown=() if term is None else (name,), evidence={name: told}, text=shown)
    return UitdReport(Report(None, finding), "uitd")


_READERS: Mapping[type[Any], Callable[[_Reading, Any], UitdReport]] = {
    bodies.SystemState: _system_state,
    bodies.ComponentState: _component_state,
    bodies.AnalogValue: _analog,
    bodies.SystemOperation: _system_operation,
    bodies.SystemVersion: _system_words,
    bodies.SystemConfiguration: _system_words,
    bodies.ComponentConfiguration: _component_words,
    bodies.SystemTime: _system_words,
    bodies.UitdState: _uitd_state,
    bodies.UitdOperation: _uitd_operation,
    bodies.UitdVersion: _uitd_words,
    bodies.UitdConfiguration: _uitd_words,
    bodies.UitdTime: _uitd_words,
}


def reports(read_reports: Iterable[UitdReport]) -> list[Report]:
    """The bare reports."""
    return [entry.report for entry in read_reports]
