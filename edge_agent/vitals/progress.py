"""The judge of progress: samples of counters in, verdict out. Pure; its caller brings the time and acts.

Rules:
1. A part makes progress while its counter moves. Where nothing is expected of it now, it may stand still.
2. A part that stands still for longer than it may is stuck; the first cure is to start it again, once.
3. A part that is stuck although it was started again, for longer than the grace, makes the whole unhealthy:
   the process no longer vouches for itself, and whoever watches over it starts it anew.
4. Time in which the judge itself did not run (a stopped process, a sleeping machine) is nobody's delay.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple


class Sample(NamedTuple):
    """One part's counter now, and the seconds for which it may stand; None: nothing is expected now."""

    name: str
    steps: int
    within_s: float | None
    #: Whether starting it again is possible at all.
    can_restart: bool = True


class Verdict(NamedTuple):
    """Which parts to start again now, which are stuck, and whether the process may vouch for itself."""

    restart: tuple[str, ...]
    stuck: tuple[str, ...]
    healthy: bool


@dataclass(slots=True)
class _Seen:
    steps: int
    since: float
    restarted: float | None = None


class Judge:
    """Looks at samples again and again."""

    def __init__(self, grace_s: float, gap_s: float = 10.0) -> None:
        #: Seconds for which a part may stay stuck after its restart.
        self.grace_s = grace_s
        self._gap_s = gap_s
        self._seen: dict[str, _Seen] = {}
        self._last: float | None = None

    def look(self, samples: Sequence[Sample], now: float) -> Verdict:
        """Judge what is at `now` (monotonic seconds)."""
        slept = now - self._last if self._last is not None else 0.0
        self._last = now
        if slept > self._gap_s:
            for seen in self._seen.values():
                seen.since += slept
                seen.restarted = seen.restarted + slept if seen.restarted is not None else None
        self._seen = {
            sample.name: self._seen.get(sample.name) or _Seen(sample.steps, now) for sample in samples
        }
        restart, stuck, healthy = [], [], True
        for sample in samples:
            seen = self._seen[sample.name]
            if sample.within_s is None or sample.steps != seen.steps:
                self._seen[sample.name] = _Seen(sample.steps, now)
                continue
            if now - seen.since <= sample.within_s:
                continue
            stuck.append(sample.name)
            if seen.restarted is None:
                seen.restarted = now
                if sample.can_restart:
                    restart.append(sample.name)
            elif now - seen.restarted > self.grace_s:
                healthy = False
        return Verdict(tuple(restart), tuple(stuck), healthy)
