"""From settings to what the agent watches: profiles loaded, each point its part, mistakes told by line."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from edge_agent.config import AgentSettings
from edge_agent.drivers.families import FAMILIES
from edge_agent.planning import BusPlan, CannotPlan, Place, Planner
from edge_agent.watch import Watched
from runtime import toml_lines
from runtime.settings import SettingsError, load


@dataclass(frozen=True)
class Plan:
    """Everything the agent needs to know before it starts."""

    settings: AgentSettings
    buses: tuple[BusPlan, ...] = ()
    #: Each profile in use with its version and hash.
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def watched(self) -> dict[str, Watched]:
        """Every part under watch, in the order of the settings."""
        return {name: entry for bus in self.buses for name, entry in bus.watched.items()}


def load_plan(path: Path) -> Plan:
    """Read the settings file and check it whole. Raises SettingsError with a line for every fault."""
    settings = load(path, AgentSettings)
    planner = Planner(settings.gateway, settings.profiles)
    buses: list[BusPlan] = []
    for name, family in FAMILIES.items():
        for index, table in enumerate(getattr(settings, name)):
            planner.bus(table.bus, (name, index))
            with contextlib.suppress(CannotPlan):
                buses.append(family.plan(table, planner, (name, index)))
    if planner.faults:
        index_of = toml_lines.line_index(path.read_text(encoding="utf-8-sig"))
        raise SettingsError("\n".join(_told(path, index_of, place, why) for place, why in planner.faults))
    marks = {name: loaded.mark for name, loaded in sorted(planner.profiles.items())}
    return Plan(settings, tuple(buses), marks)


def _told(path: Path, lines: Mapping[Place, int], place: Place, why: str) -> str:
    line = next((lines[place[:n]] for n in range(len(place), -1, -1) if place[:n] in lines), 1)
    key = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).lstrip(".")
    return f"{path}:{line}: {key}: {why}"
