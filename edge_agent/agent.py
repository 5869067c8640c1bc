"""The agent: drivers, intake, spool and uplink wired together, and everything that watches over them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from edge_agent import self_report
from edge_agent.buses import Buses
from edge_agent.clock_state import ClockState
from edge_agent.clockwork import Clockwork, Due
from edge_agent.control.commands import Commands
from edge_agent.control.difference import Difference
from edge_agent.control.reconfiguration import UPLINK, Reconfiguration
from edge_agent.control.works import works
from edge_agent.drivers.driver import Driver
from edge_agent.early_warning.models import Models
from edge_agent.enrolment.rotation import Rotation
from edge_agent.intake.intake import Intake
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Stamp
from edge_agent.local.doorkeeper import Doorkeeper
from edge_agent.local.inside import AgentInside
from edge_agent.local.latest import LatestValues
from edge_agent.local.watchers import Watchers
from edge_agent.plan import Plan
from edge_agent.recording.line_file import Header
from edge_agent.recording.live import LineRecordings, bus_header
from edge_agent.spool.record import Rank
from edge_agent.spool.spool import Spool
from edge_agent.supervision import Supervisor
from edge_agent.uplink.report import UplinkReport, broker_settings
from edge_agent.uplink.uplink import Uplink
from edge_agent.vitals.clock_offset import Offset
from edge_agent.vitals.report import AgentReport
from edge_agent.vitals.systemd import Notifier
from edge_agent.vitals.watchdog import Watchdog
from edge_agent.walk_test.mode import WalkTestMode
from runtime import logging
from runtime.clock import Clock, SystemClock
from runtime.logging import get_logger
from runtime.mqtt_pair import MqttPair, Pace

log = get_logger("agent")

_TICK_S = 1.0
#: Detectors announce themselves in crowds; the centre is told of them at once.
_PARTS_TOLD_AFTER_S = 0.5
#: Pause between two tries to open the door.
_DOOR_S = 30.0
#: Snapshots that may wait for a receipt; with more the link is down and another would say nothing new.
_SNAPSHOTS_WAITING = 2


class Agent:
    """One gateway's agent; `run` serves until `stop` is set."""

    def __init__(self, plan: Plan, clock: Clock | None = None, notifier: Notifier | None = None) -> None:
        self.plan = plan
        self.clock = clock or SystemClock()
        self._notifier = notifier or Notifier(None)
        self.report = AgentReport(self)
        self.clock_state = ClockState(self.clock, plan.settings.clock)
        self.config_at = self.started_at = self.clock_state.stamp().ts
        self.config_fault = plan.fault

    async def run(self, stop: asyncio.Event, on_ready: Callable[[], None] = lambda: None) -> None:
        """Serve until `stop` is set; then store what is on its way and close."""
        self._build()
        self.buses.start(self.plan.buses)
        self._send_inventory()
        upkeep = (
            ("line", self.line.run),
            ("uplink", self.uplink.run),
            ("commands", self.commands.run),
            ("clockwork", self.clockwork.run),
            ("settings", self.reconfiguration.run),
            ("certificate", self.rotation.run),
            ("models", self.models.run),
            ("watchdog", self.watchdog.run),
        )
        for name, run in upkeep:
            self.supervisor.start(name, run)
        try:
            await self.doorkeeper.open()
            self._notifier.ready()
            on_ready()
            await stop.wait()
        finally:
            self._notifier.stopping()
            await self.doorkeeper.shut()
            self.recordings.close()
            ending = ("watchdog", "settings", "certificate", "commands", "clockwork", "models")
            await self.supervisor.stop(*ending)
            self.models.close()
            await self.buses.stop(list(self.buses.drivers))
            if self._telling_parts is not None:
                self._telling_parts.cancel()
            await self.intake.flush()
            await self.supervisor.stop_all()
            await self.spool.close()

    def _build(self) -> None:
        settings = self.plan.settings
        self.supervisor = Supervisor()
        self.spool = Spool.open(settings.spool.path, settings.spool.limit_bytes)
        self.normaliser = Normaliser(
            settings.gateway, self.plan.watched.values(), self.spool.levels, self.clock.monotonic()
        )
        self.intake = Intake(
            self.normaliser, self.spool, self.clock, self.clock_state, settings.reading_batch_s
        )
        self.walk_test = WalkTestMode(self.clock)
        self.intake.mark = self.walk_test.mark
        self.models = Models(
            lambda: self.plan.settings.early_warning,
            lambda: self.plan.settings.models,
            lambda: self.plan.watched,
            self.normaliser,
            self.intake.observe,
            self.clock,
            settings.spool.path.parent,
        )
        self.intake.on_heard = self.models.hear
        self.watchers, self._latest = Watchers(), LatestValues()
        self.spool.on_messages += [self.watchers.stored, self._latest.stored]
        primary, backup, pace = _brokers(self.plan)
        self.line = MqttPair(primary, backup, Uplink.subscriptions(settings.area, settings.gateway), pace)
        self.uplink = Uplink(
            self.spool,
            self.line,
            settings.area,
            settings.gateway,
            self.clock,
            resend_after_s=settings.uplink.resend_after_s,
            resend_limit_s=settings.uplink.resend_limit_s,
            on_command=lambda command, ack: self.commands.take(command, ack),
        )
        self.link = UplinkReport(self.line, self.uplink, self.clock)
        self.line.on_connect.append(self._cloud_is_back)
        self.rotation = Rotation(lambda: self.plan.settings, self.line, self._redial, self.clock)
        self.link.renewal = self.rotation.told
        self.buses = Buses(self.intake.observe, self.supervisor, self._parts_found)
        self.recordings = LineRecordings(
            settings.spool.path.with_name("recordings"), lambda: self.buses.drivers, self._recording_header
        )
        self.commands = Commands(
            settings.gateway, self.spool, self.clock, self.stamp, self._centre_now_ms, works(self)
        )
        self.reconfiguration = Reconfiguration(self, self.spool, self.clock)
        self.doorkeeper = Doorkeeper(
            AgentInside(self, self.watchers, self._latest),
            lambda: self.plan.settings.local,
            settings.spool.path,
        )
        self.clockwork = Clockwork(
            Due(self.intake.tick, lambda: _TICK_S),
            Due(self._send_health, lambda: self.plan.settings.health_interval_s, at_once=True),
            Due(self._send_snapshot, lambda: self.plan.settings.snapshot_interval_s),
            Due(self.doorkeeper.look, lambda: _DOOR_S),
        )
        self.watchdog = Watchdog(
            self.report.samples,
            self.supervisor.restart,
            self.report.progress,
            self.report.status_line,
            self._notifier,
            settings.spool.path,
            self.clock,
            settings.watchdog.restart_grace_s,
        )
        self._telling_parts: asyncio.TimerHandle | None = None

    @property
    def drivers(self) -> list[Driver]:
        """The drivers that run."""
        return list(self.buses.drivers.values())

    def stamp(self) -> Stamp:
        """The time now, and whether it can be believed."""
        return self.clock_state.stamp()

    def clock_offset(self) -> Offset | None:
        """The centre's clock minus ours; None while unknown."""
        return self.uplink.offset.now(self.clock.now_ms(), self.clock.monotonic())

    def _centre_now_ms(self) -> int | None:
        """The best idea of the centre's time."""
        offset = self.clock_offset()
        if offset is not None:
            return int(self.clock.now_ms() + offset.ms)
        return self.stamp().ts or None

    def _recording_header(self, bus: str) -> Header:
        """What stands at the head of a recording of the bus."""
        plan = next(plan for plan in self.plan.buses if plan.name == bus)
        return bus_header(plan, self.plan, self.stamp().ts)

    # What is reconfigured: see control.reconfiguration.Site.

    async def switch(self, wanted: Difference, plan: Plan) -> None:
        """Start anew what differs, and nothing else."""
        self._notifier.reloading(self.clock.monotonic())
        settings = plan.settings
        await self.buses.stop(wanted.stop)
        stopped = {*wanted.stop, *(bus.name for bus in wanted.start)}
        found = {bus.name: bus.found for bus in self.plan.buses if bus.name not in stopped}
        for bus in plan.buses:
            bus.found = found.get(bus.name, bus.found)
        self.plan = plan
        if wanted.inventory:
            self.normaliser.rewatch(plan.watched.values(), self.clock.monotonic(), self.spool.levels)
            self._latest.keep(plan.watched.keys())
        self.buses.start(wanted.start)
        if wanted.uplink:
            self.line.renew(*_brokers(plan))
            self.uplink.set_pace(settings.uplink.resend_after_s, settings.uplink.resend_limit_s)
        if wanted.general:
            self.spool.set_limit(settings.spool.limit_bytes)
            self.clock_state.mode = settings.clock
            self.intake.reading_batch_s = settings.reading_batch_s
            logging.set_level(settings.log_level)
            self.watchdog.judge.grace_s = settings.watchdog.restart_grace_s
            self.clockwork.rewind()
        if wanted.inventory or wanted.general:
            self.models.watch()
        if wanted.door:
            self.doorkeeper.move()
        self.config_at = self.stamp().ts
        if wanted.inventory:
            self._send_inventory()
            self.intake.snapshot()
        self._notifier.ready()

    def _parts_found(self) -> None:
        """A driver has found parts by itself: watch them from now on, and soon say so."""
        self.normaliser.rewatch(self.plan.watched.values(), self.clock.monotonic(), self.spool.levels)
        self._latest.keep(self.plan.watched.keys())
        self.models.watch()
        if self._telling_parts is None:
            loop = asyncio.get_running_loop()
            self._telling_parts = loop.call_later(_PARTS_TOLD_AFTER_S, self._tell_parts)

    def _tell_parts(self) -> None:
        self._telling_parts = None
        self._send_inventory()
        self.intake.snapshot()

    def up(self) -> set[str]:
        """What works now: buses by name, and the line to the centre."""
        working = {name for name, driver in self.buses.drivers.items() if driver.health().up}
        return working | {UPLINK} if self.line.connected else working

    def trouble(self, name: str) -> str:
        """Why it does not work, in words."""
        if name == UPLINK:
            return self.line.last_fault or ""
        driver = self.buses.drivers.get(name)
        return driver.health().last_error if driver is not None else ""

    def pin_settings(self, fault: str, *, taken: bool) -> None:
        """Remember how the last new settings went, and tell the centre."""
        self.config_fault = fault
        if taken:
            self.config_at = self.stamp().ts
        self._send_health()

    def _redial(self) -> None:
        """The certificate has been replaced: dial with it."""
        self.link.look_again()
        self.line.renew(*_brokers(self.plan))

    def _send_health(self) -> None:
        health = self_report.health(
            self.plan,
            self.spool,
            self.report.rows(),
            self.stamp(),
            self.started_at,
            link_ok=self.uplink.link_ok,
            vitals=self.report.vitals(),
        )
        self.intake.store([health])
        self.models.begin_anew()

    def _send_snapshot(self) -> None:
        if self.spool.state.held[Rank.SNAPSHOT] < _SNAPSHOTS_WAITING:
            self.intake.snapshot()

    def _send_inventory(self) -> None:
        self.intake.store(self_report.inventory(self.plan, self.stamp()))

    def _cloud_is_back(self) -> None:
        if self.line.reconnects:
            self._send_inventory()
            self._send_snapshot()


def _brokers(plan: Plan) -> tuple[Any, Any, Pace]:
    uplink = plan.settings.uplink
    backup = None if uplink.backup is None else broker_settings(uplink.backup, plan.settings.gateway)
    pace = Pace(uplink.backup_after_s, uplink.primary_steady_s)
    return broker_settings(uplink, plan.settings.gateway), backup, pace
