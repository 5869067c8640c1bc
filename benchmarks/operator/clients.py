"""Many plain clients in a process of their own, so that they take no time from what is measured.

A module of clients prints `READY` once each has been let in or answered, and at the end of its input one JSON
object of what they were told, by whom and when.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from benchmarks.ingest.overload import ended
from runtime.faults import PlainFault


class Clients:
    """The clients of one process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def told(self) -> dict[str, list[float]]:
        """End them; by what they were told when each of them was, milliseconds UTC."""
        told, _ = self._process.communicate(timeout=60)
        return dict(json.loads(told))


@contextmanager
def started(module: str, address: str, count: int, *more: str) -> Iterator[Clients]:
    """So many clients of `module`, until the end of the block. Raises PlainFault."""
    process = subprocess.Popen(
        [sys.executable, "-m", module, address, str(count), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        if process.stdout.readline().strip() != "READY":
            raise PlainFault(f"{count} clients of {address} were not let in: {module} {' '.join(more)}")
        yield Clients(process)
    finally:
        ended(process)  # type: ignore[arg-type]


async def until_ended(tasks: Collection[asyncio.Task[None]], told: Mapping[Any, list[float]]) -> None:
    """In the clients' own process: let them run until the input ends, and print what they were told."""
    print("READY", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    print(json.dumps(told), flush=True)
