"""`steppewatch cloud --config FILE`: the centre as a process."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Sequence
from pathlib import Path

from cloud.server import serving
from cloud.settings import CloudSettings
from runtime import logging, settings
from runtime.collector import collect_seldom
from runtime.faults import PlainFault, tell
from runtime.process import ready_line, run_until_signalled


def main(argv: Sequence[str] | None = None) -> int:
    """Run until SIGINT or SIGTERM; the exit code is 0, or 2 with a plain message when it could not start."""
    parser = argparse.ArgumentParser(
        prog="steppewatch cloud",
        description="平台:接收、保存、报警、网页。 The centre: ingest, records, alarms, page.",
    )
    parser.add_argument("--config", type=Path, required=True, help="the TOML file; see cloud/example.toml")
    parser.add_argument("--log-level", choices=tuple(logging.LEVELS), default="info")
    options = parser.parse_args(argv)
    logging.configure(options.log_level)
    try:
        loaded = settings.load(options.config, CloudSettings)
    except PlainFault as fault:
        return tell(fault)

    async def serve(stop: asyncio.Event) -> None:
        async with serving(loaded) as (centre, address):
            collect_seldom()
            ready_line(f"cloud {'https' if loaded.tls is not None else 'http'}://{address}")
            settling = asyncio.create_task(settle(centre.loaded))
            await stop.wait()
            settling.cancel()

    async def settle(ready: asyncio.Event) -> None:
        # What is loaded ahead of its use stands for good, as what was loaded before.
        await ready.wait()
        collect_seldom()

    return run_until_signalled(serve, grace_s=3.0)
