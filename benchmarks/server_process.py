"""A server under test in a process of its own with one core: what starts and asks it, and what answers there.

It says where it listens, then how it does as often as it is asked: a line on its stdin, one JSON object a
line on its stdout. It serves until stdin ends.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from runtime import logging


class ServerProcess:
    """The asking end. `began`: the server's first words, with its `port` and `rss_mb`."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.began: dict[str, Any] = {}

    async def stats(self) -> dict[str, Any]:
        """How the server does now: `rss_mb`, `cpu_s` and its own counts."""
        assert self._process.stdin is not None
        self._process.stdin.write(b"stats\n")
        await self._process.stdin.drain()
        return await self.told()

    async def told(self) -> dict[str, Any]:
        """Its next words. Raises RuntimeError when it has ended."""
        assert self._process.stdout is not None
        line = await self._process.stdout.readline()
        if not line:
            raise RuntimeError("the server ended; its own words stand above")
        told: dict[str, Any] = json.loads(line)
        return told


@asynccontextmanager
async def server_process(module: str, *arguments: str) -> AsyncIterator[ServerProcess]:
    """`python -m MODULE ARGUMENTS`, once it listens; it ends with the block."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    server = ServerProcess(process)
    try:
        server.began = await server.told()
        yield server
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


def take_one_core() -> None:
    """In the server: one core, as many files as there may be, and a quiet log."""
    logging.configure("error")
    raise_file_limit()
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def raise_file_limit() -> int:
    """As many open files as the system lets this process have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


async def answer(port: int, counts: Callable[[], Mapping[str, object]]) -> None:
    """In the server: say where it listens, then how it does as often as it is asked."""
    _tell({"port": port, "rss_mb": _rss_mb()})
    while await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline):
        used = resource.getrusage(resource.RUSAGE_SELF)
        _tell({"rss_mb": _rss_mb(), "cpu_s": used.ru_utime + used.ru_stime, **counts()})


def _rss_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def _tell(told: Mapping[str, object]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()
