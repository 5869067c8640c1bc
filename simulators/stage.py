"""The stage: air, panels and detectors together, and what an action does to them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import numpy as np

from runtime.clock import monotonic
from simulators import documents, replay, world
from simulators.actions import (
    Action,
    CallPoint,
    FightFire,
    Nuisance,
    OperateDetector,
    OperatePanel,
    Replay,
    SerialMessage,
    SetPoint,
    StartFire,
)
from simulators.building import Building, Point
from simulators.detector_lines import ShellyLine, ZigbeeBridge
from simulators.detectors import BACKGROUND, NOISE, Unit
from simulators.panel import Change, PanelLogic, State
from simulators.panel_espa import RESET_TEXT, EspaPanel, Message
from simulators.panel_modbus import ModbusPanel
from simulators.story import Story

#: A panel's smoke detector answers between 0.05 and 0.3 dB/m (EN 54-7), a class A2 heat detector from 54 °C.
SMOKE_ALARM, SMOKE_CLEAR = 0.15, 0.10
HEAT_ALARM, HEAT_CLEAR = 57.0, 45.0
#: Readings in a row above the limit before a panel believes them.
CONFIRM = 2

_STATES = {
    "fire": State.FIRE,
    "fault": State.FAULT,
    "restore": State.RESTORE,
    "isolate": State.ISOLATE,
    "release": State.RELEASE,
    "start": State.START,
    "stop": State.STOP,
    "action": State.ACTION,
}


class Stage:
    """Everything that lives in the building. `tick` lets it sense; `perform` does what an action says."""

    def __init__(self, building: Building, seed: int, story: Story, folder: Path) -> None:
        self.building = building
        self.story = story
        self.air = world.World(building)
        self.logic = {
            panel.id: PanelLogic(
                building.points_of(panel.id),
                tuple(link for link in building.linkages if link.panel == panel.id),
            )
            for panel in building.panels
        }
        self.units = {
            detector.id: Unit(detector, np.random.default_rng([seed, number]))
            for number, detector in enumerate(building.detectors)
        }
        self.modbus: dict[str, ModbusPanel] = {}
        self.espa: dict[str, EspaPanel] = {}
        self.bridge: ZigbeeBridge | None = None
        self.shellies: dict[str, ShellyLine] = {}
        self.now_s = 0.0
        #: Set to begin before the time that the settings give.
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()
        self._folder = folder
        self._generator = np.random.default_rng([seed, 1_000_000])
        self._above: dict[str, int] = {}
        self._place = {name: number for number, name in enumerate(self.air.names)}
        self._sensing: dict[str, bool] = {}

    # --- sensing -------------------------------------------------------------------------------------------

    def tick(self, now_s: float) -> None:
        """Everything senses the air at `now_s` of the scenario and says what it has to say."""
        self.now_s = self.story.now_s = now_s
        air = self.air.at(now_s)
        now = monotonic()
        smoke = air.smoke_db_m + BACKGROUND + self._generator.normal(0.0, NOISE, len(self.air.names))
        for thing in self.air.things:
            number = self._place[thing.id]
            if isinstance(thing, Point):
                alarm = self._believed(thing, float(smoke[number]), float(air.temperature_c[number]))
                if alarm != self._sensing.get(thing.id, False):
                    self._sensing[thing.id] = alarm
                    self._tell(thing.panel, self.logic[thing.panel].sense(thing.id, alarm, now))
            else:
                self._sense(
                    self.units[thing.id],
                    now,
                    float(air.smoke_db_m[number]),
                    float(air.temperature_c[number]),
                    float(air.co_ppm[number]),
                )
        for panel, logic in self.logic.items():
            self._tell(panel, logic.tick(now))

    def _believed(self, point: Point, smoke: float, temperature: float) -> bool:
        """Whether the panel takes the point for in alarm: limit, hysteresis, several readings in a row."""
        value, limit, clear = (
            (smoke, SMOKE_ALARM, SMOKE_CLEAR)
            if point.senses == "smoke"
            else (temperature, HEAT_ALARM, HEAT_CLEAR)
        )
        if self._sensing.get(point.id, False):
            return value >= clear
        self._above[point.id] = self._above.get(point.id, 0) + 1 if value >= limit else 0
        return self._above[point.id] >= CONFIRM

    def _sense(self, unit: Unit, now: float, smoke: float, temperature_c: float, co_ppm: float) -> None:
        before = unit.smoke
        speaks = unit.sense(smoke, now, temperature_c, co_ppm)
        if unit.smoke != before:
            self.story.detector(unit.detector.id, unit.smoke)
        if speaks:
            self.speak(unit)

    def speak(self, unit: Unit) -> None:
        """Let a detector report at once."""
        shelly = self.shellies.get(unit.detector.id)
        if shelly is not None:
            shelly.soon()
        elif self.bridge is not None and unit.model.radio == "zigbee":
            self.bridge.soon(unit)

    def _tell(self, panel: str, changes: list[Change]) -> None:
        for change in changes:
            self.story.change(change)
        if panel in self.espa:
            self.espa[panel].tell(changes)

    # --- acting --------------------------------------------------------------------------------------------

    async def perform(self, action: Action) -> None:
        """Do what the action says. The building has been checked to have what it names."""
        self.story.action(action)
        handlers: dict[str, Callable[..., Awaitable[None]]] = {
            "fire": self._fire,
            "fight": self._fight,
            "nuisance": self._nuisance,
            "replay": self._replay,
            "point": self._point,
            "call_point": self._call_point,
            "panel": self._panel,
            "detector": self._detector,
            "serial": self._serial,
        }
        if action.end:
            self.ended.set()
        elif action.kind in handlers:
            await handlers[action.kind](getattr(action, action.kind))

    async def _fire(self, action: StartFire) -> None:
        begun = self.now_s
        self.air.fires[action.name] = await asyncio.to_thread(world.burn, self.building, action, begun)

    async def _fight(self, action: FightFire) -> None:
        burning = self.air.fires.get(action.name)
        if burning is not None:
            now = self.now_s
            self.air.fires[action.name] = await asyncio.to_thread(world.fought, self.building, burning, now)

    async def _nuisance(self, action: Nuisance) -> None:
        self.air.nuisance(action, self.now_s)

    async def _replay(self, action: Replay) -> None:
        curve = replay.load(documents.find(action.curve, "scenarios", self._folder))
        self.air.play(action.room, curve, self.now_s, action.speed)

    async def _point(self, action: SetPoint) -> None:
        panel = self.building.point(action.point).panel
        self._tell(panel, self.logic[panel].set(action.point, _STATES[action.state], monotonic()))

    async def _call_point(self, action: CallPoint) -> None:
        await self._point(SetPoint(point=action.point, state="fire"))

    async def _panel(self, action: OperatePanel) -> None:
        panel, now = action.panel, monotonic()
        if action.do == "reset":
            self.reset(panel, now)
        elif action.do == "silence":
            self.logic[panel].silence()
        elif action.do in ("mains-fail", "mains-restore"):
            self.logic[panel].power(action.do == "mains-fail", now)
        else:
            await self._plug(panel, action.do == "plug")

    def reset(self, panel: str, now: float) -> None:
        """Reset a panel: an ESPA panel says so first, and then only what comes back."""
        if panel in self.modbus:
            self.modbus[panel].forced.clear()
        changes = self.logic[panel].reset(now)
        for change in changes:
            self.story.change(change)
        if panel in self.espa:
            self.espa[panel].say(Message("00000", RESET_TEXT))
            self.espa[panel].repeat()

    async def _plug(self, panel: str, plug: bool) -> None:
        modbus, espa = self.modbus.get(panel), self.espa.get(panel)
        if modbus is not None:
            await (modbus.plug() if plug else modbus.unplug())
        if espa is not None:
            (espa.plug if plug else espa.unplug)()

    async def _detector(self, action: OperateDetector) -> None:
        unit, now = self.units[action.id], monotonic()
        if action.do == "test":
            unit.test(now)
        elif action.do == "hush":
            unit.hush(now)
        elif action.do in ("battery-low", "battery-new"):
            unit.state.battery = 7.0 if action.do == "battery-low" else 100.0
        else:
            unit.state.dead = action.do == "die"
        if not unit.state.dead:
            self.speak(unit)

    async def _serial(self, action: SerialMessage) -> None:
        self.say_serial(action)

    def say_serial(self, message: SerialMessage) -> None:
        """Put a text of somebody's own on every ESPA line."""
        for panel in self.espa.values():
            panel.say(Message(message.address, message.text, "FIRE" in message.text))
