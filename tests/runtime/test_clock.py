from __future__ import annotations

import time

from runtime.clock import Clock, SystemClock


def test_wall_time_is_milliseconds_utc() -> None:
    clock: Clock = SystemClock()
    before = int(time.time() * 1000)
    assert before - 1 <= clock.now_ms() <= int(time.time() * 1000) + 1


def test_the_monotonic_clock_does_not_go_back() -> None:
    clock = SystemClock()
    assert clock.monotonic() <= clock.monotonic()
