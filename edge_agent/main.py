"""`edge-agent`: the command line of the gateway's process.

edge-agent run --config FILE     serve until stopped
edge-agent lint --config FILE    check the settings and their profiles, and say what would be watched
"""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from edge_agent.agent import Agent
from edge_agent.plan import Plan, load_plan
from edge_agent.self_report import version
from runtime.faults import PlainFault, tell
from runtime.logging import configure
from runtime.process import ready_line, run_until_signalled


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; gives the exit code: 0 ended cleanly, 2 could not start, for the reason told."""
    parser = argparse.ArgumentParser(
        prog="edge-agent",
        description="草原哨网关代理:读取消防设备,先落盘,再上报 / the Steppewatch gateway agent",
    )
    parser.add_argument("--version", action="version", version=version())
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, words in (
        ("run", "运行,直到被停止 / serve until stopped"),
        ("lint", "检查配置文件,不连接任何设备 / check the settings, touch no device"),
    ):
        command = commands.add_parser(name, help=words)
        command.add_argument(
            "--config", type=Path, required=True, metavar="FILE", help="TOML 配置文件 / the settings file"
        )
    arguments = parser.parse_args(argv)
    try:
        plan = load_plan(arguments.config)
    except PlainFault as fault:
        return tell(fault)
    return _run(plan) if arguments.command == "run" else _lint(plan, arguments.config)


def _run(plan: Plan) -> int:
    configure(plan.settings.log_level)
    settings = plan.settings

    async def serve(stop: asyncio.Event) -> None:
        where = f"{settings.gateway} -> {settings.uplink.host}:{settings.uplink.port}"
        await Agent(plan).run(stop, lambda: ready_line(f"edge-agent {where}"))

    return run_until_signalled(serve, grace_s=3.0)


def _lint(plan: Plan, path: Path) -> int:
    buses = [
        *(f"modbus {bus.settings.bus}: {len(bus.points)} registers" for bus in plan.modbus),
        *(f"espa {bus.settings.bus}: {len(bus.points)} points" for bus in plan.espa),
        *(f"mqtt {bus.settings.bus}: {len(bus.topics)} topics" for bus in plan.mqtt),
    ]
    lines = [
        f"{path}: 正确 / correct",
        f"{len(plan.watched)} 个部件 / parts",
        *buses,
        *(f"profile {name} {mark}" for name, mark in plan.marks.items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
