"""`steppewatch bench NAME|all [--json]`: one table of benchmarks."""

from __future__ import annotations

import argparse
import importlib
import signal
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.figures import as_json, as_table, machine
from runtime.faults import PlainFault, tell


class Benchmark(NamedTuple):
    """The module whose `run(seconds)` measures, what it measures, and which options `run` takes besides."""

    module: str
    title: str
    options: tuple[str, ...] = ()


BENCHMARKS = {
    "line": Benchmark(
        "benchmarks.line", "register change → committed row → event at the browser, real processes"
    ),
    "spool": Benchmark("benchmarks.spool", "the gateway's spool against bare SQLite and bare fdatasync"),
    "registry": Benchmark(
        "benchmarks.registry",
        "every call of the registry of places, filled with a simulated province",
        ("organisations",),
    ),
    "operator": Benchmark(
        "benchmarks.operator.pages",
        "every call of the operator's page and of the alarm centre, with a whole region",
        ("organisations", "alarms", "records"),
    ),
    "operator-paint": Benchmark(
        "benchmarks.operator.paint",
        "event committed → painted page with 1, 20 and 200 pages open, and the page's frames in a flood",
        ("quick",),
    ),
    "contract": Benchmark(
        "benchmarks.contract", "encoding and decoding the contract, against the json module"
    ),
    "edge": Benchmark(
        "benchmarks.edge.versus",
        "the agent against thingsboard-gateway, against a serial wire, and with a dead unit on it",
        ("with_peer", "cache"),
    ),
    "gb26875": Benchmark(
        "benchmarks.gb26875.connections",
        "5,000 transmission devices on real sockets before a server with one core, each raising a fire",
    ),
    "jt808": Benchmark(
        "benchmarks.jt808.positions",
        "10,000 vehicle terminals that report every 5 s before a server with one core, and a bare echo",
    ),
    "ingest": Benchmark(
        "benchmarks.ingest.rates",
        "durable values a second on real servers, everything on this machine, and what each stage costs",
        ("engines", "workers", "values", "quick"),
    ),
    "overload": Benchmark(
        "benchmarks.ingest.beyond",
        "many times the sustainable load: memory over time, fires in time while readings are shed",
        ("factor", "quick"),
    ),
    "kills": Benchmark(
        "benchmarks.ingest.kills",
        "workers, broker and stores killed at random: what was sent is stored, number by number",
        ("messages", "quick"),
    ),
    "early-warning": Benchmark(
        "benchmarks.early_warning",
        "a tick of early warning against the bare model call, 10 to 2,000 detectors",
    ),
    "draw": Benchmark(
        "benchmarks.inspection_draw",
        "an inspection draw of a whole region: frozen, drawn, and verified by both programs",
        ("organisations",),
    ),
    "risk": Benchmark(
        "benchmarks.risk",
        "fire risk of a region's buildings: records to scores beside bare onnxruntime, an event to the page",
        ("organisations",),
    ),
    "matching": Benchmark(
        "benchmarks.matching",
        "simulated spellings of organisations matched to a registry: right, asked, rows a second",
        ("organisations", "rows"),
    ),
    "travel-time": Benchmark(
        "benchmarks.travel_time.roads",
        "exact times of 2,000 units on a million junctions, against scipy and a plain binary heap",
        ("osm",),
    ),
    "dispatch": Benchmark(
        "benchmarks.dispatch",
        "proposals for 2,000 units; 50 incidents at once against the optimum and the nearest first",
    ),
    "dispatch-order": Benchmark(
        "benchmarks.dispatch_order",
        "alarm verified → order heard at a station, on a quiet centre and beside faults, real processes",
    ),
    "dispatch-live": Benchmark(
        "benchmarks.dispatch_live",
        "a unit's change committed → heard and painted on the one map, 1, 20 and 200 listeners; and polling",
        ("quick",),
    ),
    "dispatch-month": Benchmark(
        "benchmarks.dispatch_month.month",
        "a simulated month of a city: ours, always the nearest, always wait for a person",
        ("seed",),
    ),
    "soak": Benchmark("benchmarks.edge.soak", "the agent at full load: does anything grow?"),
}


def main(arguments: Sequence[str]) -> int:
    """Run one benchmark, or all; print figures. Exit code 2 when something it needs is missing."""
    parser = argparse.ArgumentParser(prog="steppewatch bench", description="measure, print figures 性能测试")
    parser.add_argument("name", choices=[*BENCHMARKS, "all"], help="which benchmark 测试名称")
    parser.add_argument("--json", action="store_true", help="print one JSON object 以 JSON 输出")
    parser.add_argument("--seconds", type=float, default=10.0, help="how long each measurement runs 每项时长")
    parser.add_argument(
        "--no-peer", dest="with_peer", action="store_false", help="edge: ours alone 不与其他网关比较"
    )
    parser.add_argument(
        "--cache", type=Path, metavar="DIR", help="edge: where the peer is installed, once 对比软件的安装目录"
    )
    parser.add_argument(
        "--engines", type=_names, default=(), metavar="A+B+C,...", help="ingest: which combinations 引擎组合"
    )
    parser.add_argument(
        "--workers", type=_counts, default=(), metavar="N,...", help="ingest: how many workers 接入进程数"
    )
    parser.add_argument("--values", type=int, default=100, help="ingest: values a message 每条数值数")
    parser.add_argument("--factor", type=float, default=10.0, help="overload: times the sustainable 过载倍数")
    parser.add_argument("--messages", type=int, default=20_000, help="kills: how many are sent 发送的消息数")
    parser.add_argument(
        "--organisations", type=int, default=100_000, help="registry, operator, draw, risk: how many 单位数"
    )
    parser.add_argument(
        "--alarms", type=int, default=1_000_000, help="operator: how many lie in the records 警情数"
    )
    parser.add_argument(
        "--records", type=_names, default=(), metavar="A,...", help="operator: sqlite, postgresql 记录库"
    )
    parser.add_argument(
        "--osm", type=Path, metavar="FILE", help="travel-time: an extract measured too 另测的路网文件"
    )
    parser.add_argument("--seed", type=int, default=1, help="dispatch-month: which month 随机种子")
    parser.add_argument(
        "--quick",
        action="store_true",
        help="ingest, overload, kills, operator-paint, dispatch-live: in short 快速",
    )
    options = parser.parse_args(list(arguments))
    options.quick = options.quick or options.name == "all"
    # What a bench has started is stopped as its blocks end, also when it is asked to end.
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        return max(map(partial(_one, options), BENCHMARKS if options.name == "all" else (options.name,)))
    finally:
        signal.signal(signal.SIGTERM, before)


def _one(options: argparse.Namespace, name: str) -> int:
    entry = BENCHMARKS[name]
    if not options.json:
        print(f"… {name}", file=sys.stderr)
    try:
        more = {option: getattr(options, option) for option in entry.options}
        figures = {**importlib.import_module(entry.module).run(options.seconds, **more), **machine()}
    except PlainFault as fault:  # what another needs is no reason to leave the rest unmeasured
        return tell(fault)
    title = f"{name}: {entry.title}"
    print(as_json({"bench": name, **figures}) if options.json else as_table(title, figures))
    return 0


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in text.split(",") if name)


def _counts(text: str) -> tuple[int, ...]:
    return tuple(int(count) for count in text.split(","))
