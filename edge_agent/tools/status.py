"""`edge-agent status`: how the running agent does, on a screen that refreshes."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from edge_agent.config import AgentSettings
from edge_agent.local.client import DoorClient
from edge_agent.tools import status_screen
from edge_agent.tools.arguments import add_config, add_json
from edge_agent.tools.keys import keys
from edge_agent.tools.screen import out
from runtime.faults import PlainFault
from runtime.settings import load

_REFRESH_S = 1.0
_HINT = "q 退出 / quit"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--config FILE [--once] [--json]`."""
    parser.description = (
        "正常 0,有故障 1,代理没有运行 2 / "
        "Exit 0: all is well, 1: something is wrong, 2: the agent does not run."
    )
    add_config(parser)
    add_json(parser)
    parser.add_argument("--once", action="store_true", help="只显示一次 / print once, do not refresh")


def run(options: argparse.Namespace) -> int:
    """Show until `q`. Raises PlainFault when the agent does not run."""
    spool = load(options.config, AgentSettings).spool.path
    status = DoorClient(spool).get("/status")
    if options.json:
        told = {**status, "troubles": status_screen.troubles(status)}
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
    elif options.once or not sys.stdout.isatty():
        _print(out(), status)
    else:
        status = _refreshing(spool, status)
    return 1 if status_screen.troubles(status) else 0


def _print(console: Console, status: dict[str, Any]) -> None:
    console.print(status_screen.screen(status))
    for trouble in status_screen.troubles(status):
        console.print(Text(f"✗ {trouble}", style="bold red"))


def _refreshing(spool: Path, status: dict[str, Any]) -> dict[str, Any]:
    """Until `q` or Ctrl-C; gives what was shown last."""
    console = out()
    fault = ""
    with keys() as pressed, Live(console=console, screen=True, auto_refresh=False) as live:
        while True:
            told = Text(f"{fault}\n{_HINT}", style="bold white on red") if fault else Text(_HINT, style="dim")
            live.update(Group(status_screen.screen(status, console.height - 3), told), refresh=True)
            try:
                if pressed.pressed(_REFRESH_S) in ("q", "\x1b"):
                    return status
            except KeyboardInterrupt:
                return status
            try:
                status, fault = DoorClient(spool).get("/status"), ""
            except PlainFault as gone:
                fault = f"以上为旧状态 / what stands above is old: {gone}"
