"""What the agent shows and does through its door."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import msgspec

from edge_agent.control import duty_check
from edge_agent.drivers import driver as hooks
from edge_agent.drivers.driver import Driver
from edge_agent.intake.normaliser import Normaliser
from edge_agent.local import metrics
from edge_agent.local.latest import LatestValues
from edge_agent.local.watchers import Watchers
from edge_agent.spool.spool import Spool
from edge_agent.version import version
from telemetry.analog_types import ANALOG_TYPES
from telemetry.event_kinds import EVENT_KINDS, EventKind

if TYPE_CHECKING:
    from edge_agent.agent import Agent


#: How people call the kinds and the analog types, for a page that carries no table of its own.
_TERMS = {
    "kinds": {
        entry.kind.value: {"zh": entry.zh, "en": entry.en, "rank": entry.rank}
        for entry in EVENT_KINDS.values()
    },
    "analog": {
        entry.slug: {"zh": entry.zh, "en": entry.en, "unit": entry.unit} for entry in ANALOG_TYPES.values()
    },
}


class AgentInside:
    """The agent as its door sees it."""

    def __init__(self, agent: Agent, watchers: Watchers, latest: LatestValues) -> None:
        self._agent = agent
        self._latest = latest
        self.watchers = watchers

    def status(self) -> Mapping[str, Any]:
        """Everything there is to know on site; times in ms UTC."""
        agent = self._agent
        settings, vitals = agent.plan.settings, agent.report.vitals()
        return {
            "gateway": settings.gateway,
            "area": settings.area,
            "building": {"zh": settings.building.zh, "en": settings.building.en},
            "version": version(),
            "started_at": agent.started_at,
            "now": agent.stamp().ts,
            "clock": agent.report.clock(),
            "link": agent.link.told(),
            "spool": spool_row(agent.spool),
            "buses": [msgspec.to_builtins(row) for row in agent.report.rows()],
            "parts": part_rows(agent.normaliser, self._latest, agent.drivers),
            "duty": duty_check.waiting(agent.commands.remembered()),
            "config": agent.report.config(),
            "vitals": msgspec.to_builtins(vitals),
            "models": agent.models.told(vitals.models),
            "walk_test": agent.walk_test.told(),
            "recordings": agent.recordings.told(),
            "watchers": {"count": self.watchers.count, "dropped": self.watchers.dropped},
            "terms": _TERMS,
        }

    async def probe(self, bus: str, address: str) -> Mapping[str, object]:
        """Read one point now. Raises CannotProbe; LookupError for a bus that is not there."""
        drivers = self._agent.buses.drivers
        if bus not in drivers:
            raise LookupError(f"there are {', '.join(drivers) or 'none'}")
        return await hooks.probe(drivers[bus], address)

    async def answer(self, seq: int, person: str) -> Mapping[str, Any]:
        """A person answers the duty check. Raises CannotAnswer."""
        return await self._agent.commands.answer(seq, person)

    async def apply(self) -> Mapping[str, Any]:
        """Take up the settings file as it stands now."""
        return (await self._agent.reconfiguration.reload("edge-agent apply")).told()

    def walk_test(self, for_s: float | None, who: str) -> Mapping[str, Any]:
        """Mark events as of a walk test for so many seconds from now; None ends it."""
        mode = self._agent.walk_test
        if for_s is None:
            mode.stop()
        else:
            mode.start(for_s, who)
        return mode.told()

    def record(self, bus: str, for_s: float | None) -> Mapping[str, Any]:
        """Record the line of a bus for so many seconds; None ends it. Raises CannotRecord; LookupError."""
        recordings = self._agent.recordings
        return recordings.stop(bus) if for_s is None else recordings.start(bus, for_s)

    def metrics(self) -> tuple[bytes, str]:
        """The figures as Prometheus reads them."""
        return metrics.text(self._agent, self.watchers)


def part_rows(
    normaliser: Normaliser, latest: LatestValues, drivers: Sequence[Driver]
) -> list[dict[str, Any]]:
    """Every part under watch, in the order of the settings."""
    values = latest.by_part()
    rows = []
    for part in normaliser.parts:
        level = normaliser.level(part.part)
        rows.append(
            {
                "part": part.part,
                "device": {"zh": part.device.zh, "en": part.device.en},
                "place": {"zh": part.place.zh, "en": part.place.en},
                "active": [
                    kind.value for kind in sorted(level.active, key=lambda kind: EVENT_KINDS[kind].rank)
                ],
                "quality": level.quality.name.lower(),
                "last_heard": normaliser.last_heard(part.part),
                "values": values.get(part.part, {}),
                "hint": hooks.how_fire_ends(drivers, part.part) if EventKind.FIRE in level.active else "",
            }
        )
    return rows


def spool_row(spool: Spool) -> dict[str, Any]:
    """What waits for receipts, what was lost, and what is wrong with the disk."""
    state = spool.state
    return {
        "bytes": state.bytes,
        "limit": spool.limit_bytes,
        "waiting": sum(state.held.values()),
        "counts": [msgspec.to_builtins(count) for count in state.counts],
        "commits": state.commits,
        "failures": state.failures,
        "refusals": state.refusals,
        "queue": spool.waiting,
        "trouble": state.trouble,
        "damage": state.damage,
    }
