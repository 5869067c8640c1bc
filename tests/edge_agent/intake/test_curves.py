"""Columns of values are decided as single values are, and become the same readings."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_profiles.finding import Finding, Sample
from edge_agent.intake.normaliser import Normaliser, Outcome, UnknownPart
from edge_agent.intake.observation import Columns, CurveGroup, Observation, PartGroup, Stamp
from edge_agent.intake.reading_rows import READING_ROWS, Row, RowBlock, pages
from edge_agent.watch import Watched
from telemetry.encoding import encode
from telemetry.messages import Event, Label, Part, Quality, ReadingBatch

STAMP = Stamp(1_767_225_600_000, True)
PARTS = ("p/1", "p/2", "p/3")


def watching(*names: str, stale: float | None = 10.0) -> Normaliser:
    parts = [Watched(Part(name, 1, 1, 42, 1, Label(), Label(), stale)) for name in names or PARTS]
    return Normaliser("gw-1", parts, {}, 0.0)


def rows_of(outcome: Outcome) -> list[tuple[str, int, float | None, Quality]]:
    rows = [*outcome.rows, *(row for block in outcome.blocks for row in block.rows())]
    return sorted((row.part, row.analog_type, row.value, row.quality) for row in rows)


rules = st.builds(
    Sample,
    analog_type=st.sampled_from((5, 130, 200)),
    value=st.just(0.0),
    deadband=st.sampled_from((0.0, 1.0, 5.0)),
    min_interval_s=st.sampled_from((0.0, 2.0)),
    max_interval_s=st.sampled_from((5.0, 600.0)),
    always_above=st.sampled_from((None, 50.0)),
    always_below=st.sampled_from((None, 10.0)),
)
value = st.one_of(st.integers(0, 60).map(float), st.sampled_from((math.nan, math.inf, -5.0, 1e9)))
step = st.tuples(
    st.floats(0.1, 4.0),
    st.lists(value, min_size=3, max_size=3),
    st.sets(st.sampled_from(PARTS)),
    st.booleans(),
)


@given(st.lists(rules, min_size=3, max_size=3), st.lists(step, max_size=12))
def test_columns_tell_exactly_what_single_values_tell(
    curves: list[Sample], steps: list[tuple[float, list[float], set[str], bool]]
) -> None:
    by_rows, by_columns = watching(), watching()
    group = CurveGroup(list(zip(PARTS, curves, strict=True)))
    now = 0.0
    for passed, values, burning, together in steps:
        now += passed
        fires = [
            Observation(
                part,
                Finding(sets=frozenset({"fire"})) if part in burning else Finding(clears=frozenset({"fire"})),
            )
            for part in PARTS
        ]
        if not together:
            by_rows.observe(fires, STAMP, now)
            by_columns.observe(fires, STAMP, now)
        samples = [
            Sample(curve.analog_type, number, *_pace(curve))
            for curve, number in zip(curves, values, strict=True)
        ]
        one_by_one = [
            Observation(
                part,
                Finding(seen.finding.sets, seen.finding.clears, (sample,))
                if together
                else Finding(samples=(sample,)),
            )
            for part, sample, seen in zip(PARTS, samples, fires, strict=True)
        ]
        expected = by_rows.observe(one_by_one, STAMP, now)
        told = by_columns.observe(
            fires if together else [], STAMP, now, columns=[Columns(group, np.array(values))]
        )
        assert rows_of(told) == rows_of(expected)
        assert told.messages == expected.messages
        assert all(by_rows.level(part) == by_columns.level(part) for part in PARTS)


def _pace(curve: Sample) -> tuple[float, float, float, float | None, float | None]:
    return (
        curve.deadband,
        curve.min_interval_s,
        curve.max_interval_s,
        curve.always_above,
        curve.always_below,
    )


def test_a_value_makes_its_part_good_and_a_silent_one_closes_its_curve() -> None:
    normaliser = watching()
    group = CurveGroup([(part, Sample(130, 0.0)) for part in PARTS])
    normaliser.observe([], STAMP, 1.0, columns=[Columns(group, np.array([1.0, 2.0, 3.0]))])
    assert {normaliser.level(part).quality for part in PARTS} == {Quality.GOOD}
    outcome = normaliser.tick(STAMP, 12.0)
    assert {event.part.part for event in outcome.messages if isinstance(event, Event)} == set(PARTS)
    assert [(row.part, row.value, row.quality) for row in outcome.rows] == [
        (part, None, Quality.STALE) for part in PARTS
    ]
    back = normaliser.observe([], STAMP, 13.0, columns=[Columns(group, np.array([1.0, 2.0, 3.0]))])
    assert len(rows_of(back)) == 3


def test_near_an_alarm_every_change_is_told() -> None:
    normaliser = watching()
    group = CurveGroup([("p/1", Sample(5, 0.0, 10.0, 60.0, 600.0, always_below=150.0))])
    told = [
        rows_of(normaliser.observe([], STAMP, now, columns=[Columns(group, np.array([kpa]))]))
        for now, kpa in enumerate((400.0, 395.0, 149.0, 148.9, 148.9, 300.0))
    ]
    assert [bool(rows) for rows in told] == [True, False, True, True, False, False]


def test_readings_that_were_lost_are_told_again() -> None:
    normaliser = watching()
    group = CurveGroup([(part, Sample(130, 0.0, 5.0)) for part in PARTS])
    column = [Columns(group, np.array([1.0, 2.0, 3.0]))]
    assert len(rows_of(normaliser.observe([], STAMP, 1.0, columns=column))) == 3
    assert rows_of(normaliser.observe([], STAMP, 2.0, columns=column)) == []
    normaliser.readings_lost(["p/2"])
    assert [row[0] for row in rows_of(normaliser.observe([], STAMP, 3.0, columns=column))] == ["p/2"]


def test_a_group_of_an_unknown_part_is_a_mistake_of_the_driver() -> None:
    with pytest.raises(UnknownPart, match="'q'"):
        watching().observe([], STAMP, 1.0, PartGroup(("q",)))


def test_parts_that_stay_keep_what_is_known_of_them() -> None:
    normaliser = watching("p/1", "p/2")
    fire = Observation("p/1", Finding(sets=frozenset({"fire"}), samples=(Sample(130, 7.0, 5.0),)))
    normaliser.observe([fire, Observation("p/2", fire.finding)], STAMP, 1.0)
    entries = [Watched(Part(name, 1, 1, 42, 1, Label(), Label(), 3.0)) for name in ("p/1", "p/3")]
    normaliser.rewatch(entries)
    assert [part.part for part in normaliser.parts] == ["p/1", "p/3"]
    assert normaliser.level("p/1").states == {"fire"}
    assert normaliser.level("p/3").quality is Quality.STALE
    with pytest.raises(UnknownPart):
        normaliser.observe([Observation("p/2")], STAMP, 2.0)
    told = normaliser.tick(STAMP, 5.0)  # the shorter limit counts at once, for both
    assert {event.part.part for event in told.messages if isinstance(event, Event)} == {"p/1", "p/3"}


def test_a_part_that_comes_back_begins_with_what_is_stored() -> None:
    normaliser = watching("p/1")
    normaliser.observe([Observation("p/1", Finding(sets=frozenset({"fault"})))], STAMP, 1.0)
    stored = {"p/1": normaliser.level("p/1")}
    only = Watched(Part("p/2", 1, 1, 42, 1, Label(), Label(), 10.0))
    normaliser.rewatch([only], 2.0)
    normaliser.rewatch([Watched(Part("p/1", 1, 1, 42, 1, Label(), Label(), 10.0)), only], 3.0, stored)
    level = normaliser.level("p/1")
    assert (level.states, level.quality) == ({"fault"}, Quality.UNCERTAIN)


@given(st.lists(st.integers(1, 3000), max_size=8), st.integers(0, 40), st.sampled_from(("p", "楼" * 90)))
def test_pages_hold_every_row_once_and_fit_into_a_message(sizes: list[int], single: int, name: str) -> None:
    names = [f"{name}{place}" for place in range(3000)]
    blocks = [
        RowBlock(
            np.arange(size) % len(names),
            names,
            np.full(size, 130),
            1_767_225_600_000,
            np.full(size, -1234567.123456),
            np.zeros(size, np.uint8),
        )
        for size in sizes
    ]
    rows = [Row("x", 130, 1, 1.0, Quality.GOOD)] * single
    found = list(pages(rows, blocks))
    assert sum(len(page.part) for page in found) == sum(sizes) + single
    assert all(len(page.part) <= READING_ROWS for page in found)
    for page in found:
        batch = ReadingBatch(
            gateway="gw-1",
            seq=2**53 - 1,
            ts_gateway=1_767_225_600_000,
            clock_synced=True,
            parts=page.parts,
            part=page.part,
            analog_type=page.analog_type,
            ts=page.ts,
            value=page.value,
            quality=page.quality,
        )
        encode(batch)
