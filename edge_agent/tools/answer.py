"""`edge-agent answer`: answer the centre's duty check (查岗) on site, or list those that wait."""

from __future__ import annotations

import argparse
import json
import sys
from datetime import datetime
from typing import Any

from edge_agent.config import AgentSettings
from edge_agent.local.client import DoorClient
from edge_agent.tools.arguments import add_config, add_json
from runtime.settings import load


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--config FILE [--json] [--person NAME] [SEQ]`."""
    add_config(parser)
    add_json(parser)
    parser.add_argument("--person", metavar="NAME", help="应答人 / who answers")
    parser.add_argument(
        "seq",
        type=int,
        nargs="?",
        metavar="SEQ",
        help="查岗编号,缺省为最紧急的一个 / default: the most urgent",
    )


def run(options: argparse.Namespace) -> int:
    """Answer, or list without `--person`; 1 when none waits. Raises PlainFault."""
    door = DoorClient(load(options.config, AgentSettings).spool.path)
    waiting = [check for check in door.get("/status")["duty"] if check["state"] == "waiting"]
    if options.person is None:
        _say(waiting, "\n".join(map(_line, waiting)) or "没有待答的查岗 / no duty check waits", options.json)
        return 0 if waiting else 1
    if options.seq is None and not waiting:
        _say({"ok": False}, "没有待答的查岗 / no duty check waits", options.json)
        return 1
    seq = waiting[0]["seq"] if options.seq is None else options.seq
    told = door.post(f"/duty/{seq}/answer", {"person": options.person})
    _say({"ok": True, **told}, f"{seq}: {told['text']}", options.json)
    return 0


def _line(check: dict[str, Any]) -> str:
    until = datetime.fromtimestamp(check["expires_at"] / 1000).astimezone()
    return f"{check['seq']}  截止 / until {until:%H:%M:%S}  {check['question']}".rstrip()


def _say(told: object, text: str, as_json: bool) -> None:
    sys.stdout.write((json.dumps(told, ensure_ascii=False) if as_json else text) + "\n")
