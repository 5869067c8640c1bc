"""From `[[serial]]` to what the driver listens for: each address with its part."""

from __future__ import annotations

from dataclasses import dataclass, field

from device_profiles.finding import canonical_address
from device_profiles.serial_panel.schema import SerialPanel
from edge_agent.drivers.serial.settings import SerialSettings
from edge_agent.planning import BusPlan, Place, Planner


@dataclass(kw_only=True)
class SerialPlan(BusPlan):
    """A panel on a serial line: its own part, and each canonical address with its part."""

    settings: SerialSettings
    texts: SerialPanel
    panel: str
    points: dict[str, str] = field(default_factory=dict)


def plan_bus(settings: SerialSettings, planner: Planner, place: Place) -> SerialPlan:
    """Plan one `[[serial]]` table. Raises CannotPlan."""
    profile = planner.profile(settings.profile, "serial", (*place, "profile"))
    texts = profile.serial_panel
    assert texts is not None  # noqa: S101 - the transport was checked
    stale = (settings.stale_after_s or profile.stale_after_s) if settings.supervised else None
    plan = SerialPlan(
        settings.bus,
        "serial",
        planner.mark(settings, settings.profile),
        settings=settings,
        texts=texts,
        panel=settings.bus,
    )
    planner.panel(plan, settings.bus, settings, profile, stale, place)
    for index, point in enumerate(settings.point):
        where = (*place, "point", index)
        loop_text, _, device_text = point.address.rpartition("-")
        loop, device = int(loop_text or 0), int(device_text)
        address = canonical_address(point.address)
        if address in plan.points:
            planner.fault(where, f"address {point.address} is given twice; remove one")
            continue
        name = point.part or f"{settings.bus}/{f'{loop}-{device:03}' if loop_text else device_text}"
        plan.points[address] = name
        planner.point(plan, name, point, profile, loop << 16 | device, None, settings.bus, where)
    return plan
