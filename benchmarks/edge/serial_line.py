"""How near the agent comes to what a serial wire allows, at 9600 and at 4800 baud.

A monitor's hundred registers, all changing faster than the wire can carry them, behind a line that lets no
byte through sooner than 8N1 does, and keeps t3.5 and a response delay. What the wire allows for the requests
that the agent chose is the time that these bytes and silences take, and nothing else:

    request + t3.5 + response delay + reply + t3.5     (request 8 bytes, reply 5 + 2 n bytes for n registers)

The ratio is the time needed over the time taken, and at the same time values delivered over values allowed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path

from benchmarks.edge import agent
from benchmarks.edge.broker import mosquitto
from benchmarks.edge.centre import Centre
from benchmarks.edge.contest import PAUSES, Pauses, complete, listening
from benchmarks.edge.panels import keep_beat
from benchmarks.edge.tally import Tally
from benchmarks.edge.values import Beat
from benchmarks.figures import Figures
from simulators.modbus_line import LineRate, ModbusLine
from simulators.modbus_slave import Asked, Slave, Unit, registers

BAUDRATES = (9600, 4800)
POINTS = 100
RESPONSE_DELAY_S = 0.005
_NUMBER = 7
_REQUEST_BYTES, _REPLY_BYTES = 8, 5
#: Sooner than any of these lines can read all registers, so that every reading is news.
_BEAT = Beat(0.1)


def allowed_s(asked: Iterable[Asked], rate: LineRate, response_delay_s: float) -> float:
    """The least time in which the wire can carry these requests and their replies."""
    return sum(
        (_REQUEST_BYTES + _REPLY_BYTES + 2 * request.size) * rate.character_s
        + 2 * rate.gap_s
        + response_delay_s
        for request in asked
    )


async def measure(baudrate: int, folder: Path, seconds: float, pauses: Pauses = PAUSES) -> Figures:
    """Values a second delivered and allowed, their ratio, and what the line had to refuse."""
    rate = LineRate(baudrate)
    unit = Unit(_NUMBER, holding=registers(POINTS), response_delay_s=RESPONSE_DELAY_S)
    tally = Tally([_BEAT], POINTS)
    async with mosquitto(folder) as port, listening(Centre(port, tally)):
        with ModbusLine(Slave([unit]), rate) as line:
            beating = asyncio.create_task(keep_beat(unit, _BEAT))
            polled = agent.Unit(_NUMBER, 0, POINTS, poll_s=0.02, timeout_s=2.0)
            reached = agent.over_serial(line.port, baudrate)
            agent.write_settings(folder, port, [agent.Line("line-0", reached, [polled])])
            process = agent.process(folder)
            process.start()
            try:
                await complete(process, tally)
                await asyncio.sleep(pauses.settle_s)
                loop = asyncio.get_running_loop()
                unit.asked.clear()
                lost_before = line.lost
                tally.open(time.time())
                started = loop.time()
                await asyncio.sleep(seconds)
                taken_s, asked, lost_since = loop.time() - started, list(unit.asked), line.lost - lost_before
                tally.close(time.time())
                await asyncio.sleep(pauses.grace_s)
            finally:
                beating.cancel()
                await asyncio.to_thread(process.terminate)
    needed_s = allowed_s(asked, rate, RESPONSE_DELAY_S)
    allowed = sum(request.size for request in asked) / needed_s if needed_s else 0.0
    return {
        f"wire_values_per_s_{baudrate}": tally.values / taken_s,
        f"wire_allowed_values_per_s_{baudrate}": allowed,
        f"wire_requests_per_s_{baudrate}": len(asked) / taken_s,
        f"wire_lost_requests_{baudrate}": lost_since,
        f"wire_ratio_{baudrate}": tally.values / taken_s / allowed if allowed else 0.0,
    }
