"""From a panel's serial line to the cloud: several makers on one gateway, and a gateway that was away."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from edge_agent.agent import Agent
from edge_agent.plan import load_plan
from simulators.panel import PanelLogic
from simulators.panel_serial import SerialPanel, SerialPanelSettings
from tests.edge_agent.drivers.serial.panels import ADDRESSES, STORE, points
from tests.edge_agent.panels import Cloud, running
from tests.services import start_mosquitto, until

MAKERS = ("jbf193k", "gst-crt", "simplex4100")
HEAD = """
gateway = "gw-1"
area = "150102"
clock = "trust"
[spool]
path = "spool.sqlite3"
[uplink]
host = "127.0.0.1"
port = {port}
resend_after_s = 0.5
"""
LINE = """
[[serial]]
bus = "{maker}"
port = "{maker}.tty"
profile = "{maker}"
  [[serial.point]]
  address = "{address}"
  component_type = 42
  part = "{maker}/store"
"""


def china() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None) + timedelta(hours=8)


def panel(maker: str, folder: Path) -> SerialPanel:
    settings = SerialPanelSettings.model_validate(
        {"panel": maker, "profile": maker, "link": folder / f"{maker}.tty", "repeat_s": 0.2}
    )
    return SerialPanel(PanelLogic(points()), settings, china)


@contextlib.asynccontextmanager
async def agent_in(folder: Path, port: int) -> AsyncIterator[Agent]:
    lines = [LINE.format(maker=maker, address=ADDRESSES[maker][0]) for maker in MAKERS]
    path = folder / "agent.toml"
    path.write_text(HEAD.format(port=port) + "".join(lines))
    agent, stop, ready = Agent(load_plan(path)), asyncio.Event(), asyncio.Event()
    task = asyncio.create_task(agent.run(stop, ready.set))
    await ready.wait()
    try:
        yield agent
    finally:
        stop.set()
        await task


async def test_fires_of_several_makers_reach_the_cloud_once_even_from_the_time_the_gateway_was_away(
    tmp_path: Path,
) -> None:
    panels = [panel(maker, tmp_path) for maker in MAKERS]
    with start_mosquitto(tmp_path) as broker:
        cloud = Cloud(broker.port)
        async with running(cloud.run(), *(entry.run() for entry in panels)):
            for entry in panels:
                entry.tell(entry.logic.sense(STORE, True, 0.0))
            async with agent_in(tmp_path, broker.port):
                await until(lambda: len(cloud.events) >= len(MAKERS))
                await until(lambda: not any(entry.waiting for entry in panels))
            async with agent_in(tmp_path, broker.port):
                for entry in panels:
                    entry.logic.sense(STORE, False, 1.0)
                    entry.reset(1.0)
                await until(lambda: sum(not event.active for event in cloud.events) >= len(MAKERS))
    fires = [event for event in cloud.events if event.kind == "fire"]
    assert sorted((event.part.part, event.active) for event in fires) == sorted(
        (f"{maker}/store", active) for maker in MAKERS for active in (True, False)
    )
    begun = {event.part.part: event for event in fires if event.active}
    assert begun["jbf193k/store"].ts_source is not None
    assert begun["gst-crt/store"].ts_source is None, "this protocol carries no time"
    assert str(begun["gst-crt/store"].evidence["frame"]).startswith("0d dd")
