"""Our own agent as it is delivered: its settings for a benchmark, and its process."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.edge.centre import part_name
from simulators.processes import Child

AREA, GATEWAY = "150102", "gw-bench"
#: A register each of a residual current in mA: plain 16-bit numbers.
PROFILE = "bench-panel"
_ANALOG = "residual_current"
_START = "import sys; from edge_agent.main import main; sys.exit(main(sys.argv[1:]))"

Value = str | int | float | bool


class Unit(NamedTuple):
    """One device on a line: its Modbus number, the panel it stands for, and how it is polled."""

    number: int
    panel: int
    points: int
    poll_s: float = 1.0
    timeout_s: float = 0.5


class Line(NamedTuple):
    """One bus: how it is reached (`transport` and what that asks for) and who is on it."""

    bus: str
    reached: Mapping[str, Value]
    units: Sequence[Unit]


def over_tcp(port: int) -> dict[str, Value]:
    """A line reached over Modbus TCP on this machine."""
    return {"transport": "tcp", "host": "127.0.0.1", "port": port}


def tcp_lines(ports: Sequence[int], points: int) -> list[Line]:
    """A line a panel, each panel alone on its own."""
    return [
        Line(f"line-{panel}", over_tcp(port), [Unit(1, panel, points)]) for panel, port in enumerate(ports)
    ]


def over_serial(port: str, baudrate: int) -> dict[str, Value]:
    """A line reached over RTU, 8N1."""
    return {"transport": "rtu", "serial": port, "baudrate": baudrate, "parity": "N", "stopbits": 1}


def write_settings(folder: Path, broker_port: int, lines: Iterable[Line], more: str = "") -> Path:
    """The settings file, with the profile beside it; `more` is appended as it is."""
    profiles = folder / "profiles"
    profiles.mkdir(parents=True, exist_ok=True)
    (profiles / f"{PROFILE}.yaml").write_text(_PROFILE)
    file = folder / "agent.toml"
    head: dict[str, Value] = {
        "gateway": GATEWAY,
        "area": AREA,
        "clock": "trust",
        "log_level": "warning",
        "profiles": "profiles",
    }
    text = [
        *_rows(head),
        "[spool]",
        *_rows({"path": "spool.sqlite3", "limit_mb": 64}),
        "[uplink]",
        *_rows({"host": "127.0.0.1", "port": broker_port}),
    ]
    for line in lines:
        text += ["[[modbus]]", *_rows({"bus": line.bus, **line.reached})]
        for unit in line.units:
            text += _unit(unit)
    file.write_text("\n".join([*text, more, ""]))
    return file


def process(folder: Path, preload: Sequence[str] = ()) -> Child:
    """The agent, not yet started; `preload` names modules that are loaded into it first."""
    loaded = "".join(f"import {module}; " for module in preload)
    arguments = [sys.executable, "-c", loaded + _START, "run", "--config", str(folder / "agent.toml")]
    return Child("edge-agent", arguments, folder)


def _unit(unit: Unit) -> list[str]:
    rows: dict[str, Value] = {
        "unit": unit.number,
        "name": f"panel-{unit.panel}",
        "profile": PROFILE,
        "poll_s": unit.poll_s,
        "timeout_s": unit.timeout_s,
    }
    text = ["[[modbus.unit]]", *_rows(rows)]
    for register in range(unit.points):
        text += [
            "[[modbus.unit.reading]]",
            *_rows({"register": register, "name": "current", "part": part_name(unit.panel, register)}),
        ]
    return text


def _rows(values: Mapping[str, Value]) -> list[str]:
    return [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]


_PROFILE = f"""\
profile: {PROFILE}
version: 1
label: {{zh: 性能测试监测器, en: benchmark monitor}}
sources: ["made for the benchmark"]
system_type: 1
component_type: 1
stale_after_s: 30
registers:
  max_registers: 125
  readings: [{{name: current, analog: {_ANALOG}}}]
vectors:
  - {{name: a current, input: {{register: 0, value: 5}}, readings: {{{_ANALOG}: 5}}}}
"""
