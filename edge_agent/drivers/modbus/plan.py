"""From `[[modbus]]` to what the driver polls: each register with its point."""

from __future__ import annotations

from dataclasses import dataclass, field

from device_profiles.registers.schema import FixedPoint, RegisterMap
from edge_agent.drivers.modbus.settings import ModbusSettings
from edge_agent.planning import BusPlan, Place, Planner
from edge_agent.site_terms import LabelSettings, PointSettings


@dataclass(frozen=True)
class RegisterPoint:
    """What a register speaks of."""

    part: str
    fixed: FixedPoint | None = None


@dataclass(kw_only=True)
class ModbusPlan(BusPlan):
    """A Modbus panel: its own part, and each register with its point."""

    settings: ModbusSettings
    registers: RegisterMap
    panel: str
    points: dict[int, RegisterPoint] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"modbus {self.name}: {len(self.points)} registers"


def plan_bus(settings: ModbusSettings, planner: Planner, place: Place) -> ModbusPlan:
    """Plan one `[[modbus]]` table. Raises CannotPlan."""
    profile = planner.profile(settings.profile, "modbus", (*place, "profile"))
    registers = profile.registers
    assert registers is not None  # noqa: S101 - the transport was checked
    stale = settings.stale_after_s or profile.stale_after_s
    plan = ModbusPlan(
        settings.bus,
        "modbus",
        planner.mark(settings, settings.profile),
        settings=settings,
        registers=registers,
        panel=settings.bus,
    )
    planner.panel(plan, settings.bus, settings, profile, stale, place)
    for index, point in enumerate(settings.point):
        where = (*place, "point", index)
        try:
            register = registers.register_of(point.loop, point.device)
        except ValueError as error:
            planner.fault(where, f"{error}; correct `loop` or `device`")
            continue
        if register in plan.points:
            planner.fault(where, f"loop {point.loop} device {point.device} is given twice; remove one")
            continue
        name = point.part or f"{settings.bus}/{point.loop}-{point.device:03}"
        plan.points[register] = RegisterPoint(name)
        planner.point(plan, name, point, profile, register, stale, settings.bus, where)
    for fixed in registers.fixed if settings.power else ():
        name = f"{settings.bus}/{fixed.name}"
        plan.points[fixed.register_address] = RegisterPoint(name, fixed)
        shown = PointSettings(
            component_type=fixed.component_type,
            device_label=LabelSettings(zh=fixed.label.zh, en=fixed.label.en),
            place=settings.place,
        )
        planner.point(plan, name, shown, profile, fixed.register_address, stale, settings.bus, place)
    return plan
