"""The far end of our own agent: counts readings and events, and gives receipts as the cloud does."""

from __future__ import annotations

import asyncio
import re
import time

from benchmarks.edge.tally import Tally
from cloud.access.examine import Identity
from cloud.access.receipts import Receipts
from runtime.clock import SystemClock
from runtime.mqtt_line import MqttLine, MqttSettings
from telemetry import topics
from telemetry.encoding import decode_uplink
from telemetry.messages import Event, Health, ReadingBatch

_PART = re.compile(r"panel-(\d+)/r(\d+)")
_STREAMS = ("event", "reading", "health", "reply")


def part_name(panel: int, register: int) -> str:
    """What the agent calls a register of a panel."""
    return f"panel-{panel}/r{register}"


class Centre:
    """Reads everything a gateway sends; `run` until cancelled."""

    def __init__(self, port: int, tally: Tally) -> None:
        self.tally = tally
        self.events = 0
        self.health: Health | None = None
        self._line = MqttLine(
            MqttSettings(port=port, client_id="bench-centre"),
            [(f"sw/1/+/+/{stream}", 1) for stream in _STREAMS],
            incoming_limit=100_000,
        )
        self._receipts = Receipts(self._line.publish, SystemClock())
        self._places: dict[str, tuple[int, int]] = {}

    async def run(self) -> None:
        """Listen and answer."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._line.run())
            tasks.create_task(self._receipts.run())
            tasks.create_task(self._listen())

    async def ready(self) -> None:
        """Return once everything that comes will be heard."""
        await self._line.wait_connected()

    async def _listen(self) -> None:
        async for incoming in self._line.messages():
            message = decode_uplink(incoming.topic, incoming.payload)
            incoming.ack()
            self._receipts.add([Identity(topics.parse(incoming.topic), message.seq)])
            if isinstance(message, ReadingBatch):
                self.tally.message(len(incoming.payload), len(message.value))
                self._count(message)
            elif isinstance(message, Event):
                self.events += 1
            elif isinstance(message, Health):
                self.health = message

    def _count(self, batch: ReadingBatch) -> None:
        now_s = time.time()
        places = [self._place(part) for part in batch.parts]
        for part, value in zip(batch.part, batch.value, strict=True):
            if value is not None:
                self.tally.value(*places[part], round(value), now_s)

    def _place(self, part: str) -> tuple[int, int]:
        place = self._places.get(part)
        if place is None:
            match = _PART.fullmatch(part)
            place = self._places[part] = (int(match[1]), int(match[2])) if match else (-1, -1)
        return place
