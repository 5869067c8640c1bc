"""What processes use, as /proc tells it: seconds of processor time, resident memory, children."""

from __future__ import annotations

import os
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


def lives(pid: int) -> bool:
    """Whether there is such a process, zombies not counted."""
    fields = _stat(Path(f"/proc/{pid}/stat"))
    return bool(fields) and fields[0] != "Z"


def children(pid: int) -> list[int]:
    """Its children now, and theirs."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _stat(entry / "stat")
            if fields and int(fields[1]) == pid:
                found += [int(entry.name), *children(int(entry.name))]
    return found


def cpu_s(pid: int) -> float:
    """Processor time of a process and its children, those that have ended included; 0 when it is gone."""
    total = 0.0
    for one in (pid, *children(pid)):
        fields = _stat(Path(f"/proc/{one}/stat"))
        # utime, stime, and, of the children that were waited for, cutime and cstime
        total += sum(int(ticks) for ticks in fields[11:15]) * _TICK_S
    return total


def main_thread_cpu_s(pid: int) -> float:
    """Processor time of a process's first thread: of a worker, its event loop."""
    fields = _stat(Path(f"/proc/{pid}/task/{pid}/stat"))
    return sum(int(ticks) for ticks in fields[11:13]) * _TICK_S


def rss_mb(pid: int) -> float:
    """Resident memory of a process and its children; pages they share count once for each of them."""
    total = 0.0
    for one in (pid, *children(pid)):
        try:
            total += int(Path(f"/proc/{one}/statm").read_text().split()[1]) * _PAGE / 1e6
        except OSError:
            continue
    return total


def own_mb(pid: int) -> float:
    """Memory of a process and its children that is theirs alone: no pages of files, none that are shared."""
    total = 0.0
    for one in (pid, *children(pid)):
        try:
            resident, shared = Path(f"/proc/{one}/statm").read_text().split()[1:3]
        except OSError:
            continue
        total += (int(resident) - int(shared)) * _PAGE / 1e6
    return total


def load() -> float:
    """How many processes of the whole machine wanted to run, on average over the last minute."""
    return os.getloadavg()[0]


def _stat(path: Path) -> list[str]:
    """The fields behind the name, beginning with the state; none when the process is gone."""
    try:
        return path.read_text().rpartition(")")[2].split()
    except OSError:
        return []
