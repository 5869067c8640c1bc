"""From `[[uitd]]` to whom the driver listens: devices by address, components and systems with their parts."""

from __future__ import annotations

from dataclasses import dataclass, field

from device_profiles.finding import canonical_address
from device_profiles.uitd.schema import UitdDevice
from edge_agent.drivers.uitd.settings import UitdDeviceSettings, UitdSettings
from edge_agent.planning import BusPlan, CannotPlan, Place, Planner
from edge_agent.site_terms import LabelSettings
from telemetry.component_types import SYSTEM_TYPES
from telemetry.gb26875.addresses import COMPONENT_HABITS, DEVICE_HABITS
from telemetry.messages import Label, Part

#: The bus's own part, of which devices are told that nobody listed: a monitoring gateway.
_SYSTEM_TYPE, _COMPONENT_TYPE = 129, 130
_BUS_LABEL = Label("用户信息传输装置接入", "access of transmission devices")
_WIDEST = 0xFFFF_FFFF


@dataclass
class UnitPlan:
    """One device: its address on the wire, its part, and the parts behind it."""

    part: str
    address: bytes
    habits: UitdDevice
    #: Component address and, where the settings say, the system's address -> part.
    points: dict[tuple[int | None, str], str] = field(default_factory=dict)
    #: Type and address of a system -> part.
    systems: dict[tuple[int, int], str] = field(default_factory=dict)

    def part_of(self, system: tuple[int, int] | None, address: str | None) -> str | None:
        """The part a report is of; None when the settings do not list it."""
        if address is not None:
            own = self.points.get((system[1], address)) if system else None
            return own or self.points.get((None, address))
        return None if system is None else self.systems.get(system)

    @property
    def parts(self) -> list[str]:
        """The device's part and all behind it."""
        return [self.part, *self.systems.values(), *self.points.values()]


@dataclass(kw_only=True)
class UitdPlan(BusPlan):
    """A bus of transmission devices."""

    settings: UitdSettings
    units: dict[bytes, UnitPlan] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"uitd {self.name}: {len(self.units)} devices, {len(self.watched)} parts"


def plan_bus(settings: UitdSettings, planner: Planner, place: Place) -> UitdPlan:
    """Plan one `[[uitd]]` table. Mistakes are told to the planner."""
    profiles = [device.profile for device in settings.device]
    label = settings.device_label.label()
    plan = UitdPlan(settings.bus, "uitd", settings=settings)
    own = Part(
        part=settings.bus,
        system_type=_SYSTEM_TYPE,
        system_address=0,
        component_type=_COMPONENT_TYPE,
        component_address=0,
        device=label if label.zh or label.en else _BUS_LABEL,
        place=settings.place.label(),
    )
    planner.watch(plan, own, None, place)
    for index, device in enumerate(settings.device):
        _plan_unit(plan, device, planner, (*place, "device", index))
    if not planner.faults:
        plan.mark = planner.mark(settings, *profiles)
    return plan


def _plan_unit(plan: UitdPlan, settings: UitdDeviceSettings, planner: Planner, place: Place) -> None:
    try:
        profile = planner.profile(settings.profile, "uitd", (*place, "profile"))
    except CannotPlan:
        return
    habits = profile.uitd
    assert habits is not None  # noqa: S101 - the transport was checked
    try:
        address = DEVICE_HABITS[habits.device_address].pack(settings.address)
    except ValueError as fault:
        planner.fault((*place, "address"), f"{fault}; correct it, or choose another profile")
        return
    if address in plan.units:
        planner.fault((*place, "address"), f"device {settings.address} is given twice; remove one")
        return
    part = settings.part or f"{plan.name}/{settings.address}"
    unit = plan.units[address] = UnitPlan(part, address, habits)
    stale = settings.stale_after_s or profile.stale_after_s
    planner.panel(plan, part, settings, profile, stale, place)
    for index, system in enumerate(settings.system):
        where = (*place, "system", index)
        key = (system.system_type, system.system_address)
        if key in unit.systems:
            planner.fault(where, f"system {key[0]}-{key[1]} is given twice; remove one")
            continue
        name = system.part or f"{part}/system-{key[0]}-{key[1]}"
        term = SYSTEM_TYPES.name(key[0])
        if not (system.device_label.zh or system.device_label.en):
            system = system.model_copy(update={"device_label": LabelSettings(zh=term.zh, en=term.en)})
        unit.systems[key] = name
        planner.point(plan, name, system, profile, 0, None, part, where)
    habit = COMPONENT_HABITS[habits.component_address]
    for index, point in enumerate(settings.point):
        where = (*place, "point", index)
        shown_address = canonical_address(point.address)
        try:
            number = int.from_bytes(habit.pack(shown_address), "little") & _WIDEST
        except ValueError as fault:
            planner.fault((*where, "address"), f"{fault} ({habit.en}); correct it, or choose another profile")
            continue
        if (point.system_address, shown_address) in unit.points:
            planner.fault(where, f"address {point.address} is given twice; remove one")
            continue
        owner = "" if point.system_address is None else f"{point.system_address}/"
        name = point.part or f"{part}/{owner}{shown_address}"
        unit.points[(point.system_address, shown_address)] = name
        planner.point(plan, name, point, profile, number, None, part, where)
