"""From settings to what the agent watches: profiles loaded, each point its part, mistakes told by line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from device_profiles import loader
from device_profiles.loader import LoadedProfile, ProfileError
from device_profiles.panel_text import PointAddress
from device_profiles.schema import FixedPoint, JsonMessage, PanelText, Profile, RegisterMap
from edge_agent.config import (
    AgentSettings,
    DetectorsSettings,
    DeviceSettings,
    EspaSettings,
    LabelSettings,
    ModbusSettings,
    PointSettings,
)
from edge_agent.normaliser import Watched
from runtime import toml_lines
from runtime.settings import SettingsError, load
from telemetry.messages import Label, Part

Place = tuple[str | int, ...]


@dataclass(frozen=True)
class RegisterPoint:
    """What a register speaks of."""

    part: str
    fixed: FixedPoint | None = None


@dataclass(frozen=True)
class ModbusPlan:
    """A Modbus panel: its own part, and each register with its point."""

    settings: ModbusSettings
    registers: RegisterMap
    panel: str
    points: dict[int, RegisterPoint] = field(default_factory=dict)


@dataclass(frozen=True)
class EspaPlan:
    """An ESPA panel: its own part, and each address with its part."""

    settings: EspaSettings
    texts: PanelText
    panel: str
    points: dict[PointAddress, str] = field(default_factory=dict)


@dataclass(frozen=True)
class TopicPlan:
    """What comes on one topic."""

    part: str
    message: JsonMessage


@dataclass(frozen=True)
class DetectorsPlan:
    """A broker in the building: each topic with its part."""

    settings: DetectorsSettings
    topics: dict[str, TopicPlan] = field(default_factory=dict)


@dataclass
class Plan:
    """Everything the agent needs to know before it starts."""

    settings: AgentSettings
    profiles: dict[str, LoadedProfile] = field(default_factory=dict)
    watched: dict[str, Watched] = field(default_factory=dict)
    modbus: list[ModbusPlan] = field(default_factory=list)
    espa: list[EspaPlan] = field(default_factory=list)
    mqtt: list[DetectorsPlan] = field(default_factory=list)

    @property
    def marks(self) -> dict[str, str]:
        """Each profile in use with its version and hash."""
        return {name: loaded.mark for name, loaded in sorted(self.profiles.items())}


def load_plan(path: Path) -> Plan:
    """Read the settings file and check it whole. Raises SettingsError with a line for every fault."""
    settings = load(path, AgentSettings)
    faults: list[tuple[Place, str]] = []

    def fault(place: Place, why: str) -> None:
        faults.append((place, why))

    plan = Plan(settings)
    _load_profiles(plan, fault)
    if not faults:
        _plan_buses(plan, fault)
    if faults:
        index = toml_lines.line_index(path.read_text(encoding="utf-8-sig"))
        raise SettingsError("\n".join(_told(path, index, place, why) for place, why in faults))
    return plan


def _told(path: Path, lines: Mapping[Place, int], place: Place, why: str) -> str:
    line = next((lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines), 1)
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    return f"{path}:{line}: {key}: {why}"


Fault = Callable[[Place, str], None]


def _load_profiles(plan: Plan, fault: Fault) -> None:
    for place, name, transport in plan.settings.profile_names():
        if name not in plan.profiles:
            try:
                plan.profiles[name] = loader.load(name, plan.settings.profiles)
            except ProfileError as error:
                fault(place, str(error))
                continue
        spoken = plan.profiles[name].profile.transport
        if spoken != transport:
            fault(place, f"profile {name!r} is for {spoken}, not {transport}; choose one for {transport}")


def _plan_buses(plan: Plan, fault: Fault) -> None:
    buses: set[str] = set()
    settings = plan.settings
    every: list[tuple[str, list[str]]] = [
        ("modbus", [entry.bus for entry in settings.modbus]),
        ("espa", [entry.bus for entry in settings.espa]),
        ("mqtt", [entry.bus for entry in settings.mqtt]),
    ]
    for table, names in every:
        for index, name in enumerate(names):
            if name in buses:
                fault((table, index, "bus"), f"{name!r} names two buses; give each its own name")
            buses.add(name)
    number = 0
    for index, panel in enumerate(plan.settings.modbus):
        number += 1
        _plan_modbus(plan, panel, number, ("modbus", index), fault)
    for index, line in enumerate(plan.settings.espa):
        number += 1
        _plan_espa(plan, line, number, ("espa", index), fault)
    for index, bus in enumerate(plan.settings.mqtt):
        _plan_detectors(plan, bus, ("mqtt", index), fault)


def _plan_modbus(plan: Plan, panel: ModbusSettings, number: int, place: Place, fault: Fault) -> None:
    profile = plan.profiles[panel.profile].profile
    registers = profile.registers
    assert registers is not None  # noqa: S101 - the transport was checked
    stale = panel.stale_after_s or profile.stale_after_s
    _watch_panel(plan, panel.bus, panel.device_label, panel.place, profile, stale, number, place, fault)
    planned = ModbusPlan(panel, registers, panel.bus)
    for index, point in enumerate(panel.point):
        where = (*place, "point", index)
        try:
            register = registers.register_of(point.loop, point.device)
        except ValueError as error:
            fault(where, f"{error}; correct `loop` or `device`")
            continue
        if register in planned.points:
            fault(where, f"loop {point.loop} device {point.device} is given twice; remove one")
            continue
        name = point.part or f"{panel.bus}/{point.loop}-{point.device:03}"
        planned.points[register] = RegisterPoint(name)
        address = point.component_address if point.component_address is not None else register
        _watch(plan, _part(name, point, profile, number, address, stale), panel.bus, where, fault)
    if panel.power:
        for fixed in registers.fixed:
            name = f"{panel.bus}/{fixed.name}"
            label = Label(fixed.label.zh, fixed.label.en)
            planned.points[fixed.register_address] = RegisterPoint(name, fixed)
            part = Part(
                name,
                profile.system_type,
                number & 0xFF,
                fixed.component_type,
                fixed.register_address,
                label,
                panel.place.label(),
                stale,
                profile.profile,
            )
            _watch(plan, part, panel.bus, place, fault)
    plan.modbus.append(planned)


def _plan_espa(plan: Plan, line: EspaSettings, number: int, place: Place, fault: Fault) -> None:
    profile = plan.profiles[line.profile].profile
    assert profile.panel_text is not None  # noqa: S101 - the transport was checked
    stale = (line.stale_after_s or profile.stale_after_s) if line.supervised else None
    _watch_panel(plan, line.bus, line.device_label, line.place, profile, stale, number, place, fault)
    planned = EspaPlan(line, profile.panel_text, line.bus)
    for index, point in enumerate(line.point):
        where = (*place, "point", index)
        loop_text, _, device_text = point.address.rpartition("-")
        loop, device = int(loop_text or 0), int(device_text)
        if (loop, device) in planned.points:
            fault(where, f"address {point.address} is given twice; remove one")
            continue
        name = point.part or f"{line.bus}/{f'{loop}-{device:03}' if loop_text else device_text}"
        planned.points[(loop, device)] = name
        address = point.component_address if point.component_address is not None else loop << 16 | device
        _watch(plan, _part(name, point, profile, number, address, None), line.bus, where, fault)
    plan.espa.append(planned)


def _plan_detectors(plan: Plan, bus: DetectorsSettings, place: Place, fault: Fault) -> None:
    planned = DetectorsPlan(bus)
    for index, device in enumerate(bus.device):
        where = (*place, "device", index)
        profile = plan.profiles[device.profile].profile
        assert profile.json_device is not None  # noqa: S101 - the transport was checked
        name = device.part or device.topic.rsplit("/", 1)[-1]
        address = device.component_address if device.component_address is not None else index + 1
        stale = device.stale_after_s or profile.stale_after_s
        _watch(plan, _part(name, device, profile, 0, address, stale), None, where, fault)
        for message in profile.json_device.messages:
            topic = f"{device.topic}/{message.suffix}" if message.suffix else device.topic
            if topic in planned.topics:
                fault(where, f"topic {topic!r} belongs to two devices; correct one")
            planned.topics[topic] = TopicPlan(name, message)
    plan.mqtt.append(planned)


def _watch_panel(
    plan: Plan,
    bus: str,
    label: LabelSettings,
    where: LabelSettings,
    profile: Profile,
    stale: float | None,
    number: int,
    place: Place,
    fault: Fault,
) -> None:
    named = label.label() if label.zh or label.en else Label(profile.label.zh, profile.label.en)
    part = Part(
        bus,
        profile.system_type,
        number & 0xFF,
        profile.component_type,
        0,
        named,
        where.label(),
        stale,
        profile.profile,
    )
    _watch(plan, part, None, place, fault)


def _part(
    name: str,
    point: PointSettings | DeviceSettings,
    profile: Profile,
    number: int,
    address: int,
    stale: float | None,
) -> Part:
    label = point.device_label
    return Part(
        part=name,
        system_type=profile.system_type if point.system_type is None else point.system_type,
        system_address=number & 0xFF,
        component_type=point.component_type or profile.component_type,
        component_address=address,
        device=label.label() if label.zh or label.en else Label(profile.label.zh, profile.label.en),
        place=point.place.label(),
        stale_after_s=stale,
        profile=profile.profile,
    )


def _watch(plan: Plan, part: Part, carrier: str | None, place: Place, fault: Fault) -> None:
    if part.part in plan.watched:
        fault(place, f"part {part.part!r} exists already; set another `part`")
        return
    plan.watched[part.part] = Watched(part, carrier)
