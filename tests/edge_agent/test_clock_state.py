"""A clock that cannot be right says so."""

from pathlib import Path

import pytest

from edge_agent import clock_state
from edge_agent.clock_state import ClockState, kernel_synced
from edge_agent.intake.normaliser import Normaliser
from edge_agent.intake.observation import Observation, Stamp
from edge_agent.watch import Watched
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Label, Part


class Clock:
    def __init__(self, ms: int) -> None:
        self.ms = ms
        self.seconds = 0.0

    def now_ms(self) -> int:
        return self.ms

    def monotonic(self) -> float:
        return self.seconds


@pytest.mark.parametrize("ms", [0, 946_684_800_000, 1_704_067_199_999, 4_102_444_800_000])
@pytest.mark.parametrize("mode", ["check", "trust"])
def test_an_implausible_clock_gives_no_time_at_all(ms: int, mode: str) -> None:
    assert ClockState(Clock(ms), mode).stamp() == Stamp(0, False)  # type: ignore[arg-type]


def test_a_trusted_clock_is_believed_while_plausible() -> None:
    assert ClockState(Clock(1_767_225_600_000), "trust").stamp() == Stamp(1_767_225_600_000, True)


@pytest.mark.parametrize("synced", [True, False])
@pytest.mark.parametrize("mark", [True, False])
def test_a_checked_clock_is_believed_when_the_kernel_or_timesyncd_vouches_for_it(
    synced: bool, mark: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if mark:
        (tmp_path / "synchronized").touch()
    monkeypatch.setattr(clock_state, "_TIMESYNCD_MARK", tmp_path / "synchronized")
    monkeypatch.setattr(clock_state, "kernel_synced", lambda: synced)
    state = ClockState(Clock(1_767_225_600_000), "check")
    assert state.stamp() == Stamp(1_767_225_600_000, synced or mark)
    assert state.source == ("timesyncd" if mark else "kernel" if synced else "")


def test_the_kernel_is_asked_anew_after_a_while_and_not_at_every_stamp(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = iter([True, False])
    monkeypatch.setattr(clock_state, "_TIMESYNCD_MARK", tmp_path / "none")
    monkeypatch.setattr(clock_state, "kernel_synced", lambda: next(answers))
    clock = Clock(1_767_225_600_000)
    state = ClockState(clock, "check")
    assert [state.stamp().synced for _ in range(100)] == [True] * 100
    clock.seconds = 6.0
    assert [state.stamp().synced for _ in range(100)] == [False] * 100


def test_a_clock_that_is_set_is_counted_and_one_that_only_runs_is_not() -> None:
    clock = Clock(1_767_225_600_000)
    state = ClockState(clock, "trust")
    for _ in range(10):
        state.stamp()
        clock.ms += 60_000
        clock.seconds += 60.0
    assert (state.jumps, state.last_jump_ms) == (0, None)
    state.stamp()
    clock.ms -= 3_600_000
    state.stamp()
    state.stamp()
    assert (state.jumps, state.last_jump_ms) == (1, -3_600_000)


class Libc:
    """adjtimex(2) as man 2 adjtimex describes it: a state returned, status bits in the sixth word."""

    def __init__(self, state: int, status: int) -> None:
        self._state, self._status = state, status

    def adjtimex(self, buffer: object) -> int:
        buffer._obj[5] = self._status  # type: ignore[attr-defined]
        return self._state


@pytest.mark.parametrize(
    ("state", "status", "synced"),
    [
        (0, 0x2001, True),  # TIME_OK, STA_NANO | STA_PLL
        (1, 0x2011, True),  # a leap second is announced
        (0, 0x0040, False),  # STA_UNSYNC
        (5, 0x2001, False),  # TIME_ERROR
        (-1, 0, False),  # not permitted to ask
    ],
)
def test_what_the_kernel_says_of_its_clock(
    state: int, status: int, synced: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_state, "_LIBC", Libc(state, status))
    assert kernel_synced() is synced


def test_a_system_that_cannot_be_asked_vouches_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_state, "_LIBC", object())
    assert kernel_synced() is False


@pytest.mark.parametrize("jump_ms", [-3_600_000, 3_600_000, -(10**12)])
def test_a_clock_that_jumps_changes_stamps_and_no_silence(jump_ms: int, tmp_path: Path) -> None:
    """What is stale is decided by the monotonic clock alone."""
    part = Part("p", 1, 1, 42, 1, Label(), Label(), stale_after_s=10.0)
    clock = Clock(1_767_225_600_000)
    state = ClockState(clock, "trust")
    normaliser = Normaliser("gw", [Watched(part)], {}, clock.monotonic())
    normaliser.observe([Observation("p")], state.stamp(), clock.monotonic())
    clock.ms += jump_ms
    clock.seconds = 9.0
    assert normaliser.tick(state.stamp(), clock.monotonic()).messages == []
    clock.seconds = 11.0
    (event, *_) = normaliser.tick(state.stamp(), clock.monotonic()).messages
    assert isinstance(event, Event)
    assert event.kind is EventKind.DEVICE_OFFLINE
    assert event.ts_gateway == state.stamp().ts, "each stamp says what the clock said then"
