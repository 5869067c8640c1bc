"""`steppewatch bench jt808`: 10,000 terminals that report every 5 s before a server that has one core."""

from __future__ import annotations

import asyncio
import random
import tempfile
from collections.abc import Callable, Coroutine
from contextlib import AbstractAsyncContextManager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures, percentile
from benchmarks.jt808.server import CODE, FIRST_PHONE
from benchmarks.server_process import ServerProcess, raise_file_limit, server_process
from runtime.settings import HostPort
from simulators.vehicles.fleet import CENTRE_OF_TOWN, Fleet
from simulators.vehicles.route import around
from simulators.vehicles.terminal import SimulatedTerminal, TerminalSettings
from telemetry.jt808 import frame as framing
from telemetry.jt808 import message_ids as ids
from telemetry.jt808.bodies import LocationReport
from telemetry.jt808.layouts import compose

TERMINALS = 10_000
INTERVAL_S = 5.0
_PATIENCE_S = 300.0
_TICK_S = 0.01
_HOST = "127.0.0.1"
#: Seconds since 1970.
_SOME_DAY = 1_780_000_000


def run(seconds: float, terminals: int = TERMINALS, interval_s: float = INTERVAL_S) -> Figures:
    """Log in, report for so long; what the server's core makes of it, and a bare echo of the same bytes."""
    count = min(terminals, raise_file_limit() - 200)
    seconds = max(seconds, 2 * interval_s)
    with tempfile.TemporaryDirectory(prefix="bench-jt808-") as folder:
        return asyncio.run(_run(Path(folder), count, seconds, interval_s))


async def _run(folder: Path, count: int, seconds: float, interval_s: float) -> Figures:
    latencies: list[float] = []
    fleet = Fleet([_terminal(number, latencies.append) for number in range(count)])
    async with _server(folder, count) as server:
        await fleet.dial(HostPort(_HOST, server.began["port"]))
        await _until(lambda: all(terminal.logged_in for terminal in fleet.terminals))
        connected = await server.stats()
        latencies.clear()
        fleet.reports = 0
        took = await _timed(fleet.drive(seconds, interval_s))
        driven = await server.stats()
        await fleet.all_answered(_PATIENCE_S)
        end = await server.stats()
        fleet.hang_up()
    echo = await _echo(folder, count, seconds, interval_s)
    if end["positions"] != fleet.reports:
        raise RuntimeError(f"{end['positions']} positions are kept, of {fleet.reports}")
    ours = (driven["cpu_s"] - connected["cpu_s"]) / took
    return {
        "terminals": count,
        "messages_per_s": round(fleet.reports / took, 1),
        "positions_kept": end["positions"],
        "cpu_share": round(ours, 3),
        "cpu_us_per_message": round(ours * took / fleet.reports * 1e6, 1),
        "answer_p50_ms": round(percentile(latencies, 0.5) * 1000, 1),
        "answer_p99_ms": round(percentile(latencies, 0.99) * 1000, 1),
        "rss_mb_before": round(server.began["rss_mb"], 1),
        "rss_mb": round(end["rss_mb"], 1),
        "kb_per_terminal": round((end["rss_mb"] - server.began["rss_mb"]) * 1000 / count, 1),
        "echo_cpu_share": round(echo["cpu_share"], 3),
        "echo_p99_ms": round(echo["p99_s"] * 1000, 1),
        "cpu_against_echo": round(ours / echo["cpu_share"], 2),
    }


def _terminal(number: int, answered: Callable[[float], None]) -> SimulatedTerminal:
    """Every other one of the 2019 edition."""
    settings = TerminalSettings(str(FIRST_PHONE + number), 2019 if number % 2 else 2013)
    route = around(*CENTRE_OF_TOWN, random.Random(number))
    return SimulatedTerminal(settings, route, code=CODE, on_answered=answered)


class _EchoLine(asyncio.Protocol):
    """Sends one report after the other, and hears it."""

    def __init__(self, number: int, latencies: list[float]) -> None:
        terminal = _terminal(number, latencies.append)
        settings = terminal.settings
        body = LocationReport(terminal.where(_SOME_DAY + number))
        report = compose(ids.LOCATION, settings.phone, 7, body, edition=settings.edition)
        self._frame = framing.encode(report)
        self._latencies = latencies
        self._loop = asyncio.get_running_loop()
        self._sent_at = 0.0
        self.transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self._latencies.append(self._loop.time() - self._sent_at)

    def report(self) -> None:
        """Send it."""
        if self.transport is not None:
            self._sent_at = self._loop.time()
            self.transport.write(self._frame)


def _itself(line: _EchoLine) -> _EchoLine:
    return line


async def _echo(folder: Path, count: int, seconds: float, interval_s: float) -> dict[str, float]:
    """The same bytes at the same pace before a server that only sends them back."""
    loop = asyncio.get_running_loop()
    latencies: list[float] = []
    lines = [_EchoLine(number, latencies) for number in range(count)]
    async with _server(folder, count, "--echo") as server:
        port = server.began["port"]
        for first in range(0, count, 100):
            some = lines[first : first + 100]
            await asyncio.gather(
                *(loop.create_connection(partial(_itself, one), _HOST, port) for one in some)
            )
        before, began, sent = await server.stats(), loop.time(), 0
        while (passed := loop.time() - began) < seconds:
            due = int(passed / interval_s * count)
            for place in range(sent, due):
                lines[place % count].report()
            sent = max(sent, due)
            await asyncio.sleep(_TICK_S)
        took = loop.time() - began
        after = await server.stats()
        for line in lines:
            if line.transport is not None:
                line.transport.abort()
    return {
        "cpu_share": (after["cpu_s"] - before["cpu_s"]) / took,
        "p99_s": percentile(latencies, 0.99),
    }


def _server(folder: Path, count: int, *more: str) -> AbstractAsyncContextManager[ServerProcess]:
    return server_process(
        "benchmarks.jt808.server", "--folder", str(folder), "--terminals", str(count), *more
    )


async def _timed(work: Coroutine[Any, Any, None]) -> float:
    """Seconds that it took."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    await work
    return loop.time() - began


async def _until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(_PATIENCE_S):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(_TICK_S)
