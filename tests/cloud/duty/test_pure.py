"""Patterns, random checks, cover and load against simple models of what they mean."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cloud.duty import cover, days, load, patterns
from cloud.duty.cover import Gap, Watch
from cloud.duty.days import DAY_MS, HOUR_MS, MINUTE_MS
from cloud.duty.patterns import PRESETS, Preset, ShiftForm
from cloud.duty.random_checks import check_times
from telemetry.event_kinds import EVENT_KINDS

NEW_YEAR = date(2026, 1, 1)


def test_a_day_begins_at_midnight_in_beijing_at_the_end_of_a_month_too() -> None:
    assert days.start_of(NEW_YEAR) == 1_767_196_800_000
    assert days.day_of(1_767_196_800_000 - 1) == date(2025, 12, 31)
    assert days.words(1_767_196_800_000 - 1) == "2025-12-31 23:59"
    assert days.start_of(date(2028, 3, 1)) - days.start_of(date(2028, 2, 29)) == DAY_MS


@given(st.integers(0, 4_102_444_800_000))
def test_every_moment_lies_in_its_day_and_every_day_has_24_hours(at: int) -> None:
    day = days.day_of(at)
    assert days.start_of(day) <= at < days.start_of(day + timedelta(days=1)) == days.start_of(day) + DAY_MS


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_every_preset_covers_every_moment_once_and_shares_the_work_evenly(preset: Preset) -> None:
    cycle = len(preset.cycle)
    shifts = list(patterns.planned(NEW_YEAR, preset.shifts, preset.cycle, {}, NEW_YEAR, cycle))
    ends = [each.end_at for each in shifts]
    assert [each.start_at for each in shifts[1:]] == ends[:-1]
    assert ends[-1] - shifts[0].start_at == cycle * DAY_MS
    assert patterns.clash(preset.shifts) is None
    hours = Counter[int]()
    for each in shifts:
        hours[each.team] += each.end_at - each.start_at
    assert sorted(hours) == list(range(preset.teams))
    assert len(set(hours.values())) == 1


@pytest.mark.parametrize("preset", PRESETS, ids=lambda preset: preset.name)
def test_no_team_goes_on_without_a_rest(preset: Preset) -> None:
    shifts = list(
        patterns.planned(NEW_YEAR, preset.shifts, preset.cycle, {}, NEW_YEAR, 3 * len(preset.cycle))
    )
    for team in range(preset.teams):
        own = [each for each in shifts if each.team == team]
        rests = [later.start_at - earlier.end_at for earlier, later in pairwise(own)]
        assert min(rests) >= 8 * HOUR_MS


def test_a_night_shift_of_a_months_last_day_ends_in_the_next_month() -> None:
    shifts = list(patterns.planned(NEW_YEAR, PRESETS[0].shifts, PRESETS[0].cycle, {}, date(2026, 1, 31), 1))
    assert [days.words(each.end_at) for each in shifts] == ["2026-01-31 20:00", "2026-02-01 08:00"]


def test_a_holiday_names_other_teams_and_the_cycle_goes_on() -> None:
    forms, cycle = PRESETS[1].shifts, PRESETS[1].cycle
    plain = list(patterns.planned(NEW_YEAR, forms, cycle, {}, NEW_YEAR, 5))
    feast = list(patterns.planned(NEW_YEAR, forms, cycle, {date(2026, 1, 2): (3,)}, NEW_YEAR, 5))
    assert [each.team for each in feast] == [0, 3, 2, 3, 0]
    assert [each.start_at for each in feast] == [each.start_at for each in plain]


def test_shifts_of_a_pattern_that_overlap_across_midnight_clash() -> None:
    day, night = ShiftForm("白", "08:00", 12), ShiftForm("夜", "20:00", 12.5)
    assert patterns.clash([day, night]) == (night, day)
    assert patterns.clash([day, ShiftForm("夜", "19:30", 8)]) == (day, ShiftForm("夜", "19:30", 8))
    assert patterns.clash([day]) is None


@given(
    st.text(max_size=8), st.integers(1, 50), st.integers(0, 10**9), st.integers(1, 48), st.integers(0, 8),
    st.integers(0, 60), st.integers(1, 120),
)  # fmt: skip
def test_random_checks_keep_their_distances_and_are_drawn_once(
    seed: str, room: int, start_s: int, hours: int, count: int, margin_min: int, gap_min: int
) -> None:
    start, end = start_s * 1000, start_s * 1000 + hours * HOUR_MS
    margin, gap = margin_min * MINUTE_MS, gap_min * MINUTE_MS
    times = check_times(seed, room, start, end, count, margin_ms=margin, gap_ms=gap)
    assert times == check_times(seed, room, start, end, count, margin_ms=margin, gap_ms=gap)
    assert len(times) <= count
    assert all(start + margin <= at <= end - margin for at in times)
    assert all(later - earlier >= gap for earlier, later in pairwise(times))
    if hours * HOUR_MS - 2 * margin >= (count - 1) * gap and count:
        assert len(times) == count


def test_random_checks_of_another_seed_or_shift_are_others() -> None:
    def drawn(seed: str, start: int) -> list[int]:
        times = check_times(seed, 1, start, start + 12 * HOUR_MS, 3, margin_ms=0, gap_ms=MINUTE_MS)
        return [at - start for at in times]

    assert len({tuple(drawn(seed, start)) for seed in ("a", "b") for start in (0, DAY_MS)}) == 4


SPANS = st.tuples(st.integers(0, 30), st.integers(1, 12), st.integers(1, 4), st.booleans())


@given(st.lists(SPANS, max_size=8), st.integers(1, 3))
def test_gaps_are_the_minutes_with_too_few_certified_people(
    told: list[tuple[int, int, int, bool]], needed: int
) -> None:
    watches = [Watch(start, start + length, who, certified) for start, length, who, certified in told]
    found = cover.gaps(watches, needed, 5, 35)
    for minute in range(5, 35):
        there = [each for each in watches if each.start_at <= minute < each.end_at]
        certified = {each.account_id for each in there if each.certified}
        holding = [gap for gap in found if gap.start_at <= minute < gap.end_at]
        persons = len({each.account_id for each in there})
        if len(certified) < needed:
            assert [(gap.persons, gap.certified) for gap in holding] == [(persons, len(certified))]
        else:
            assert holding == []


def test_a_gap_of_one_kind_is_one() -> None:
    watches = [Watch(0, 5, 1, True), Watch(5, 9, 1, True)]
    assert cover.gaps(watches, 2, 0, 9) == [Gap(0, 9, 1, 1)]


@given(st.dictionaries(st.integers(0, 120), st.integers(0, 15), max_size=40))
def test_the_load_agrees_with_a_walk_minute_by_minute(told: dict[int, int]) -> None:
    minutes = {at * MINUTE_MS: alarms for at, alarms in told.items()}
    found = load.load(minutes, 0, 120 * MINUTE_MS)
    rates = [sum(told.get(at - back, 0) for back in range(10) if at >= back) for at in range(120)]
    assert found.alarms == sum(alarms for at, alarms in told.items() if at < 120)
    assert found.peak == max(rates)
    flooded, inside = set(), False
    for at, rate in enumerate(rates):
        inside = rate >= (5 if inside else 10)
        if inside:
            flooded.add(at)
    told_floods = {
        at for flood in found.floods for at in range(flood.start_at // MINUTE_MS, flood.end_at // MINUTE_MS)
    }
    assert told_floods == flooded


def test_a_flood_over_the_turn_of_two_tens_of_minutes_is_seen() -> None:
    found = load.load({9 * MINUTE_MS: 5, 10 * MINUTE_MS: 5}, 0, HOUR_MS)
    assert (found.peak, len(found.floods), found.floods[0].alarms) == (10, 1, 10)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60), st.sampled_from([0.5, 0.9, 1.0]))
def test_a_percentile_is_a_value_that_so_many_do_not_exceed(values: list[int], share: float) -> None:
    found = load.percentile(Counter(values), share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)


def test_every_kind_that_can_be_an_alarm_has_a_priority() -> None:
    assert {kind.value for kind, entry in EVENT_KINDS.items() if entry.alarm} == set(load.PRIORITIES)
    assert load.priorities({"fire": 2, "test": 5, "fault": 3}) == {"high": 2, "medium": 0, "low": 3}


def test_every_ten_minutes_of_a_span_has_its_alarms() -> None:
    minutes = {0: 2, 9 * MINUTE_MS: 1, 10 * MINUTE_MS: 4, 25 * MINUTE_MS: 9}
    assert load.by_tens(minutes, 0, 25 * MINUTE_MS) == [3, 4, 0]
