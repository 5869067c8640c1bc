"""What a process and its children cost: processor seconds and memory, from /proc (Linux)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from pathlib import Path
from typing import NamedTuple

_TICKS_PER_S = os.sysconf("SC_CLK_TCK")
_CUTIME, _CSTIME = 13, 14
#: The kind of a process's clock in its number (clock_getcpuclockid): the time its threads have run.
_SCHEDULED = 2


class Memory(NamedTuple):
    """Resident, its peak, and the proportional share (PSS), in MB of a million bytes."""

    rss_mb: float
    peak_rss_mb: float
    pss_mb: float


def family(pid: int) -> list[int]:
    """The process and all its living descendants."""
    found = [pid]
    for parent in found:
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            with contextlib.suppress(OSError):
                found += map(int, children.read_text().split())
    return found


def cpu_s(pid: int) -> float:
    """User and system seconds so far, of the living family and of its children that have ended."""
    return sum(_cpu_s(member) for member in family(pid))


def _cpu_s(pid: int) -> float:
    """A process's own clock counts nanoseconds; its ended children's time is known in ticks only."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        own = time.clock_gettime(~pid << 3 | _SCHEDULED)
    except OSError:
        return 0.0
    return own + sum(int(fields[place]) for place in (_CUTIME, _CSTIME)) / _TICKS_PER_S


def memory(pid: int) -> Memory:
    """The family's memory now."""
    rows = [_memory(member) for member in family(pid)]
    return Memory(*(sum(column) for column in zip(*rows, strict=True)))


def _memory(pid: int) -> Memory:
    status = _fields(Path(f"/proc/{pid}/status"))
    shares = _fields(Path(f"/proc/{pid}/smaps_rollup"))
    return Memory(status.get("VmRSS", 0.0), status.get("VmHWM", 0.0), shares.get("Pss", 0.0))


def _fields(path: Path) -> dict[str, float]:
    """`Name:   123 kB` lines as megabytes; what cannot be read is left out."""
    fields = {}
    with contextlib.suppress(OSError):
        for line in path.read_text().splitlines():
            name, _, rest = line.partition(":")
            words = rest.split()
            if len(words) == 2 and words[1] == "kB":
                fields[name] = int(words[0]) * 1024 / 1e6
    return fields


def open_files(pid: int) -> int:
    """How many file descriptors the process holds."""
    return len(os.listdir(f"/proc/{pid}/fd"))


def threads(pid: int) -> int:
    """How many threads the process runs."""
    return len(os.listdir(f"/proc/{pid}/task"))


class Cost(NamedTuple):
    """What a span of time cost."""

    seconds: float
    cpu_s: float
    memory: Memory

    @property
    def core_share(self) -> float:
        """The share of one core."""
        return self.cpu_s / self.seconds


async def cost_of(pid: int, seconds: float) -> Cost:
    """Watch the process for so long; the memory is the highest of samples taken every second."""
    loop = asyncio.get_running_loop()
    started, before = loop.time(), cpu_s(pid)
    highest = memory(pid)
    while (left := started + seconds - loop.time()) > 0:
        await asyncio.sleep(min(1.0, left))
        highest = Memory(*map(max, highest, memory(pid)))
    spent = cpu_s(pid) - before
    return Cost(loop.time() - started, spent, highest)
