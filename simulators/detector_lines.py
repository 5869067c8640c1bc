"""The detectors' way onto the building's broker: one Zigbee2MQTT bridge for many, one line for each Shelly.

Reports are QoS 1 (an alarm must not vanish on the way) and go out again every `report_s`: what a broken line
swallowed is said again, so the level heals. A line that is down keeps nothing but the fact that its detectors
have something to say; when it is up again they say what is, not what was.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Sequence

from runtime.clock import monotonic, now_ms
from runtime.logging import get_logger
from runtime.mqtt_line import Incoming, LineDown, MqttLine, MqttSettings, Will
from simulators.detectors import Unit, as_json, shelly_status

log = get_logger("detectors")

BRIDGE = "zigbee2mqtt/bridge/state"
#: How long a Shelly stays awake after it has said something.
AWAKE_S = 2.0
_WAKE_WAIT_S = 20.0


class ZigbeeBridge:
    """Zigbee2MQTT with its detectors: publishes `zigbee2mqtt/<name>`, listens to `/set`."""

    def __init__(self, settings: MqttSettings, units: Sequence[Unit], report_s: float) -> None:
        self.units = {unit.detector.topic: unit for unit in units}
        self.reports = 0
        self._report_s = report_s
        self._due: set[str] = set()
        self._announced = False
        self._wake = asyncio.Event()
        will = Will(BRIDGE, as_json({"state": "offline"}), retain=True)
        self.line = MqttLine(settings, [("zigbee2mqtt/+/set", 1)], will=will)
        self.line.on_connect.append(self._up)

    def _up(self) -> None:
        self._announced = False
        self.everything()

    def everything(self) -> None:
        """Let every living detector say what is."""
        self._due.update(topic for topic, unit in self.units.items() if not unit.state.dead)
        self._wake.set()

    def soon(self, unit: Unit) -> None:
        """Let one detector speak at once."""
        self._due.add(unit.detector.topic)
        self._wake.set()

    async def run(self) -> None:
        """Keep the line, listen and report until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.line.run())
            tasks.create_task(self._listen())
            tasks.create_task(self._periodically())
            tasks.create_task(self._publish())

    async def _periodically(self) -> None:
        while True:
            await asyncio.sleep(self._report_s)
            self.everything()

    async def _publish(self) -> None:
        while True:
            await self._wake.wait()
            await self.line.wait_connected()
            self._wake.clear()
            try:
                if not self._announced:
                    await self.line.publish(BRIDGE, as_json({"state": "online"}), 1, True)
                    self._announced = True
                while self._due:
                    topic = next(iter(sorted(self._due)))
                    unit = self.units[topic]
                    self._due.discard(topic)
                    await self.line.publish(topic, as_json(unit.report(monotonic())), 1)
                    self.reports += 1
            except LineDown as fault:
                log.info("reports wait for the line", fault=str(fault))
                self.everything()
                await asyncio.sleep(0.2)

    async def _listen(self) -> None:
        async for message in self.line.messages():
            self._obey(message)
            message.ack()

    def _obey(self, message: Incoming) -> None:
        """`buzzer: mute` and `selftest` on `<name>/set`; anything else is passed over, as a device does."""
        unit = self.units.get(message.topic.removesuffix("/set"))
        with contextlib.suppress(ValueError, AttributeError):
            asked = json.loads(message.payload)
            if unit is not None and asked.get("buzzer") == "mute":
                unit.hush(monotonic())
            elif unit is not None and asked.get("selftest") is not None:
                unit.test(monotonic())


class ShellyLine:
    """One Shelly: asleep off the air, awake for an alarm and every `report_s`."""

    def __init__(self, settings: MqttSettings, unit: Unit, report_s: float) -> None:
        self.unit = unit
        self.reports = 0
        self._settings = settings
        self._report_s = report_s
        self._due = asyncio.Event()
        self._due.set()

    def soon(self) -> None:
        """Wake up and speak."""
        self._due.set()

    async def run(self) -> None:
        """Sleep and wake until cancelled."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._report_s):
                    await self._due.wait()
            if self.unit.state.dead:
                self._due.clear()
                continue
            await self._awake()

    async def _awake(self) -> None:
        """Connect, say everything, stay for a moment, go to sleep. Asleep, `<id>/online` is false."""
        topic = self.unit.detector.topic
        line = MqttLine(self._settings, will=Will(f"{topic}/online", b"false", retain=True))
        running = asyncio.create_task(line.run())
        method = "NotifyFullStatus"
        try:
            async with asyncio.timeout(_WAKE_WAIT_S):
                await line.wait_connected()
            await line.publish(f"{topic}/online", b"true", 1, True)
            while True:
                self._due.clear()
                await self._say(line, method)
                method = "NotifyStatus"
                async with asyncio.timeout(AWAKE_S):
                    await self._due.wait()
        except TimeoutError:
            with contextlib.suppress(LineDown):
                await line.publish(f"{topic}/online", b"false", 1, True)
        except LineDown as fault:
            log.info("a report waits for the line", topic=topic, fault=str(fault))
            self._due.set()
            await asyncio.sleep(0.2)
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await running

    async def _say(self, line: MqttLine, method: str) -> None:
        topic = self.unit.detector.topic
        status = self.unit.report(monotonic())
        notice = shelly_status(topic, method, status, self.unit.state.battery, now_ms() / 1000)
        await line.publish(f"{topic}/events/rpc", notice, 1)
        await line.publish(f"{topic}/status/smoke:0", as_json(status), 1, True)
        self.reports += 1
