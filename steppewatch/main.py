"""`steppewatch NAME ...`: one table of subcommands, each loaded only when it is called."""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Callable, Sequence
from importlib import metadata
from typing import NamedTuple


class Subcommand(NamedTuple):
    """A door: the module and function behind it, and what it does in both languages."""

    module: str
    function: str
    zh: str
    en: str


SUBCOMMANDS = {
    "demo": Subcommand("simulators.demo", "main", "演示：一栋楼的一天", "play a day in a building"),
    "cloud": Subcommand("cloud.main", "main", "运行监控中心", "run the centre: ingest, stores, API, page"),
    "people": Subcommand("cloud.people.command", "main", "人员与首位管理员", "make the first administrator"),
    "audit": Subcommand("cloud.audit.command", "main", "核对审计日志", "verify or export the audit log"),
    "broker": Subcommand("broker_plugins.embedded", "main", "运行 MQTT 代理", "run an MQTT broker"),
    "ca": Subcommand("cloud.enrolment.command", "main", "证书机构", "the centre's own certificate authority"),
    "broker-config": Subcommand(
        "cloud.brokers.command", "main", "代理服务器配置", "write a broker's configuration from the registry"
    ),
    "broker-files": Subcommand(
        "cloud.brokers.fetch_command",
        "main",
        "代理服务器名单",
        "keep a broker on this host up with the centre",
    ),
    "broker-user": Subcommand(
        "cloud.brokers.user_command", "main", "代理服务器用户", "make a user of the brokers"
    ),
    "import": Subcommand("cloud.imports.command", "main", "批量导入", "import places from CSV or Excel"),
    "simulate-province": Subcommand(
        "simulators.province", "main", "模拟全区单位数据", "write import files of a simulated province"
    ),
    "simulate": Subcommand("simulators.main", "main", "运行模拟建筑", "run a simulated building"),
    "city-day": Subcommand(
        "benchmarks.city_day.command",
        "main",
        "演示：一座城市的一天",
        "play a day of a city, print its figures",
    ),
    "tiles": Subcommand(
        "cloud.dispatch.tiles.command", "main", "制作地图瓦片", "make the map's tiles of an extract"
    ),
    "draw": Subcommand(
        "cloud.inspection_draw.command", "main", "双随机抽查", "draw inspections that anyone can verify"
    ),
    "bench": Subcommand("benchmarks.main", "main", "运行性能测试", "run a benchmark and print its figures"),
    "docs": Subcommand("steppewatch.docs", "main", "由代码生成图表与接口", "draw diagrams, write API texts"),
}


def _usage() -> str:
    rows = "\n".join(f"  {name:<17} {entry.zh}  {entry.en}" for name, entry in SUBCOMMANDS.items())
    return f"usage: steppewatch NAME [options]\n\n{rows}\n\nsteppewatch NAME --help says more."


def main(arguments: Sequence[str] | None = None) -> int:
    """Find the subcommand and hand it the rest of the line; returns its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["--version"]:
        print(metadata.version("steppewatch"))
        return 0
    if not given or given[0] in ("-h", "--help"):
        print(_usage())
        return 0 if given else 2
    entry = SUBCOMMANDS.get(given[0])
    if entry is None:
        print(f"steppewatch: no subcommand {given[0]!r}\n\n{_usage()}", file=sys.stderr)
        return 2
    code: int = _loaded(entry)(given[1:])
    return code


def _loaded(entry: Subcommand) -> Callable[[list[str]], int]:
    """What is loaded stays: looking for garbage among it meanwhile would take a fifth of the time."""
    gc.disable()
    try:
        function: Callable[[list[str]], int] = getattr(importlib.import_module(entry.module), entry.function)
    finally:
        gc.enable()
    return function


if __name__ == "__main__":
    raise SystemExit(main())
