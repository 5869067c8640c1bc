"""A fire panel on an ESPA 4.4.4 line. A block is acknowledged once what it says is on the disk, not before.

A block that arrives damaged is refused, and the panel sends it again. A block that is whole but cannot be
stored is refused as well. A text whose point is not in the settings, or that names none, is told of the panel
itself: nothing that a panel says is dropped.
"""

from __future__ import annotations

import asyncio

from device_profiles.finding import Evidence, Report
from device_profiles.serial_panel import reading
from edge_agent.drivers.driver import BusState, Observe
from edge_agent.drivers.serial.plan import SerialPlan
from edge_agent.drivers.serial_port import SerialPort
from edge_agent.observation import Observation
from edge_agent.spool_record import SpoolError
from runtime.backoff import Backoff
from runtime.logging import get_logger
from telemetry.espa444 import BlockReceived, BlockRefused, Ended, Receiver, Selected
from telemetry.messages import BusHealth

log = get_logger("espa")

_CALL = 1
_MAX_HEX = 512


class EspaSerialDriver:
    """Listens to one panel."""

    def __init__(self, plan: SerialPlan, observe: Observe) -> None:
        self._plan = plan
        self._observe = observe
        self.bus = BusState(plan.settings.bus, "serial")

    def health(self) -> BusHealth:
        """How the bus does."""
        return self.bus.health()

    async def run(self) -> None:
        """Listen until cancelled; open the port again when it vanishes."""
        backoff = Backoff(first_s=0.1, factor=2.0, limit_s=5.0, jitter=0.2)
        while True:
            try:
                port = SerialPort.open(self._plan.settings, self._plan.texts)
            except (OSError, ValueError) as fault:
                self._failed(f"{self._plan.settings.port}: {fault}")
            else:
                log.info("port open", bus=self.bus.name, port=str(self._plan.settings.port))
                try:
                    await self._listen(port, backoff)
                except OSError as fault:
                    self._failed(f"{self._plan.settings.port}: {fault}")
                finally:
                    self.bus.up = False
                    port.close()
            await asyncio.sleep(backoff.next())

    async def _listen(self, port: SerialPort, backoff: Backoff) -> None:
        receiver = Receiver(self._plan.settings.address)
        noise = 0
        self.bus.up = True
        async for piece in port.pieces():
            for event in receiver.feed(piece):
                backoff.reset()
                if isinstance(event, BlockReceived):
                    port.write(receiver.take_answer())
                    stored = await self._take(event)
                    port.write(receiver.accept() if stored else receiver.refuse())
                elif isinstance(event, BlockRefused):
                    self.bus.requests += 1
                    self._failed(f"damaged block: {event.reason}")
                elif isinstance(event, Selected | Ended):
                    self._alive()
            port.write(receiver.take_answer())
            if receiver.noise > noise:
                noise = receiver.noise
                self._failed(f"{noise} bytes that belong to nothing; check speed, parity and wiring")

    async def _take(self, event: BlockReceived) -> bool:
        self.bus.requests += 1
        observations = self._observations(event)
        try:
            async with asyncio.timeout(self._plan.settings.store_within_s):
                await self._observe(observations, [self._plan.panel])
        except TimeoutError:
            self._failed("not stored in time; the block was refused")
            return False
        except SpoolError as fault:
            self._failed(f"not stored: {fault}; the block was refused")
            return False
        return True

    def _observations(self, event: BlockReceived) -> list[Observation]:
        block = event.block
        evidence: Evidence = {
            "frame": event.frame.hex(" ")[:_MAX_HEX],
            "header": block.header,
            "call_address": block.first(1),
            "call_type": block.first(4),
            "priority": block.first(6),
        }
        if block.header != _CALL and not block.message:
            return [Observation(self._plan.panel)]  # a status block without words: a sign of life
        report = reading.read(self._plan.texts, block.message, reset=block.is_reset, evidence=evidence)
        if report.everywhere:
            return [
                Observation(part, report.finding) for part in (self._plan.panel, *self._plan.points.values())
            ]
        return [Observation(self._part(report), report.finding)]

    def _part(self, report: Report) -> str:
        if report.address is None:
            return self._plan.panel
        return self._plan.points.get(report.address, self._plan.panel)

    def _alive(self) -> None:
        self._observe((), [self._plan.panel]).add_done_callback(_heard)

    def _failed(self, why: str) -> None:
        if self.bus.failed(why):
            log.warning("panel trouble", bus=self.bus.name, fault=why)


def _heard(done: asyncio.Future[None]) -> None:
    """A sign of life that could not be stored is lost without harm; the next one comes."""
    if not done.cancelled():
        done.exception()
