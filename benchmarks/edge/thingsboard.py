"""The far end of thingsboard-gateway: answers what it asks of its server, and counts its telemetry.

What a ThingsBoard server does on these topics is documented at thingsboard.io/docs/reference/mqtt-api and
.../gateway-mqtt-api: session limits on request, attributes on request (there are none), telemetry as
`{"device": [{"ts": ..., "values": {...}}]}` on `v1/gateway/telemetry`.
"""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import msgspec

from benchmarks.edge.tally import Tally
from runtime.mqtt_line import MqttLine, MqttSettings

TELEMETRY = "v1/gateway/telemetry"
_DEVICE = "v1/devices/me"
_GATEWAY_ATTRIBUTES = "v1/gateway/attributes"
_TAG = re.compile(r"r_(\d+)")
_NAME = re.compile(r"panel-(\d+)")
#: No limits: the gateway may send as fast and as much at once as it can.
LIMITS = {
    "maxPayloadSize": 262_144,
    "maxInflightMessages": 1000,
    "rateLimits": {"messages": "", "telemetryMessages": "", "telemetryDataPoints": ""},
    "gatewayRateLimits": {"messages": "", "telemetryMessages": "", "telemetryDataPoints": ""},
}


def answer(topic: str, payload: bytes) -> tuple[str, bytes] | None:
    """What the server says back, or None when nothing is asked. Raises DecodeError for what is not JSON."""
    if topic.startswith(f"{_DEVICE}/rpc/request/"):
        asked = msgspec.json.decode(payload)
        method = asked.get("method") if isinstance(asked, dict) else None
        said: Any = LIMITS if method == "getSessionLimits" else {}
        return topic.replace("/request/", "/response/"), msgspec.json.encode(said)
    if topic.startswith(f"{_DEVICE}/attributes/request/"):
        return topic.replace("/request/", "/response/"), b"{}"
    if topic == f"{_GATEWAY_ATTRIBUTES}/request":
        asked = msgspec.json.decode(payload)
        said = {"id": asked.get("id"), "device": asked.get("device"), "values": {}}
        return f"{_GATEWAY_ATTRIBUTES}/response", msgspec.json.encode(said)
    return None


class ThingsBoard:
    """The server's side of the broker; `run` until cancelled."""

    def __init__(self, port: int, tally: Tally) -> None:
        self.tally = tally
        self.answered = 0
        self._line = MqttLine(
            MqttSettings(port=port, client_id="bench-thingsboard"),
            [
                (TELEMETRY, 1),
                (f"{_DEVICE}/rpc/request/+", 1),
                (f"{_DEVICE}/attributes/request/+", 1),
                (f"{_GATEWAY_ATTRIBUTES}/request", 1),
            ],
            incoming_limit=100_000,
        )
        self._registers: dict[str, int] = {}

    async def run(self) -> None:
        """Listen and answer."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._line.run())
            tasks.create_task(self._listen())

    async def ready(self) -> None:
        """Return once everything that comes will be heard."""
        await self._line.wait_connected()

    async def _listen(self) -> None:
        async for incoming in self._line.messages():
            incoming.ack()
            if incoming.topic == TELEMETRY:
                told = msgspec.json.decode(incoming.payload)
                self.tally.message(len(incoming.payload), self._count(told))
            elif (said := answer(incoming.topic, incoming.payload)) is not None:
                self.answered += 1
                await self._line.publish(*said)

    def _count(self, told: dict[str, list[dict[str, Any]]]) -> int:
        now_s, values = time.time(), 0
        for device, rows in told.items():
            match = _NAME.fullmatch(device)
            panel = int(match[1]) if match else -1
            for row in rows:
                told_now = row.get("values", row)
                values += len(told_now)
                for tag, value in told_now.items():
                    self.tally.value(panel, self._register(tag), int(value), now_s)
        return values

    def _register(self, tag: str) -> int:
        register = self._registers.get(tag)
        if register is None:
            match = _TAG.fullmatch(tag)
            register = self._registers[tag] = int(match[1]) if match else -1
        return register
