"""What one dead device does to its nine neighbours on a serial line.

Ten units share an RTU line of 9600 baud, and all are due again sooner than the line can serve them: it is
always busy, and how long a unit waits for its next poll is the length of the round. Measured at the slaves'
end, for the nine that live: the time between two answered polls of a unit. The figure is its 99th percentile
with the tenth dead, over the same with the tenth alive; a round that lost a whole time-out to the dead one
would make it 2.1.
"""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Iterable
from pathlib import Path

from benchmarks.edge import agent
from benchmarks.edge.broker import mosquitto
from benchmarks.edge.centre import Centre
from benchmarks.edge.contest import complete, listening, place
from benchmarks.edge.panels import keep_beat
from benchmarks.edge.tally import Tally
from benchmarks.edge.values import Beat
from benchmarks.figures import Figures, percentile
from runtime.clock import monotonic
from simulators.modbus_line import LineRate, ModbusLine
from simulators.modbus_slave import Faults, Reply, Request, Slave, Unit, registers

UNITS = 10
POINTS = 8
POLL_S = 0.2
TIMEOUT_S = 0.5
_BEAT = Beat(0.1)
_BAUDRATE = 9600
_RESPONSE_DELAY_S = 0.005
#: A window that one hiccup of the machine, which delays all units once, does not decide; and in which the
#: dead one is looked for.
WINDOW_S = 60.0
#: Long enough to find the dead one out.
SETTLE_S = 8.0


class Timed(Slave):
    """Slaves that note when each of them was asked and answered."""

    def __init__(self, units: Iterable[Unit], clock: Callable[[], float] = monotonic) -> None:
        super().__init__(units)
        self._clock = clock
        self.forget()

    def forget(self) -> None:
        """Begin anew."""
        self.answered_at: dict[int, list[float]] = {number: [] for number in self.units}
        self.unanswered = 0
        self.lost = 0

    def answer(self, request: Request) -> Reply | None:
        """What goes back for a request, or None for silence."""
        reply = super().answer(request)
        if reply is not None and request.unit in self.answered_at:
            self.answered_at[request.unit].append(self._clock())
        else:
            self.unanswered += 1
        return reply

    def waits_s(self) -> list[float]:
        """The times between two answered polls of the same unit, all units together."""
        return [
            later - earlier
            for answered in self.answered_at.values()
            for earlier, later in itertools.pairwise(answered)
        ]


async def measure(folder: Path, seconds: float, settle_s: float = SETTLE_S) -> Figures:
    """The 99th percentile without and with a dead unit, milliseconds, and their ratio."""
    alive = await _round(place(folder, "alive"), seconds, settle_s, dead=False)
    dead = await _round(place(folder, "dead"), seconds, settle_s, dead=True)
    without, with_dead = (percentile(slave.waits_s(), 0.99) * 1000 for slave in (alive, dead))
    return {
        "all_alive_p99_ms": without,
        "dead_unit_p99_ms": with_dead,
        "dead_unit_probes": dead.unanswered,
        "dead_unit_lost_requests": alive.lost + dead.lost,
        "dead_unit_p99_ratio": with_dead / without,
    }


async def _round(folder: Path, seconds: float, settle_s: float, *, dead: bool) -> Timed:
    units = [
        Unit(number, holding=registers(POINTS), response_delay_s=_RESPONSE_DELAY_S)
        for number in range(1, UNITS + 1)
    ]
    units[-1].faults = Faults(dead=dead)
    slave = Timed(units)
    tally = Tally([_BEAT] * (UNITS - dead), POINTS)
    async with mosquitto(folder) as port, listening(Centre(port, tally)):
        with ModbusLine(slave, LineRate(_BAUDRATE)) as line:
            beating = [asyncio.create_task(keep_beat(unit, _BEAT)) for unit in units]
            polled = [
                agent.Unit(unit.number, panel, POINTS, POLL_S, TIMEOUT_S) for panel, unit in enumerate(units)
            ]
            reached = agent.over_serial(line.port, _BAUDRATE)
            agent.write_settings(folder, port, [agent.Line("line-0", reached, polled)])
            process = agent.process(folder)
            process.start()
            try:
                await complete(process, tally)
                await asyncio.sleep(settle_s)
                slave.forget()
                before = line.lost
                await asyncio.sleep(seconds)
                slave.lost = line.lost - before
            finally:
                for task in beating:
                    task.cancel()
                await asyncio.to_thread(process.terminate)
    return slave
