"""The scenario's time of day, which runs faster than ours: a day passes in minutes, a fire more slowly.

A scenario is cut into segments, each with its own speed (scenario seconds a second of ours). `ScenarioClock`
maps one onto the other and holds no time of its own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

_CLOCK = re.compile(r"(\d{1,2}):([0-5]\d)(?::([0-5]\d))?")
DAY_S = 86_400


class Segment(NamedTuple):
    """From `start_s` of the day on, `speed` scenario seconds pass in each of ours."""

    start_s: float
    speed: float


def seconds_of(text: str) -> int:
    """Seconds since midnight of `19:42` or `19:42:30`. A ValueError says what was expected."""
    match = _CLOCK.fullmatch(text)
    hours, minutes, seconds = (int(group or 0) for group in match.groups()) if match else (99, 0, 0)
    if hours > 24 or hours * 3600 + minutes * 60 + seconds > DAY_S:
        raise ValueError(f'{text!r} is no time of day; write "19:42" or "19:42:30", in quotes')
    return hours * 3600 + minutes * 60 + seconds


def time_of(seconds: float) -> str:
    """`19:42` for the seconds since midnight."""
    whole = int(seconds) % DAY_S
    return f"{whole // 3600:02}:{whole // 60 % 60:02}"


class ScenarioClock:
    """Scenario time for time elapsed, and the reverse. `factor` speeds up the whole."""

    def __init__(self, segments: Sequence[Segment], factor: float = 1.0) -> None:
        if not segments or factor <= 0 or any(segment.speed <= 0 for segment in segments):
            raise ValueError("a clock needs a segment, and speeds above zero")
        if any(after.start_s <= before.start_s for before, after in pairwise(segments)):
            raise ValueError("segments must follow each other in time; put them in order")
        self._segments = [Segment(segment.start_s, segment.speed * factor) for segment in segments]
        self._elapsed = [0.0]
        for before, after in pairwise(self._segments):
            self._elapsed.append(self._elapsed[-1] + (after.start_s - before.start_s) / before.speed)

    def scenario_s(self, elapsed_s: float) -> float:
        """Seconds since the scenario's midnight after `elapsed_s` of ours."""
        for segment, since in reversed(list(zip(self._segments, self._elapsed, strict=True))):
            if elapsed_s >= since:
                return segment.start_s + (elapsed_s - since) * segment.speed
        return self._segments[0].start_s

    def elapsed_s(self, scenario_s: float) -> float:
        """Seconds of ours from the start until the scenario's clock shows `scenario_s`."""
        for segment, since in reversed(list(zip(self._segments, self._elapsed, strict=True))):
            if scenario_s >= segment.start_s:
                return since + (scenario_s - segment.start_s) / segment.speed
        return 0.0

    def speed(self, scenario_s: float) -> float:
        """How fast scenario time runs at that moment."""
        passed = [segment for segment in self._segments if segment.start_s <= scenario_s]
        return (passed or self._segments)[-1].speed
