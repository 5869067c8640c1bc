"""`edge-agent`: the command line of the gateway's process and of the person who installs it."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import NamedTuple

from edge_agent.self_report import version
from runtime.faults import PlainFault, tell


class Command(NamedTuple):
    """The module that does it (`add_arguments(parser)` and `run(options) -> int`), and what it does."""

    module: str
    zh: str
    en: str


COMMANDS = {
    "run": Command("edge_agent.tools.run", "运行,直到被停止", "serve until stopped"),
    "lint": Command(
        "edge_agent.tools.lint", "检查配置文件,不连接任何设备", "check the settings, touch no device"
    ),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit code: 0 done, 1 found a fault, 2 could not start, and says why."""
    given = list(sys.argv[1:] if argv is None else argv)
    parser = argparse.ArgumentParser(
        prog="edge-agent",
        description="草原哨网关代理:读取消防设备,先落盘,再上报 / the Steppewatch gateway agent",
    )
    parser.add_argument("--version", action="version", version=version())
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, entry in COMMANDS.items():
        command = commands.add_parser(name, help=f"{entry.zh} / {entry.en}")
        if name in given[:1]:  # only the command that is asked for is imported
            importlib.import_module(entry.module).add_arguments(command)
    options = parser.parse_args(given)
    try:
        return int(importlib.import_module(COMMANDS[options.command].module).run(options))
    except PlainFault as fault:
        return tell(fault)


if __name__ == "__main__":
    raise SystemExit(main())
