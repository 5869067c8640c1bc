"""Whether a started release makes progress: not that it lives, but that it stores.

The agent writes `progress.json` beside its spool every few seconds: which process it is, since when, how many
commits it has made, and whether it holds itself healthy.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec.structs import replace

PROGRESS = "progress.json"
_MAX_BYTES = 65_536
#: Looks in which the file must have been written anew; the agent writes it every two seconds.
_LOOKS_FRESH = 40


class Sample(msgspec.Struct, frozen=True):
    """What the agent says of itself at one moment; `started_at` in milliseconds UTC."""

    pid: int
    started_at: int
    commits: int = 0
    healthy: bool = False
    version: str = ""
    #: When the file was written, by its own time stamp.
    written_ns: int = 0


_sample = msgspec.json.Decoder(Sample)


@dataclass(frozen=True)
class _Run:
    pid: int
    started_at: int


class Proof:
    """Looks at samples until they prove progress.

    Proven: a process other than the one before the restart, of the expected version, healthy, and with more
    commits than when it was first seen. A process that was started anew meanwhile begins from nothing.

    Where little happens the next commit may be far off. There it is enough, once the time is up, that the
    process has stored something since it started and has gone on vouching for itself until now.
    """

    def __init__(self, version: str, before: Sample | None) -> None:
        self._version = version
        self._before = _run_of(before)
        self._first: Sample | None = None
        self._last: Sample | None = None
        self._looks_unchanged = 0
        #: What is lacking still, in words.
        self.lacking = "没有进度文件 / no progress file was written"

    def proven(self, sample: Sample | None) -> bool:
        """Take the next sample, None for none; True once progress is proven."""
        changed = sample is not None and (self._last is None or sample.written_ns != self._last.written_ns)
        self._looks_unchanged = 0 if changed else self._looks_unchanged + 1
        self._last = None
        if sample is None:
            return False
        if _run_of(sample) == self._before:
            self.lacking = "旧进程仍在运行 / the old process still runs"
            return False
        if sample.version != self._version:
            self.lacking = f"运行的是 {sample.version} / version {sample.version} runs, not {self._version}"
            return False
        if self._first is None or _run_of(self._first) != _run_of(sample):
            self._first = sample
        if not sample.healthy:
            self.lacking = "自报不健康 / the agent does not hold itself healthy"
            return False
        self._last = sample
        self.lacking = f"没有新的落盘 / nothing was stored since {self._first.commits} commits"
        return sample.commits > self._first.commits

    def vouched_for(self) -> bool:
        """Whether the time being up, a quiet process may pass: healthy to the last, and something stored."""
        quiet = self._last is not None and self._last.commits > 0
        return quiet and self._looks_unchanged < _LOOKS_FRESH


def _run_of(sample: Sample | None) -> _Run | None:
    return None if sample is None else _Run(sample.pid, sample.started_at)


def read(path: Path) -> Sample | None:
    """The newest sample; None when there is none that can be read."""
    try:
        with path.open("rb") as file:
            sample = _sample.decode(file.read(_MAX_BYTES))
            return replace(sample, written_ns=os.fstat(file.fileno()).st_mtime_ns)
    except (OSError, msgspec.MsgspecError):
        return None


def place(config: Path) -> Path | None:
    """Where the agent of these settings writes its progress; None when the settings do not say.

    Read without the settings model: the file may be of an older or newer release.
    """
    try:
        spool = tomllib.loads(config.read_text(encoding="utf-8-sig"))["spool"]["path"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return (config.parent / str(spool)).parent / PROGRESS


def gateway_of(config: Path) -> str | None:
    """The gateway's id by its settings, read as leniently."""
    try:
        gateway = tomllib.loads(config.read_text(encoding="utf-8-sig")).get("gateway")
    except (OSError, ValueError):
        return None
    return gateway if isinstance(gateway, str) else None
