"""What a family of buses uses while it plans one: profiles, parts under watch, and mistakes told by place."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from device_profiles import loader
from device_profiles.loader import LoadedProfile, ProfileError
from device_profiles.schema import Profile
from edge_agent.site_terms import DeviceSettings, LabelSettings, PointSettings
from edge_agent.watch import Watched
from runtime.settings import Settings
from telemetry.messages import Label, Part

#: Where a setting stands in the file: keys, and indices of lists.
Place = tuple[str | int, ...]


class CannotPlan(Exception):
    """A bus that cannot be planned, for a fault that was told already."""


@dataclass
class BusPlan:
    """One bus, ready to be served. A family adds what its driver needs."""

    #: The bus's name, and the part that stands for its panel where it has one.
    name: str
    #: The key of its table in the settings file.
    family: str
    #: Equal for two plans of a bus exactly when nothing that its driver reads differs.
    mark: str = ""
    watched: dict[str, Watched] = field(default_factory=dict)
    #: Parts that its driver found by itself while it runs.
    found: dict[str, Watched] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """One line for people."""
        return f"{self.family} {self.name}: {len(self.watched)} parts"


class Planner:
    """Plans the buses of one settings file. Faults are gathered, so that all of them are told at once."""

    def __init__(self, gateway: str, own_profiles: Path | None) -> None:
        self.gateway = gateway
        self.profiles: dict[str, LoadedProfile] = {}
        self.faults: list[tuple[Place, str]] = []
        self._own_profiles = own_profiles
        self._parts: set[str] = set()
        self._buses: set[str] = set()
        self._ports: set[str] = set()
        self._number = 0

    def fault(self, place: Place, why: str) -> None:
        """Note a mistake; `why` ends with the cure."""
        self.faults.append((place, why))

    def bus(self, name: str, place: Place) -> None:
        """Take the name for a bus, and the next number for its panel's system address."""
        if name in self._buses:
            self.fault((*place, "bus"), f"{name!r} names two buses; give each its own name")
        self._buses.add(name)
        self._number += 1

    def port(self, selector: str, place: Place) -> None:
        """Take a serial port for a bus: a port has one owner."""
        if selector in self._ports:
            self.fault(place, f"port {selector!r} belongs to two buses; put what shares a line on one bus")
        self._ports.add(selector)

    def next_panel(self) -> None:
        """Take the next number for another panel on the same bus."""
        self._number += 1

    def profile(self, name: str, transport: str, place: Place) -> Profile:
        """The profile of that name, which must be for that transport. Raises CannotPlan."""
        if name not in self.profiles:
            try:
                self.profiles[name] = loader.load(name, self._own_profiles)
            except ProfileError as error:
                self.fault(place, str(error))
                raise CannotPlan from None
        profile = self.profiles[name].profile
        if profile.transport != transport:
            self.fault(
                place,
                f"profile {name!r} is for {profile.transport}, not {transport}; choose one for {transport}",
            )
            raise CannotPlan
        return profile

    def mark(self, settings: Settings, *profiles: str) -> str:
        """What a bus's driver is made from, in short: its settings and its profiles."""
        told = [self.gateway, settings.model_dump_json()]
        told += [self.profiles[name].mark for name in sorted(set(profiles))]
        return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]

    def panel(
        self,
        plan: BusPlan,
        name: str,
        settings: DeviceSettings,
        profile: Profile,
        stale: float | None,
        place: Place,
    ) -> None:
        """Watch the panel itself, as part `name`."""
        named = _label(settings.device_label, profile)
        part = self._part(name, profile, profile.component_type, 0, named, settings.place, stale)
        self.watch(plan, part, None, place)

    def point(
        self,
        plan: BusPlan,
        name: str,
        settings: PointSettings,
        profile: Profile,
        address: int,
        stale: float | None,
        carrier: str | None,
        place: Place,
    ) -> None:
        """Watch a point; `address` is its component address unless the settings give one."""
        given = settings.component_address
        part = self._part(
            name,
            profile,
            settings.component_type or profile.component_type,
            address if given is None else given,
            _label(settings.device_label, profile),
            settings.place,
            stale,
            settings.system_type,
        )
        self.watch(plan, part, carrier, place)

    def _part(
        self,
        name: str,
        profile: Profile,
        component_type: int,
        address: int,
        device: Label,
        place: LabelSettings,
        stale: float | None,
        system_type: int | None = None,
    ) -> Part:
        return Part(
            part=name,
            system_type=profile.system_type if system_type is None else system_type,
            system_address=self._number & 0xFF,
            component_type=component_type,
            component_address=address,
            device=device,
            place=place.label(),
            stale_after_s=stale,
            profile=profile.profile,
        )

    def watch(self, plan: BusPlan, part: Part, carrier: str | None, place: Place) -> None:
        """Put a part under watch; a name that is taken is a fault."""
        if part.part in self._parts:
            self.fault(place, f"part {part.part!r} exists already; set another `part`")
            return
        self._parts.add(part.part)
        plan.watched[part.part] = Watched(part, carrier)


def _label(given: LabelSettings, profile: Profile) -> Label:
    return given.label() if given.zh or given.en else Label(profile.label.zh, profile.label.en)
