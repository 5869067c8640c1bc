"""`edge-agent doctor`: looks at this machine line by line, and says for each line what to do.

Exit codes: 0 all is well, 1 something should be seen to, 2 the agent cannot do its work like this.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from edge_agent.delivery.layout import Layout
from edge_agent.doctor import rounds
from edge_agent.doctor.verdict import SIGNS, Level, Verdict, worst
from edge_agent.tools.arguments import add_json

_SUMMARY = {
    Level.OK: "一切正常 / all is well",
    Level.WARNING: "可以运行,有待改进 / it will do; see to the lines marked !",
    Level.FAULT: "不能正常工作 / it cannot work like this; see to the lines marked ✗",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options."""
    parser.description = (
        "逐项检查本机 / look at this machine line by line. Exit 0 well, 1 warnings, 2 faults."
    )
    parser.add_argument(
        "--config", type=Path, metavar="FILE", help="配置 / the settings; default: the installed ones"
    )
    parser.add_argument(
        "--prefix",
        type=Path,
        default=Path("/"),
        metavar="DIR",
        help="安装根目录 / where it is installed; default /",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Look and tell; the exit code is the worst line's."""
    layout = Layout(options.prefix.resolve())
    verdicts = []
    for verdict in rounds.go(options.config or layout.config, layout):
        verdicts.append(verdict)
        if not options.json:
            sys.stdout.write(_line(verdict) + "\n")
            sys.stdout.flush()
    level = worst(verdicts)
    if options.json:
        sys.stdout.write(json.dumps(_plain(verdicts, level), ensure_ascii=False) + "\n")
    else:
        sys.stdout.write(f"\n{SIGNS[level]} {_SUMMARY[level]}\n")
    return int(level)


def _line(verdict: Verdict) -> str:
    zh, en = rounds.NAMES[verdict.topic]
    head = zh if zh == en else f"{zh} / {en}"
    cure = f"\n    → {verdict.cure}" if verdict.cure else ""
    return f"{SIGNS[verdict.level]} {head}: {verdict.text}{cure}"


def _plain(verdicts: list[Verdict], level: Level) -> dict[str, object]:
    return {
        "level": level.name.lower(),
        "lines": [
            {
                "level": verdict.level.name.lower(),
                "topic": verdict.topic,
                "text": verdict.text,
                "cure": verdict.cure,
            }
            for verdict in verdicts
        ],
    }
