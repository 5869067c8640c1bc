"""The watch over the agent's own progress: what is stuck is started again; what stays stuck ends our word.

systemd hears from us only while the judge finds the whole healthy, so a process that lives without getting
anywhere is started anew from outside.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path

from edge_agent.vitals import progress_file
from edge_agent.vitals.progress import Judge, Sample, Verdict
from edge_agent.vitals.systemd import Notifier
from runtime.clock import Clock
from runtime.logging import get_logger

log = get_logger("watchdog")

_LOOK_S = 1.0
_WRITE_S = 2.0


class Watchdog:
    """Looks, restarts, vouches."""

    def __init__(
        self,
        samples: Callable[[], Sequence[Sample]],
        restart: Callable[[str], Awaitable[bool]],
        told: Callable[[], Mapping[str, object]],
        status: Callable[[], str],
        notifier: Notifier,
        spool: Path,
        clock: Clock,
        grace_s: float,
    ) -> None:
        self._samples = samples
        self._restart = restart
        self._told = told
        self._status = status
        self._notifier = notifier
        self._spool = spool
        self._clock = clock
        self.judge = Judge(grace_s)
        self._written: float | None = None
        self._write_fault = ""
        self.verdict = Verdict((), (), True)
        #: Looks at the agent so far.
        self.looks = 0

    async def run(self) -> None:
        """Look until cancelled."""
        period = self._notifier.watchdog_s
        pause = _LOOK_S if period is None else min(_LOOK_S, period / 3)
        while True:
            await self.look()
            await asyncio.sleep(pause)

    async def look(self) -> None:
        """Look once."""
        now = self._clock.monotonic()
        verdict = self.judge.look(self._samples(), now)
        self.looks += 1
        if verdict.healthy != self.verdict.healthy or verdict.stuck != self.verdict.stuck:
            log.warning("progress", stuck=verdict.stuck, healthy=verdict.healthy)
        self.verdict = verdict
        if verdict.healthy:
            self._notifier.alive()
        if self._written is None or now - self._written >= _WRITE_S:
            self._written = now
            self._notifier.status(self._status())
            self._write()
        for name in verdict.restart:
            log.error("no progress; started again", part=name)
            if not await self._restart(name):
                log.error("it would not end, and cannot be started again", part=name)

    def _write(self) -> None:
        try:
            progress_file.write(self._spool, {**self._told(), "healthy": self.verdict.healthy})
        except OSError as fault:
            if str(fault) != self._write_fault:
                log.warning("the progress file cannot be written", fault=str(fault))
            self._write_fault = str(fault)
