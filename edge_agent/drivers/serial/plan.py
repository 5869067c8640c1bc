"""From `[[serial]]` to what the driver listens for: each address with its part."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from device_profiles.finding import canonical_address
from device_profiles.serial_panel import protocols
from device_profiles.serial_panel.schema import SerialPanel
from edge_agent.drivers.serial.settings import SerialSettings
from edge_agent.drivers.serial_port import LineSettings
from edge_agent.planning import BusPlan, Place, Planner

#: Modules (`M`) count apart from detectors (`D`); in a component address they begin here.
_MODULES = 0x8000
_NUMBERS = re.compile(r"([-DM]?)([0-9]+)")


@dataclass(kw_only=True)
class SerialPlan(BusPlan):
    """A panel on a serial line: its own part, and each canonical address with its part."""

    settings: SerialSettings
    texts: SerialPanel
    panel: str
    points: dict[str, str] = field(default_factory=dict)

    @property
    def line(self) -> LineSettings:
        """The line's speed and frame: the settings' where they say, else the profile's."""
        own, profile = self.settings, self.texts
        return LineSettings(
            own.baudrate or profile.baudrate,
            own.bytesize or profile.bytesize,
            own.parity or profile.parity,
            own.stopbits or profile.stopbits,
        )

    @property
    def poll_s(self) -> float | None:
        """Seconds between two questions; None where the panel speaks by itself."""
        return self.settings.poll_s or self.texts.poll_s

    @property
    def store_within_s(self) -> float:
        """Seconds within which a frame must be stored to be confirmed."""
        return self.settings.store_within_s or self.texts.answer_within_s


def plan_bus(settings: SerialSettings, planner: Planner, place: Place) -> SerialPlan:
    """Plan one `[[serial]]` table. Raises CannotPlan."""
    profile = planner.profile(settings.profile, "serial", (*place, "profile"))
    texts = profile.serial_panel
    assert texts is not None  # noqa: S101 - the transport was checked
    if settings.poll_s is not None and not protocols.receiver(texts).poll():
        planner.fault((*place, "poll_s"), f"a panel of {texts.protocol} is not asked; remove `poll_s`")
    supervised = texts.supervised if settings.supervised is None else settings.supervised
    stale = (settings.stale_after_s or profile.stale_after_s) if supervised else None
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
        address = canonical_address(point.address)
        if address in plan.points:
            planner.fault(where, f"address {point.address} is given twice; remove one")
            continue
        name = point.part or f"{settings.bus}/{_printed(address)}"
        plan.points[address] = name
        planner.point(plan, name, point, profile, component_address(address), None, settings.bus, where)
    return plan


def _printed(address: str) -> str:
    """As panels print it: the device of a loop with three digits."""
    head, dash, device = address.rpartition("-")
    return f"{head}-{int(device):03}" if dash and device.isdecimal() else address


def component_address(address: str) -> int:
    """The address as one number of 32 bits: the device in the lower half, its loop and panel above it."""
    *above, device = (
        int(digits) + (_MODULES if kind == "M" else 0) for kind, digits in _NUMBERS.findall(address)
    )
    if not above:
        return device
    value = 0
    for number in above:
        value = value << 8 | number
    return (value << 16 | device & 0xFFFF) & 0xFFFF_FFFF
