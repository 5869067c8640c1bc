from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from cloud.access.interval_set import IntervalSet

NUMBERS = st.integers(1, 60)


@given(st.lists(NUMBERS))
def test_it_holds_what_a_plain_set_would_hold(numbers: list[int]) -> None:
    plain: set[int] = set()
    intervals = IntervalSet()
    for number in numbers:
        assert intervals.add(number) == (number not in plain)
        plain.add(number)
    assert {number for number in range(70) if number in intervals} == plain
    assert intervals.count == len(plain)
    assert intervals.highest == max(plain, default=0)


@given(st.lists(st.tuples(NUMBERS, st.integers(0, 15))))
def test_intervals_stay_sorted_apart_and_few(ranges: list[tuple[int, int]]) -> None:
    intervals = IntervalSet()
    plain: set[int] = set()
    for first, length in ranges:
        intervals.add_range(first, first + length)
        plain |= set(range(first, first + length + 1))
    held = list(intervals)
    assert {number for first, last in held for number in range(first, last + 1)} == plain
    assert all(before[1] + 1 < after[0] for before, after in itertools.pairwise(held))


@given(st.sets(NUMBERS))
def test_what_is_stored_comes_back(numbers: set[int]) -> None:
    intervals = IntervalSet((number, number) for number in numbers)
    assert IntervalSet.from_flat(intervals.flat()) == intervals


def test_the_lowest_gap_is_closed_and_counted() -> None:
    intervals = IntervalSet([(1, 3), (10, 12), (20, 20)])
    assert intervals.close_lowest_gap() == 6
    assert list(intervals) == [(1, 12), (20, 20)]
    assert IntervalSet([(5, 9)]).close_lowest_gap() == 0
