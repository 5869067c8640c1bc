"""A clock that cannot be right says so."""

import pytest

from edge_agent.clock_state import ClockState, kernel_synced
from edge_agent.observation import Stamp


class Clock:
    def __init__(self, ms: int) -> None:
        self.ms = ms

    def now_ms(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return 0.0


@pytest.mark.parametrize("ms", [0, 946_684_800_000, 1_704_067_199_999, 4_102_444_800_000])
@pytest.mark.parametrize("mode", ["check", "trust"])
def test_an_implausible_clock_gives_no_time_at_all(ms: int, mode: str) -> None:
    assert ClockState(Clock(ms), mode).stamp() == Stamp(0, False)  # type: ignore[arg-type]


def test_a_trusted_clock_is_believed_while_plausible() -> None:
    assert ClockState(Clock(1_767_225_600_000), "trust").stamp() == Stamp(1_767_225_600_000, True)


def test_a_checked_clock_keeps_its_time_and_tells_what_the_kernel_says() -> None:
    stamp = ClockState(Clock(1_767_225_600_000), "check").stamp()
    assert stamp.ts == 1_767_225_600_000
    assert isinstance(stamp.synced, bool)
    assert isinstance(kernel_synced(), bool)
