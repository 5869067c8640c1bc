"""`edge-agent apply`: have the running agent take up its settings file; only what changed is started anew."""

from __future__ import annotations

import argparse
import json
import sys

from edge_agent.local.client import DoorClient, DoorRefused
from edge_agent.plan import load_plan
from edge_agent.tools.arguments import add_config, add_json

#: Beyond the trial itself: stopping and starting what changed.
_MARGIN_S = 60.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--config FILE [--json]`."""
    add_config(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """0: taken up; 1: not, and why. Raises SettingsError for a file that cannot be used, PlainFault."""
    plan = load_plan(options.config)
    settings = plan.settings
    door = DoorClient(settings.spool.path, timeout_s=settings.reload.trial_s + _MARGIN_S)
    try:
        told = door.post("/apply")
    except DoorRefused as refusal:
        if refusal.status != 409:
            raise
        told = dict(refusal.body)
    sys.stdout.write((json.dumps(told, ensure_ascii=False) if options.json else _text(told)) + "\n")
    return 0 if told["ok"] else 1


def _text(told: dict[str, object]) -> str:
    lines = [str(told["text"])]
    for key, words in (("restarted", "启动 / started"), ("removed", "停止 / stopped")):
        names = told.get(key)
        if isinstance(names, list) and names:
            lines.append(f"{words}: {', '.join(names)}")
    return "\n".join(lines)
