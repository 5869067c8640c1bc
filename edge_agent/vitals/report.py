"""What the agent knows of itself, in the shapes that the centre, the door, the watchdog and systemd want."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from edge_agent import self_report
from edge_agent.buses import part_name
from edge_agent.control.reconfiguration import UPLINK
from edge_agent.drivers import driver as hooks
from edge_agent.vitals.progress import Sample
from telemetry.messages import BusHealth, Vitals

if TYPE_CHECKING:
    from edge_agent.agent import Agent

#: Seconds without a tick after which the clockwork is stuck.
_CLOCKWORK_S = 30.0


class AgentReport:
    """Looks at a running agent."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent

    def clock(self) -> Mapping[str, Any]:
        """The clock: whether it is believed, and how far it is from the centre's."""
        state, offset = self._agent.clock_state, self._agent.clock_offset()
        return {
            "synced": state.stamp().synced,
            "offset_ms": None if offset is None else round(offset.ms, 1),
            "error_ms": None if offset is None else round(offset.error_ms, 1),
            "source": state.source,
            "jumps": state.jumps,
            "last_jump_ms": state.last_jump_ms,
        }

    def config(self) -> Mapping[str, Any]:
        """Which settings it runs with."""
        agent = self._agent
        return {
            "path": str(agent.plan.path or ""),
            "mark": agent.plan.mark,
            "applied_at": agent.config_at,
            "last_fault": agent.config_fault,
        }

    def rows(self) -> list[BusHealth]:
        """Every bus, the line to the centre; the door and the models while something is wrong there."""
        agent = self._agent
        rows = [*agent.buses.health(), agent.link.row()]
        if agent.doorkeeper.fault:
            rows.append(BusHealth("door", "http", False, last_error=agent.doorkeeper.fault[:512]))
        return rows + agent.models.faults()

    def vitals(self) -> Vitals:
        """What goes on inside."""
        agent = self._agent
        state, offset = agent.clock_state, agent.clock_offset()
        return Vitals(
            config_mark=agent.plan.mark,
            config_at=agent.config_at,
            config_fault=(agent.config_fault or agent.models.model_fault)[:512],
            clock_offset_ms=None if offset is None else offset.ms,
            clock_offset_error_ms=None if offset is None else offset.error_ms,
            clock_jumps=state.jumps,
            clock_jump_ms=state.last_jump_ms,
            broker=agent.line.active if agent.line.connected else "",
            certificate_days=agent.link.certificate_days(),
            tasks=len(asyncio.all_tasks()),
            fds=self_report.open_files(),
            restarts={name[:128]: count for name, count in agent.supervisor.restarts.most_common(256)},
            queues={
                "spool": agent.spool.waiting,
                "uplink": agent.uplink.under_way,
                "line": agent.line.waiting,
                "readings": agent.intake.readings_waiting,
                "commands": agent.commands.waiting,
            },
            stuck=[name[:128] for name in agent.watchdog.verdict.stuck[:64]],
            models=agent.models.health(),
        )

    def samples(self) -> list[Sample]:
        """What the watchdog looks at."""
        agent = self._agent
        agent.link.look()
        limits, state = agent.plan.settings.watchdog, agent.spool.state
        sending = agent.line.connected and any(state.held.values())
        # A record without a receipt is sent again at pauses that grow so far.
        patience = max(limits.uplink_s, 2 * agent.plan.settings.uplink.resend_limit_s)
        return [
            Sample("clockwork", agent.clockwork.ticks, _CLOCKWORK_S),
            # A full disk is no reason to begin anew; a broken file is, for a start saves what is legible.
            Sample(
                "spool",
                0 if state.broken else state.commits + state.failures,
                limits.spool_s if agent.spool.waiting or state.broken else None,
                can_restart=False,
            ),
            Sample("uplink", agent.uplink.steps, patience if sending else None),
            *(
                Sample(part_name(name), *hooks.progress(driver))
                for name, driver in agent.buses.drivers.items()
            ),
        ]

    def progress(self) -> dict[str, object]:
        """What stands in the progress file."""
        agent = self._agent
        return {
            **self_report.process_identity(agent.started_at),
            "commits": agent.spool.state.commits,
            "receipts": agent.uplink.receipts,
            "link_ok": agent.uplink.link_ok,
            "buses_up": len(agent.up() - {UPLINK}),
            "buses": len(agent.buses.drivers),
            "config_mark": agent.plan.mark,
        }

    def status_line(self) -> str:
        """One line for `systemctl status`."""
        agent = self._agent
        link = f"linked to {agent.line.broker}" if agent.line.connected else "no link"
        held = sum(agent.spool.state.held.values())
        up = len(agent.up() - {UPLINK})
        return f"{up} of {len(agent.buses.drivers)} buses up, {link}, {held} records wait"
