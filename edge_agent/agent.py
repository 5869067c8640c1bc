"""The agent: drivers, intake, spool and uplink wired together, and what is due by the clock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from edge_agent import self_report
from edge_agent.clock_state import ClockState
from edge_agent.drivers.families import serve
from edge_agent.intake import Intake
from edge_agent.normaliser import Normaliser
from edge_agent.plan import Plan
from edge_agent.spool import Spool
from edge_agent.spool_record import Rank
from edge_agent.supervision import end_all, kept_up
from edge_agent.uplink import Uplink
from runtime.clock import Clock, SystemClock
from runtime.mqtt_line import MqttLine

_TICK_S = 1.0
#: Snapshots that may wait for a receipt; with more the link is down and another would say nothing new.
_SNAPSHOTS_WAITING = 2


class Agent:
    """One gateway's agent; `run` serves until `stop` is set."""

    def __init__(self, plan: Plan, clock: Clock | None = None) -> None:
        self.plan = plan
        self._clock = clock or SystemClock()
        self._clock_state = ClockState(self._clock, plan.settings.clock)

    async def run(self, stop: asyncio.Event, on_ready: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop` is set; then store what is on its way and close."""
        settings = self.plan.settings
        self.spool = Spool.open(settings.spool.path, settings.spool.limit_bytes)
        self._started_at = self._clock_state.stamp().ts
        normaliser = Normaliser(
            settings.gateway, self.plan.watched.values(), self.spool.levels, self._clock.monotonic()
        )
        self.intake = Intake(normaliser, self.spool, self._clock, self._clock_state, settings.reading_batch_s)
        self.line = MqttLine(
            settings.uplink.model_copy(update={"client_id": settings.uplink.client_id or settings.gateway}),
            Uplink.subscriptions(settings.area, settings.gateway),
        )
        self.uplink = Uplink(
            self.spool,
            self.line,
            settings.area,
            settings.gateway,
            self._clock,
            resend_after_s=settings.uplink.resend_after_s,
            resend_limit_s=settings.uplink.resend_limit_s,
        )
        self.drivers = [serve(bus, self.intake.observe) for bus in self.plan.buses]
        self.line.on_connect.append(self._cloud_is_back)
        self._send_inventory()
        work = [
            kept_up("line", self.line.run),
            kept_up("uplink", self.uplink.run),
            *(kept_up(driver.bus.name, driver.run) for driver in self.drivers),
            kept_up("clockwork", self._clockwork),
        ]
        tasks = [asyncio.create_task(part) for part in work]
        try:
            on_ready()
            await stop.wait()
        finally:
            await end_all(tasks[2:])
            await self.intake.flush()
            await end_all(tasks[:2])
            await self.spool.close()

    async def _clockwork(self) -> None:
        """Silence, health and snapshots, each at its pace."""
        settings = self.plan.settings
        loop = asyncio.get_running_loop()
        due = {
            self.intake.tick: (loop.time() + _TICK_S, _TICK_S),
            self._send_health: (loop.time(), settings.health_interval_s),
            self._send_snapshot: (loop.time() + settings.snapshot_interval_s, settings.snapshot_interval_s),
        }
        while True:
            await asyncio.sleep(max(0.0, min(at for at, _ in due.values()) - loop.time()))
            for action, (at, interval) in due.items():
                if at <= loop.time():
                    due[action] = (max(at + interval, loop.time()), interval)
                    action()

    def _send_health(self) -> None:
        buses = [driver.health() for driver in self.drivers]
        self.intake.store(
            [
                self_report.health(
                    self.plan,
                    self.spool,
                    buses,
                    self._clock_state.stamp(),
                    self._started_at,
                    link_ok=self.uplink.link_ok,
                )
            ]
        )

    def _send_snapshot(self) -> None:
        if self.spool.state.held[Rank.SNAPSHOT] < _SNAPSHOTS_WAITING:
            self.intake.snapshot()

    def _send_inventory(self) -> None:
        self.intake.store(self_report.inventory(self.plan, self._clock_state.stamp()))

    def _cloud_is_back(self) -> None:
        if self.line.reconnects:
            self._send_inventory()
            self._send_snapshot()
