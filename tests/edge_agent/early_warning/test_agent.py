"""The whole agent: values of a detector come in by MQTT, an early warning goes out."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from edge_agent.agent import Agent
from runtime.mqtt_line import MqttLine, MqttSettings
from telemetry.messages import Health, Snapshot
from tests.edge_agent.panels import Cloud, running
from tests.edge_agent.site import all_up, head, serving
from tests.models.tiny import tiny, written
from tests.services import Mosquitto, free_port, start_mosquitto, until

DEVICE = """
[[mqtt]]
bus = "detectors"
host = "127.0.0.1"
port = {port}
  [[mqtt.device]]
  topic = "room/1"
  profile = "generic-json"
  part = "room-1"
  component_type = 30
    [[mqtt.device.reading]]
    path = "heat"
    analog = "temperature"
    [[mqtt.device.state]]
    path = "smoke"
    state = "fire"
    holds = [true]
    ends = [false]
"""
OWN = '[early_warning]\nmode = "{mode}"\nmodel = "{name}"\nsha256 = "{sha256}"\n'


class Site:
    def __init__(self, folder: Path, broker: Mosquitto) -> None:
        self.path = folder / "agent.toml"
        self.port = broker.port
        self.cloud = Cloud(broker.port)
        self.room = MqttLine(MqttSettings(host="127.0.0.1", port=broker.port, client_id="room"))

    def write(self, name: str, sha256: str, mode: str = "live") -> None:
        text = OWN.format(name=name, sha256=sha256, mode=mode)
        self.path.write_text(head(self.port) + text + DEVICE.format(port=self.port))

    async def say(self, **told: object) -> None:
        await self.room.wait_connected()
        await self.room.publish("room/1", json.dumps(told).encode())

    def health(self) -> list[Health]:
        return [message for message in self.cloud.got if isinstance(message, Health)]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    with start_mosquitto(tmp_path) as broker:
        found = Site(tmp_path, broker)
        async with running(found.cloud.run()), running(found.room.run()):
            await found.cloud.line.wait_connected()
            yield found


async def looked(agent: Agent) -> None:
    wanted = agent.models.each[0].tally.ticks + 4
    await until(lambda: agent.models.each[0].tally.ticks >= wanted)


async def test_a_warning_reaches_the_cloud_and_stands_in_the_snapshot(site: Site, tmp_path: Path) -> None:
    file = written(tmp_path, tiny())
    site.write("model.onnx", file.sha256)
    async with serving(site.path) as agent:
        await all_up(agent)
        await site.say(heat=20, smoke=False)
        await until(lambda: agent.models.each[0].engine is not None)
        await looked(agent)
        await site.say(heat=40, smoke=False)
        await until(lambda: "room-1 early-warning+" in site.cloud.seen())
        agent.intake.snapshot()
        await until(
            lambda: any(
                state.active == ["early-warning"]
                for message in site.cloud.got
                if isinstance(message, Snapshot)
                for state in message.parts
            )
        )
        await until(
            lambda: any(h.vitals is not None and h.vitals.models[0].raised == 1 for h in site.health())
        )
        # The fire itself comes beside it, whatever the model says.
        await site.say(heat=40, smoke=True)
        await until(lambda: "room-1 fire+" in site.cloud.seen())


async def test_a_restart_neither_repeats_nor_keeps_a_warning(site: Site, tmp_path: Path) -> None:
    file = written(tmp_path, tiny())
    site.write("model.onnx", file.sha256)
    async with serving(site.path) as agent:
        await all_up(agent)
        await site.say(heat=20)
        await until(lambda: agent.models.each[0].engine is not None)
        await looked(agent)
        await site.say(heat=40)
        await until(lambda: "room-1 early-warning+" in site.cloud.seen())
    async with serving(site.path) as agent:
        await all_up(agent)
        assert agent.models.each[0].health().standing == 1
        await site.say(heat=25)
        await until(lambda: "room-1 early-warning-" in site.cloud.seen())
        assert site.cloud.seen() == ["room-1 early-warning+", "room-1 early-warning-"]


async def test_another_model_is_taken_up_while_it_runs_and_a_wrong_one_is_told(
    site: Site, tmp_path: Path
) -> None:
    first, second = written(tmp_path, tiny()), written(tmp_path, tiny("2"), "second.onnx")
    site.write("model.onnx", first.sha256)
    async with serving(site.path) as agent:
        await all_up(agent)
        await site.say(heat=20)
        await until(lambda: agent.models.each[0].health().version == "1")
        site.write("second.onnx", second.sha256)
        outcome = await agent.reconfiguration.reload("test")
        assert outcome.ok
        assert outcome.restarted == ()
        await until(lambda: agent.models.each[0].health().version == "2")
        site.write("model.onnx", "0" * 64)
        await agent.reconfiguration.reload("test")
        await until(
            lambda: any(h.vitals is not None and first.sha256 in h.vitals.config_fault for h in site.health())
        )
        assert agent.models.each[0].health().version == "2"
        row = next(row for row in agent.report.rows() if row.bus == "early-warning")
        assert not row.up


_MEASURED = """
DETECTORS = 10
import asyncio, sys
from pathlib import Path
from device_profiles.finding import Finding, Sample
from edge_agent.agent import Agent
from edge_agent.intake.observation import Observation
from edge_agent.plan import load_plan
from edge_agent.self_report import rss_bytes
async def main():
    agent, stop, ready = Agent(load_plan(Path(sys.argv[1]))), asyncio.Event(), asyncio.Event()
    running = asyncio.create_task(agent.run(stop, ready.set))
    await ready.wait()
    samples = tuple(Sample(code, 20.0) for code in (3, 128, 129, 133, 134))
    while agent.models.each[0].tally.ticks < 3:
        agent.intake.observe([Observation(f"room-{n}", Finding(samples=samples)) for n in range(DETECTORS)])
        await asyncio.sleep(0.1)
    assert agent.models.each[0].health().rows == DETECTORS
    print(rss_bytes())
    stop.set()
    await running
asyncio.run(main())
"""


async def test_the_agent_with_the_model_that_ships_stays_within_a_gateways_memory(tmp_path: Path) -> None:
    path = tmp_path / "agent.toml"
    devices = DEVICE.format(port=free_port()).split("  [[mqtt.device]]\n")
    rooms = (devices[1].replace("room/1", f"room/{n}").replace("room-1", f"room-{n}") for n in range(10))
    path.write_text(head(free_port()) + "  [[mqtt.device]]\n".join([devices[0], *rooms]))
    agent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _MEASURED, str(path), stdout=asyncio.subprocess.PIPE
    )
    out, _ = await asyncio.wait_for(agent.communicate(), 60)
    assert int(out) < 120_000_000
