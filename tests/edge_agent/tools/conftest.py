"""A running agent with a Modbus panel and an ESPA panel, for the tools that speak to it."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from edge_agent.agent import Agent
from edge_agent.main import main
from tests.edge_agent.panels import Cloud, EspaPanel, Panel, running
from tests.edge_agent.site import all_up, bus, head, panels, serving
from tests.services import start_mosquitto

SERIAL = """
[[serial]]
bus = "panel-2"
port = "{port}"
profile = "espa444-generic"
  [[serial.point]]
  address = "3-017"
  component_type = 42
  device_label = {{ zh = "库房烟感", en = "store smoke" }}
  place = {{ zh = "四层库房", en = "floor 4, store" }}
"""


class Site(NamedTuple):
    """The agent, its panels, its settings file."""

    agent: Agent
    panel: Panel
    espa: EspaPanel
    cloud: Cloud
    path: Path


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    path = tmp_path / "agent.toml"
    with start_mosquitto(tmp_path) as broker:
        cloud, espa = Cloud(broker.port), EspaPanel(tmp_path / "tty")
        async with panels(1) as [(panel, relay)], running(cloud.run()):
            await cloud.line.wait_connected()
            serial = SERIAL.format(port=espa.path)
            path.write_text(head(broker.port) + bus("panel-1", relay.port, (23, 24)) + serial)
            try:
                async with serving(path) as agent:
                    await all_up(agent)
                    yield Site(agent, panel, espa, cloud, path)
            finally:
                espa.close()


class Done(NamedTuple):
    """What a tool came to."""

    code: int
    out: str
    err: str

    @property
    def told(self) -> dict[str, Any]:
        """Its last line, as JSON."""
        found: dict[str, Any] = json.loads(self.out.splitlines()[-1])
        return found


@pytest.fixture
def tool(capsys: pytest.CaptureFixture[str]) -> Any:
    """Run a command beside the agent in this process."""

    async def run(*arguments: str) -> Done:
        code = await asyncio.to_thread(main, list(arguments))
        captured = capsys.readouterr()
        return Done(code, captured.out, captured.err)

    return run
