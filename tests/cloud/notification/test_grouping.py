from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from cloud.notification.grouping import WIDE, Former, Pace, place

PACE = Pace(burst=3, window_s=60, pause_s=10)


def test_the_first_of_a_place_goes_at_once() -> None:
    assert place("o1", [], [Former("o2", 0)], PACE, 1_000) == ("o1", 1_000)


def test_what_waits_takes_in_what_comes() -> None:
    assert place("o1", ["o1", WIDE], [], PACE, 5).group == "o1"
    assert place("o1", ["o2", WIDE], [], PACE, 5).group == WIDE
    assert place("o1", ["o2"], [], PACE, 5).group == "o1"


def test_the_next_of_a_place_waits_for_the_pause() -> None:
    assert place("o1", [], [Former("o1", 4_000)], PACE, 5_000) == ("o1", 14_000)
    assert place("o1", [], [Former("o1", 4_000)], PACE, 20_000) == ("o1", 20_000)


def test_after_a_burst_everything_goes_into_one() -> None:
    had = [Former(f"o{n}", 1_000 * n) for n in range(1, 4)]
    assert place("o9", [], had, PACE, 5_000) == (WIDE, 13_000)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 50), st.integers(0, 500)), min_size=1, max_size=400))
def test_no_flood_sends_more_than_the_burst_and_one_a_pause(flood: list[tuple[int, int]]) -> None:
    """Whoever is told of (place, seconds to the next) in any order gets a bounded number of messages."""
    now, sent, waiting, took_in = 0, [], {}, 0
    for owner, step_ms in flood:
        now += step_ms
        for group in [group for group, due in waiting.items() if due <= now]:
            del waiting[group]
        at = place(f"o{owner}", waiting, sent, PACE, now)
        took_in += 1
        if at.group not in waiting:
            waiting[at.group] = at.due_at
            sent.append(Former(at.group, at.due_at))
    assert took_in == len(flood)
    spans = (now // (PACE.window_s * 1000)) + 1
    assert len(sent) <= spans * (2 * PACE.burst + PACE.window_s / PACE.pause_s)
