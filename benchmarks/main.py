"""`steppewatch bench NAME|all [--json]`: one table of benchmarks."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
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
    "contract": Benchmark(
        "benchmarks.contract", "encoding and decoding the contract, against the json module"
    ),
    "edge": Benchmark(
        "benchmarks.edge.versus",
        "the agent against thingsboard-gateway, against a serial wire, and with a dead unit on it",
        ("with_peer", "cache"),
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
    options = parser.parse_args(list(arguments))
    code = 0
    for name in BENCHMARKS if options.name == "all" else (options.name,):
        entry = BENCHMARKS[name]
        if not options.json:
            print(f"… {name}", file=sys.stderr)
        try:
            more = {option: getattr(options, option) for option in entry.options}
            figures = {**importlib.import_module(entry.module).run(options.seconds, **more), **machine()}
        except PlainFault as fault:  # what another needs is no reason to leave the rest unmeasured
            code = tell(fault)
            continue
        print(
            as_json({"bench": name, **figures})
            if options.json
            else as_table(f"{name}: {entry.title}", figures)
        )
    return code
