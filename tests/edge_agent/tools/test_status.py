"""`edge-agent status`: what is said once, as JSON, and when nothing runs."""

from pathlib import Path
from typing import Any

from edge_agent.tools import status_screen
from edge_agent.tools.screen import out
from tests.edge_agent.tools.conftest import Site
from tests.services import until

STATUS: dict[str, Any] = {
    "gateway": "gw-1",
    "building": {"zh": "示范楼", "en": "demo"},
    "version": "0.1.0",
    "started_at": 0,
    "now": 90_000_000,
    "clock": {"synced": True, "offset_ms": -3.2, "source": "ntp"},
    "link": {"up": True, "broker": "cloud:8883", "last_error": ""},
    "spool": {"bytes": 10, "limit": 1000, "waiting": 2, "trouble": "", "damage": ""},
    "config": {"last_fault": ""},
    "buses": [
        {"bus": "panel-1", "driver": "modbus", "up": True, "requests": 7, "errors": 0, "last_error": ""}
    ],
    "duty": [],
    "walk_test": {"on": False, "left_s": 0, "who": ""},
    "parts": [
        {
            "part": f"panel-1/1-{n:03}",
            "place": {"zh": f"三层{n}室", "en": ""},
            "active": ["fire"] if n == 40 else [],
            "quality": "stale" if n == 41 else "good",
            "values": {"temperature": {"value": 21.5, "unit": "°C"}} if n == 1 else {},
        }
        for n in range(1, 60)
    ],
}


def printed(status: dict[str, Any], rows: int | None = None) -> str:
    console = out()
    with console.capture() as captured:
        console.print(status_screen.screen(status, rows))
    return captured.get()


def test_the_screen_shows_what_matters_first_and_says_what_it_left_out() -> None:
    text = printed(STATUS, 24)
    for words in ("示范楼", "1 d 01:00:00", "-3 ms", "cloud:8883", "panel-1", "火警 fire", "静默 stale"):
        assert words in text, words
    assert text.index("panel-1/1-040") < text.index("panel-1/1-041") < text.index("panel-1/1-001")
    assert "more parts" in text
    assert "temperature 21.5 °C" in printed(STATUS)


def test_texts_of_devices_are_shown_and_not_obeyed() -> None:
    odd = {**STATUS, "buses": [{**STATUS["buses"][0], "last_error": "[red]no[/red] answer"}]}
    assert "[red]no[/red] answer" in printed(odd)


def test_every_trouble_is_named() -> None:
    assert status_screen.troubles(STATUS) == []
    bad = {
        **STATUS,
        "clock": {"synced": False},
        "link": {"up": False, "last_error": "no route"},
        "spool": {**STATUS["spool"], "trouble": "disk full"},
        "config": {"last_fault": "line 3"},
        "buses": [{**STATUS["buses"][0], "up": False}],
    }
    told = "\n".join(status_screen.troubles(bad))
    for words in ("panel-1", "no route", "synchronised", "disk full", "line 3"):
        assert words in told


async def test_a_running_agent_is_shown_once_and_as_json(site: Site, tool: Any) -> None:
    site.panel.registers[263] = 1
    await until(lambda: "panel-1/1-023 fire+" in site.cloud.seen())
    shown = await tool("status", "--config", str(site.path), "--once")
    assert "panel-1/1-023" in shown.out
    assert "火警 fire" in shown.out
    assert shown.code == 0, shown.out
    told = (await tool("status", "--config", str(site.path), "--json")).told
    assert told["troubles"] == []
    assert {bus["bus"] for bus in told["buses"]} >= {"panel-1", "panel-2"}


async def test_an_agent_that_does_not_run_is_told(tmp_path: Path, tool: Any) -> None:
    path = tmp_path / "agent.toml"
    path.write_text('gateway = "gw-1"\narea = "150102"\n[spool]\npath = "s.sqlite3"\n[uplink]\n')
    done = await tool("status", "--config", str(path), "--once")
    assert done.code == 2
    assert "does not run" in done.err
