"""`edge-agent lint`: check the settings and their profiles, and say what would be watched."""

from __future__ import annotations

import argparse
import json
import sys

from edge_agent.plan import load_plan
from edge_agent.tools.arguments import add_config, add_json


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`--config FILE [--json]`."""
    add_config(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Say what would be watched. Raises SettingsError with a line for every fault."""
    plan = load_plan(options.config)
    if options.json:
        told = {
            "gateway": plan.settings.gateway,
            "parts": len(plan.watched),
            "buses": [
                {"bus": bus.name, "family": bus.family, "parts": len(bus.watched)} for bus in plan.buses
            ],
            "profiles": dict(plan.marks),
        }
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    lines = [
        f"{options.config}: 正确 / correct",
        f"{len(plan.watched)} 个部件 / parts",
        *(bus.summary for bus in plan.buses),
        *(f"profile {name} {mark}" for name, mark in plan.marks.items()),
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0
