"""`edge-agent run`: serve until stopped."""

from __future__ import annotations

import argparse
import asyncio

from edge_agent.agent import Agent
from edge_agent.plan import load_plan
from edge_agent.tools.arguments import add_config
from runtime.logging import configure
from runtime.process import ready_line, run_until_signalled

add_arguments = add_config


def run(options: argparse.Namespace) -> int:
    """Serve until stopped. Raises SettingsError."""
    plan = load_plan(options.config)
    configure(plan.settings.log_level)
    settings = plan.settings

    async def serve(stop: asyncio.Event) -> None:
        where = f"{settings.gateway} -> {settings.uplink.host}:{settings.uplink.port}"
        await Agent(plan).run(stop, lambda: ready_line(f"edge-agent {where}"))

    return run_until_signalled(serve, grace_s=3.0)
