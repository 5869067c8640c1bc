"""Detectors behind a broker in the building. The broker is acknowledged once a report is on the disk.

Reports are taken in the order in which they came, and several may be on their way to the disk at once. When
one cannot be stored, it and all that came after it are handed over again, in order, until the disk takes
them.
A report that cannot be read is counted, told in the bus's health, and acknowledged: it would never become
readable. A report refused for want of room is acknowledged too, for holding it would block the fires behind
it; its part's level stays as it was, so the next report tells the same again.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, replace

from msgspec.structs import replace as replace_field

from device_profiles.finding import ReportError
from device_profiles.json_device import reading
from edge_agent.drivers.driver import BusState, Observe
from edge_agent.drivers.mqtt.plan import MqttPlan
from edge_agent.observation import Observation
from edge_agent.spool_record import SpoolFull, SpoolRefused, SpoolUnwritable
from runtime.backoff import Backoff
from runtime.logging import get_logger
from runtime.mqtt_line import Incoming, MqttLine
from telemetry.messages import BusHealth

log = get_logger("detectors")


@dataclass(slots=True)
class _Held:
    incoming: Incoming
    observation: Observation
    stored: asyncio.Future[None] | None


class MqttDetectorsDriver:
    """Listens to one building broker."""

    def __init__(self, plan: MqttPlan, observe: Observe) -> None:
        self._plan = plan
        self._observe = observe
        self.line = MqttLine(
            plan.settings, [(topic, 1) for topic in plan.topics], incoming_limit=plan.settings.in_flight
        )
        self._held: deque[_Held] = deque()
        self._changed = asyncio.Event()
        self._recovering = False
        self._room = asyncio.Semaphore(plan.settings.in_flight)
        self.bus = BusState(plan.settings.bus, "mqtt-detectors")

    def health(self) -> BusHealth:
        """How the bus does: the line's own trouble comes before what came over it."""
        health = self.bus.health()
        trouble = "" if self.line.connected else self.line.last_fault or "not connected yet"
        if self.line.refused:
            trouble = f"the broker refused {', '.join(self.line.refused)}"
        return replace_field(health, up=self.line.connected, last_error=(trouble or health.last_error)[:512])

    async def run(self) -> None:
        """Listen until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.line.run())
            tasks.create_task(self._listen())
            tasks.create_task(self._acknowledge())

    async def _listen(self) -> None:
        async for incoming in self.line.messages():
            self.bus.requests += 1
            observation = self._read(incoming)
            if observation is None:
                incoming.ack()
                continue
            await self._room.acquire()
            stored = None if self._recovering else self._observe([observation])
            self._held.append(_Held(incoming, observation, stored))
            self._changed.set()

    def _read(self, incoming: Incoming) -> Observation | None:
        topic = self._plan.topics.get(incoming.topic)
        if topic is None:
            self._failed(f"{incoming.topic}: no device of the settings has this topic")
            return None
        try:
            finding = reading.read(topic.message, incoming.payload)
        except ReportError as fault:
            self._failed(f"{incoming.topic}: {fault}")
            return None
        except Exception:  # a mistake of ours over one report must not silence the detectors behind it
            log.exception("a report could not be read", topic=incoming.topic, payload=incoming.payload[:256])
            self._failed(f"{incoming.topic}: could not be read; see the log")
            return None
        if not topic.message.heartbeat and not finding.speaks:
            return None
        said = replace(finding, evidence={"topic": incoming.topic, **finding.evidence})
        return Observation(topic.part, said, retained=incoming.retain)

    async def _acknowledge(self) -> None:
        """Acknowledge what is stored, in order; after a failure hand everything over again."""
        backoff = Backoff(first_s=0.1, factor=2.0, limit_s=5.0, jitter=0.2)
        while True:
            while not self._held:
                self._changed.clear()
                await self._changed.wait()
            first = self._held[0]
            try:
                if first.stored is not None:
                    await first.stored
            except SpoolUnwritable as fault:
                self._failed(f"not stored: {fault}")
                self._recovering = True
                await asyncio.sleep(backoff.next())
                self._recovering = False
                for held in self._held:
                    if held.stored is not None:
                        held.stored.add_done_callback(_forget)
                    held.stored = self._observe([held.observation])
                continue
            except (SpoolFull, SpoolRefused) as fault:
                self._failed(f"not stored: {fault}")
            backoff.reset()
            first.incoming.ack()
            self._held.popleft()
            self._room.release()

    def _failed(self, why: str) -> None:
        if self.bus.failed(why):
            log.warning("detector trouble", bus=self.bus.name, fault=why)


def _forget(done: asyncio.Future[None]) -> None:
    """Its outcome no longer matters; the loop need not complain that nobody asked."""
    if not done.cancelled():
        done.exception()
