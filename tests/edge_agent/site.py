"""A small building for tests of the running agent: Modbus panels behind counting relays, and a cloud."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from edge_agent.agent import Agent
from edge_agent.plan import load_plan
from telemetry.encoding import encode
from telemetry.messages import Command, CommandKind, Reply
from tests.edge_agent.panels import AREA, GATEWAY, Cloud, Panel
from tests.services import free_port, until

HEAD = """
gateway = "gw-1"
area = "150102"
building = {{ zh = "楼", en = "building" }}
clock = "trust"
health_interval_s = 0.2
reading_batch_s = 0.02
[spool]
path = "state/spool.sqlite3"
limit_mb = {limit_mb}
[uplink]
host = "127.0.0.1"
port = {cloud}
resend_after_s = 0.5
resend_limit_s = 1
[reload]
trial_s = {trial_s}
"""

BUS = """
[[modbus]]
bus = "{name}"
host = "127.0.0.1"
port = {port}
  [[modbus.unit]]
  profile = "gst5000-modbus"
  poll_s = {poll_s}
  timeout_s = 0.3
  power = false
"""

POINT = """
    [[modbus.unit.point]]
    loop = 1
    device = {device}
    component_type = 42
    device_label = {{ zh = "{device}号烟感", en = "smoke {device}" }}
"""


def head(cloud: int, *, limit_mb: float = 8, trial_s: float = 1.5) -> str:
    return HEAD.format(cloud=cloud, limit_mb=limit_mb, trial_s=trial_s)


def bus(name: str, port: int, devices: Iterable[int] = (23,), poll_s: float = 0.05) -> str:
    points = "".join(POINT.format(device=device) for device in devices)
    return BUS.format(name=name, port=port, poll_s=poll_s) + points


class Relay:
    """Stands before a panel and counts who connects."""

    def __init__(self, panel: Panel) -> None:
        self.port = free_port()
        self.connections = 0
        self._panel = panel
        self._writers: set[asyncio.StreamWriter] = set()

    async def open(self) -> None:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)

    async def close(self) -> None:
        self._server.close()
        for writer in list(self._writers):
            writer.close()
        await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._writers.add(writer)
        with contextlib.suppress(OSError):
            back, forth = await asyncio.open_connection("127.0.0.1", self._panel.port)
            self._writers.add(forth)
            await asyncio.gather(_pump(reader, forth), _pump(back, writer))
        for one in (writer, forth):
            one.close()
            self._writers.discard(one)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(4096):
            writer.write(data)
            await writer.drain()
    writer.close()


@contextlib.asynccontextmanager
async def panels(count: int) -> AsyncIterator[list[tuple[Panel, Relay]]]:
    """So many panels, each behind its relay."""
    built: list[tuple[Panel, Relay]] = []
    try:
        for _ in range(count):
            panel = Panel(free_port())
            await panel.plug()
            relay = Relay(panel)
            await relay.open()
            built.append((panel, relay))
        yield built
    finally:
        for panel, relay in built:
            await relay.close()
            await panel.unplug()


@contextlib.asynccontextmanager
async def serving(path: Path, **more: object) -> AsyncIterator[Agent]:
    """The agent of that settings file, in this process."""
    agent = Agent(load_plan(path), **more)  # type: ignore[arg-type]
    stop, ready = asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(agent.run(stop, ready.set))
    waiting = asyncio.create_task(ready.wait())
    await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
    if task.done():
        waiting.cancel()
        await task
    try:
        yield agent
    finally:
        stop.set()
        await task


async def all_up(agent: Agent) -> None:
    await until(lambda: all(driver.health().up for driver in agent.drivers) and agent.line.connected)


def command(seq: int, kind: CommandKind, lives_s: float = 60.0, **arguments: str | float | bool) -> Command:
    now = time.time_ns() // 1_000_000
    return Command(
        gateway=GATEWAY,
        seq=seq,
        ts_gateway=now,
        clock_synced=True,
        command=kind,
        expires_at=int(now + lives_s * 1000),
        arguments=dict(arguments),
    )


async def send(cloud: Cloud, said: Command) -> None:
    await cloud.line.wait_connected()
    await cloud.line.publish(f"sw/1/{AREA}/{GATEWAY}/cmd", encode(said))


def replies(cloud: Cloud, seq: int) -> list[Reply]:
    """What the gateway has said on that command, each word once, in order."""
    found = [message for message in cloud.once().values() if isinstance(message, Reply)]
    return sorted((reply for reply in found if reply.answers == seq), key=lambda reply: reply.seq)


def stages(cloud: Cloud, seq: int) -> list[str]:
    return [reply.stage.value for reply in replies(cloud, seq)]
