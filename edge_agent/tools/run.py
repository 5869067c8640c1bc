"""`edge-agent run`: serve until stopped. SIGHUP takes up the settings file anew."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import signal
from pathlib import Path

from edge_agent.agent import Agent
from edge_agent.control.reconfiguration import last_good_path
from edge_agent.plan import Plan, load_plan
from edge_agent.tools.arguments import add_config
from edge_agent.vitals.systemd import Notifier
from runtime.logging import configure, get_logger
from runtime.process import leave, ready_line, run_until_signalled
from runtime.settings import SettingsError

log = get_logger("agent")

add_arguments = add_config


def run(options: argparse.Namespace) -> int:
    """Serve until stopped. Raises SettingsError when neither the file nor the last good one can be used."""
    plan = usable_plan(options.config)
    configure(plan.settings.log_level)
    if plan.fault:
        log.error("the settings cannot be used; running with the last good ones", fault=plan.fault)
    settings = plan.settings
    notifier = Notifier.from_environment()
    agent = Agent(plan, notifier=notifier)

    async def serve(stop: asyncio.Event) -> None:
        where = f"{settings.gateway} -> {settings.uplink.host}:{settings.uplink.port}"
        reloads: set[asyncio.Task[object]] = set()

        def reload() -> None:
            task: asyncio.Task[object] = asyncio.create_task(agent.reconfiguration.reload("SIGHUP"))
            reloads.add(task)
            task.add_done_callback(reloads.discard)

        def ready() -> None:
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, reload)
            ready_line(f"edge-agent {where}")

        try:
            await agent.run(stop, ready)
        finally:
            notifier.close()

    return leave(run_until_signalled(serve, grace_s=3.0))


def usable_plan(path: Path) -> Plan:
    """The plan of the file; else of the last good settings beside it, with the fault. Raises SettingsError.

    A gateway that comes up after a power cut must watch its building, even over a half-edited file.
    """
    try:
        return load_plan(path)
    except SettingsError as fault:
        good = last_good_path(path)
        if not path.exists() or not good.exists():
            raise
        try:
            plan = load_plan(good)
        except SettingsError:
            raise fault from None
        return dataclasses.replace(plan, path=path, fault=str(fault))
