"""Detectors behind a broker in the building. The broker is acknowledged once a report is on the disk.

Reports are taken in the order in which they came, and several may be on their way to the disk at once. When
one cannot be stored, it and all that came after it are handed over again, in order, until the disk takes
them.
A report that cannot be read is counted, told in the bus's health, and acknowledged: it would never become
readable. A report refused for want of room is acknowledged too, for holding it would block the fires behind
it; its part's level stays as it was, so the next report tells the same again.
A message that the broker sends again is told once; its acknowledgement waits for the first one's storing.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace

from msgspec.structs import replace as replace_field

from device_profiles.finding import ReportError
from device_profiles.json_device.order import TopicOrder, Verdict, late
from device_profiles.json_device.reading import TopicReader
from edge_agent.drivers.driver import BusState, Observe
from edge_agent.drivers.mqtt.announced import Announced
from edge_agent.drivers.mqtt.plan import MqttPlan
from edge_agent.drivers.mqtt.redelivery import Redelivery
from edge_agent.intake.observation import Observation
from edge_agent.spool.record import SpoolFull, SpoolRefused, SpoolUnwritable
from runtime.backoff import Backoff
from runtime.logging import get_logger
from runtime.mqtt_line import Incoming, MqttLine
from telemetry.messages import BusHealth

log = get_logger("detectors")


@dataclass(slots=True)
class _Held:
    incoming: Incoming
    observations: list[Observation]
    stored: asyncio.Future[None] | None


class MqttDetectorsDriver:
    """Listens to one building broker."""

    def __init__(self, plan: MqttPlan, observe: Observe) -> None:
        self._plan = plan
        self._observe = observe
        self._announced = Announced(plan) if plan.settings.discover else None
        topics = [*plan.topics, *(self._announced.filters if self._announced else ())]
        self.line = MqttLine(
            plan.settings, [(topic, 1) for topic in topics], incoming_limit=plan.settings.in_flight
        )
        self._orders = {topic: TopicOrder() for topic in plan.topics}
        self._redelivery = Redelivery()
        self._bridges_off: set[str] = set()
        self._held: deque[_Held] = deque()
        self._changed = asyncio.Event()
        self._recovering = False
        self._room = asyncio.Semaphore(plan.settings.in_flight)
        self.bus = BusState(plan.settings.bus, "mqtt-detectors")
        #: Reports that came twice and were told once, and reports that came after a newer one.
        self.repeated = 0
        self.late = 0

    @property
    def on_parts(self) -> Callable[[], None] | None:
        """Called when announced detectors were added to the parts found; without it none are added."""
        return self._announced.on_parts if self._announced else None

    @on_parts.setter
    def on_parts(self, hook: Callable[[], None] | None) -> None:
        if self._announced is not None:
            self._announced.on_parts = hook

    def health(self) -> BusHealth:
        """How the bus does: the line's own trouble comes before what came over it."""
        health = self.bus.health()
        return replace_field(
            health,
            up=self.line.connected and not self._bridges_off,
            last_error=(self._trouble() or health.last_error)[:512],
        )

    def _trouble(self) -> str:
        if not self.line.connected:
            return self.line.last_fault or "not connected yet"
        if self.line.refused:
            return f"the broker refused {', '.join(self.line.refused)}"
        if self._bridges_off:
            return f"{', '.join(sorted(self._bridges_off))}: offline; nothing behind it is heard"
        if self.line.dropped:
            return f"{self.line.dropped} messages found no room; the broker sends them again in time"
        return self._announced.told() if self._announced else ""

    async def run(self) -> None:
        """Listen until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.line.run())
            tasks.create_task(self._listen())
            tasks.create_task(self._acknowledge())

    async def _listen(self) -> None:
        async for incoming in self.line.messages():
            self.bus.requests += 1
            if self._redelivery.is_again(incoming):
                self.repeated += 1
                self._again(incoming)
                continue
            observations = self._read(incoming)
            if not observations:
                incoming.ack()
                continue
            await self._room.acquire()
            stored = None if self._recovering else self._observe(observations)
            self._held.append(_Held(incoming, observations, stored))
            self._changed.set()

    def _again(self, incoming: Incoming) -> None:
        """Acknowledge in place of the one that came first, once that is stored."""
        for held in self._held:
            first = held.incoming
            if first.packet_id == incoming.packet_id and first.topic == incoming.topic:
                held.incoming = incoming
                return
        incoming.ack()

    def _read(self, incoming: Incoming) -> list[Observation]:
        """What the message says of which parts; empty when there is nothing to store."""
        try:
            if self._announced is not None and self._announced.hears(incoming.topic):
                self.line.subscribe([(topic, 1) for topic in self._announced.hear(incoming)])
                return []
            readers = self._readers(incoming.topic)
            if not readers:
                raise ReportError("no device of the settings has this topic")
            said = []
            for reader, parts in readers:
                said += self._observations(incoming, reader, parts)
            return said
        except ReportError as fault:
            self._failed(f"{incoming.topic}: {fault}")
        except Exception:  # a mistake of ours over one report must not silence the detectors behind it
            log.exception("a report could not be read", topic=incoming.topic, payload=incoming.payload[:256])
            self._failed(f"{incoming.topic}: could not be read; see the log")
        return []

    def _readers(self, topic: str) -> list[tuple[TopicReader, dict[str | None, str]]]:
        planned = self._plan.topics.get(topic)
        if planned is not None:
            return [(entry.reader, entry.parts) for entry in planned]
        return self._announced.readers(topic) if self._announced else []

    def _observations(
        self, incoming: Incoming, reader: TopicReader, parts: dict[str | None, str]
    ) -> list[Observation]:
        told = reader.read(incoming.payload)
        verdict = Verdict.NEW
        if told.order is not None and not incoming.retain and incoming.topic in self._orders:
            verdict = self._orders[incoming.topic].judge(told.order, told.finding.ts_source)
        if verdict is Verdict.AGAIN:
            self.repeated += 1
            return []
        if verdict is Verdict.LATE:
            self.late += 1
            self._failed(f"{incoming.topic}: a report came after a newer one; it changes no state")
        observations = []
        for report in told.reports:
            part = parts.get(report.address)
            if part is None:
                self._failed(
                    f"{incoming.topic}: speaks of point {report.address!r}, which the settings do not have; "
                    "add a [[mqtt.device]] with this `address`"
                )
                continue
            finding = report.finding if verdict is Verdict.NEW else late(report.finding)
            if not told.heartbeat and not (finding.speaks or finding.doubts):
                continue
            if part in self._plan.bridges and not incoming.retain:
                self._note_bridge(part, finding.sets, finding.clears)
            said = replace(finding, evidence={"topic": incoming.topic, **finding.evidence})
            observations.append(Observation(part, said, retained=incoming.retain))
        return observations

    def _note_bridge(self, part: str, sets: frozenset[str], clears: frozenset[str]) -> None:
        if "device-offline" in sets:
            self._bridges_off.add(part)
        elif "device-offline" in clears:
            self._bridges_off.discard(part)

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
                    held.stored = self._observe(held.observations)
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
