"""`edge-agent probe`: one point through the running agent, or directly when none runs."""

from pathlib import Path
from typing import Any

import pytest

from tests.edge_agent.panels import EspaPanel
from tests.edge_agent.site import bus, head, panels
from tests.edge_agent.tools.conftest import SERIAL, Site
from tests.services import free_port


async def test_a_point_is_read_through_the_running_agent(site: Site, tool: Any) -> None:
    site.panel.registers[263] = 1
    told = (await tool("probe", "--config", str(site.path), "--json", "panel-1", "1-23")).told
    assert told["through"] == "agent"
    assert told["states"] == ["fire"]
    shown = await tool("probe", "--config", str(site.path), "panel-1", "1-23")
    assert "fire 火警" in shown.out
    assert shown.code == 0


async def test_without_an_agent_the_point_is_read_directly(tmp_path: Path, tool: Any) -> None:
    path = tmp_path / "agent.toml"
    async with panels(1) as [(panel, relay)]:
        panel.registers[263] = 2
        path.write_text(head(1) + bus("panel-1", relay.port))
        told = (await tool("probe", "--config", str(path), "--json", "panel-1", "1-23")).told
    assert told["through"] == "direct"
    assert told["states"] == ["fault"]


async def test_a_bus_that_only_listens_says_so(site: Site, tool: Any) -> None:
    done = await tool("probe", "--config", str(site.path), "panel-2", "3-17")
    assert done.code == 1
    assert done.err.count("only listens") == done.err.count("只监听") == 1


async def test_an_unknown_bus_names_those_there_are(site: Site, tool: Any) -> None:
    done = await tool("probe", "--config", str(site.path), "panel-9", "1-1")
    assert done.code == 2
    assert "panel-1, panel-2" in done.err


async def test_a_direct_probe_of_a_panel_that_speaks_by_itself_acknowledges_nothing(
    tmp_path: Path, tool: Any
) -> None:
    espa = EspaPanel(tmp_path / "tty")
    try:
        path = tmp_path / "agent.toml"
        path.write_text(head(1) + SERIAL.format(port=espa.path))
        assert (await tool("probe", "--config", str(path), "panel-2", "3-17")).code == 1
    finally:
        espa.close()


async def test_a_direct_probe_that_cannot_reach_the_panel_says_why_in_one_line(
    tmp_path: Path, tool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("edge_agent.tools.probe._PROBE_S", 0.5)
    path = tmp_path / "agent.toml"
    path.write_text(head(1) + bus("panel-1", free_port()))
    done = await tool("probe", "--config", str(path), "panel-1", "1-23")
    assert done.code == 1
    assert "cannot be reached" in done.err
    assert done.err.count("\n") == 1, "one plain line, and no log"
