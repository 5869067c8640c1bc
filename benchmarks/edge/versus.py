"""`steppewatch bench edge`: the agent and thingsboard-gateway at two loads, and the agent on serial wires.

Both programs in turn read the same panels over Modbus TCP once a second and send every value to the same
broker at QoS 1; the agent puts every value on the disk first, the peer keeps its own in memory, its default.
`PREFIX_NAME_LOAD` is one program's figure at one load; names without a load are those of the larger one.
`peer_` reads a panel's registers in one request, its fastest way; `peer_named_` lists the points by name, one
by one, as a site must whose points have names of their own, and as the agent always does. `rss_mb` is the
agent with onnxruntime loaded, `rss_bare_mb` without, as the peer is.
"""

from __future__ import annotations

import asyncio
import importlib.util
import sys
import tempfile
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

from benchmarks.edge import agent, dead_unit, peer, serial_line
from benchmarks.edge.centre import Centre
from benchmarks.edge.contest import Load, Program, Result, measure, panels, place
from benchmarks.edge.thingsboard import ThingsBoard
from benchmarks.figures import Figures
from simulators.processes import Child

LOADS = (Load(8, 100), Load(64, 100))
_HEADLINES = ("values_per_cpu_s", "core_share", "latency_p50_ms", "latency_p99_ms", "delivered_share")
#: Loading a module needs no longer window than this.
_MEMORY_S = 3.0
_ONNX = "onnxruntime"


def run(seconds: float, *, with_peer: bool = True, cache: Path | None = None) -> Figures:
    """Every figure; `seconds` is the window of each. Raises PlainFault when something needed is missing."""
    python = peer.install((cache or peer.cache_folder()).resolve(), _say) if with_peer else None
    with tempfile.TemporaryDirectory(prefix="bench-edge-") as folder:
        return asyncio.run(_run(seconds, python, Path(folder)))


async def _run(seconds: float, python: Path | None, folder: Path) -> Figures:
    loads = await _loads(seconds, python, folder)
    figures = _headlines(loads, python is not None)
    largest = LOADS[-1]
    if importlib.util.find_spec(_ONNX) is not None:
        async with panels(largest, folder) as ports:
            loaded = await measure(ours((_ONNX,)), largest, ports, place(folder, "onnx"), _MEMORY_S)
        figures["rss_mb"] = loaded.cost.memory.rss_mb
    else:
        figures["rss_mb"] = figures["rss_bare_mb"]
        figures["rss_note"] = f"{_ONNX} 未安装 / is not installed: rss_mb is without it"
    if python is not None:
        figures["rss_ratio"] = float(figures["rss_mb"]) / float(figures["peer_rss_mb"])
    for baudrate in serial_line.BAUDRATES:
        _say(f"串口 / serial line, {baudrate}")
        figures |= await serial_line.measure(baudrate, place(folder, f"wire-{baudrate}"), seconds)
    _say("失联设备 / a dead unit among ten")
    figures |= await dead_unit.measure(place(folder, "dead-unit"), max(seconds, dead_unit.WINDOW_S))
    for (prefix, load), result in loads.items():
        figures |= {f"{prefix}{name}_{load}": figure for name, figure in result.figures().items()}
    return figures


async def _loads(seconds: float, python: Path | None, folder: Path) -> dict[tuple[str, str], Result]:
    """Each program's result at each load, by prefix and load; both programs read the same panels."""
    results = {}
    for load in LOADS:
        programs = [ours()]
        if python is not None:
            programs += [_peer(python), *([_peer(python, named=True)] if load == LOADS[-1] else [])]
        async with panels(load, folder) as ports:
            for program in programs:
                _say(f"{load.name}: {program.name or 'steppewatch'}")
                own = place(folder, f"{program.name}{load.name}")
                results[program.name, load.name] = await measure(program, load, ports, own, seconds)
    return results


def _headlines(loads: Mapping[tuple[str, str], Result], with_peer: bool) -> Figures:
    """The larger load's figures under their plain names, and what they are beside the peer's."""
    largest = LOADS[-1].name
    figures: Figures = {"peer": peer.PACKAGES[0] if with_peer else "未测 / not measured (--no-peer)"}
    own = loads["", largest].figures()
    figures |= {name: own[name] for name in _HEADLINES}
    figures["rss_bare_mb"] = own["rss_mb"]
    if with_peer:
        theirs, named = (loads[prefix, largest].figures() for prefix in ("peer_", "peer_named_"))
        figures["peer_storage"] = "memory"
        figures |= {f"peer_{name}": theirs[name] for name in (*_HEADLINES, "rss_mb")}
        figures["peer_named_values_per_cpu_s"] = named["values_per_cpu_s"]
        figures["values_per_cpu_s_ratio"] = _ratio(own, theirs, "values_per_cpu_s")
        figures["values_per_cpu_s_named_ratio"] = _ratio(own, named, "values_per_cpu_s")
        figures["latency_p99_ms_ratio"] = _ratio(own, theirs, "latency_p99_ms")
        figures["rss_bare_ratio"] = _ratio(own, theirs, "rss_mb")
    return figures


def _ratio(own: Figures, theirs: Figures, name: str) -> float:
    return float(own[name]) / float(theirs[name])


def _say(what: str) -> None:
    sys.stderr.write(f"… {what}\n")
    sys.stderr.flush()


def ours(preload: Sequence[str] = ()) -> Program:
    """The agent, `preload` naming modules that are loaded into it first."""
    return Program("", Centre, partial(_our_process, preload))


def _peer(python: Path, *, named: bool = False) -> Program:
    prefix = "peer_named_" if named else "peer_"
    return Program(prefix, ThingsBoard, partial(_peer_process, python, named))


def _our_process(
    preload: Sequence[str], folder: Path, broker: int, ports: Sequence[int], load: Load
) -> Child:
    agent.write_settings(folder, broker, agent.tcp_lines(ports, load.points))
    return agent.process(folder, preload)


def _peer_process(
    python: Path, named: bool, folder: Path, broker: int, ports: Sequence[int], load: Load
) -> Child:
    peer.write_settings(folder, broker, ports, load.points, named=named)
    return peer.process(python, folder)
