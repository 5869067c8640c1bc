"""From settings to what the agent watches: profiles loaded, each point its part, mistakes told by line."""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edge_agent.config import AgentSettings
from edge_agent.drivers.families import FAMILIES
from edge_agent.planning import BusPlan, CannotPlan, Place, Planner
from edge_agent.watch import Watched
from runtime import toml_lines
from runtime.settings import Settings, SettingsError, load


@dataclass(frozen=True)
class Plan:
    """Everything the agent needs to know before it starts."""

    settings: AgentSettings
    buses: tuple[BusPlan, ...] = ()
    #: Each profile in use with its version and hash.
    marks: Mapping[str, str] = field(default_factory=dict)
    #: The file it came from and what stood in it; None and empty for a plan made otherwise.
    path: Path | None = None
    text: str = ""
    #: Why this plan was taken instead of the one that was asked for; empty when it is that one.
    fault: str = ""

    @property
    def mark(self) -> str:
        """The whole of it in short: equal for two plans exactly when nothing differs."""
        told = [self.settings.model_dump_json(), *(f"{bus.name} {bus.mark}" for bus in self.buses)]
        told += [f"{name} {mark}" for name, mark in self.marks.items()]
        return hashlib.sha256("\0".join(told).encode()).hexdigest()[:16]

    def at(self, path: Path) -> Plan:
        """The same plan as read from another file of the same folder."""
        return dataclasses.replace(self, path=path)

    @property
    def watched(self) -> dict[str, Watched]:
        """Every part under watch, in the order of the settings."""
        return {name: entry for bus in self.buses for name, entry in (bus.watched | bus.found).items()}


def load_plan(path: Path) -> Plan:
    """Read the settings file and check it whole. Raises SettingsError with a line for every fault."""
    settings = load(path, AgentSettings)
    text = path.read_text(encoding="utf-8-sig")
    planner = Planner(settings.gateway, settings.profiles)
    buses: list[BusPlan] = []
    for name, family in FAMILIES.items():
        for index, table in enumerate(getattr(settings, name)):
            planner.bus(table.bus, (name, index))
            with contextlib.suppress(CannotPlan):
                buses.append(family.plan(table, planner, (name, index)))
    if planner.faults:
        index_of = toml_lines.line_index(text)
        raise SettingsError("\n".join(_told(path, index_of, place, why) for place, why in planner.faults))
    marks = {name: loaded.mark for name, loaded in sorted(planner.profiles.items())}
    return Plan(_without_points(settings), tuple(buses), marks, path, text)


def _without_points(settings: AgentSettings) -> AgentSettings:
    """The settings without their lists of points: thousands of models, and the plan keeps what counts."""
    lasting = {name: tuple(map(_bare, getattr(settings, name))) for name in FAMILIES}
    return settings.model_copy(update=lasting)


def _bare(table: Settings) -> Settings:
    bare: dict[str, object] = {name: () for name in ("point", "reading") if hasattr(table, name)}
    units = getattr(table, "unit", None)
    if isinstance(units, tuple):
        bare["unit"] = tuple(map(_bare, units))
    return table.model_copy(update=bare)


def _told(path: Path, lines: Mapping[Place, int], place: Place, why: str) -> str:
    line = next((lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines), 1)
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    return f"{path}:{line}: {key}: {why}"
