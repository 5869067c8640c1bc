"""What every time-series engine must do, with its real server; an adapter is one entry in `reopen`."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from cloud.timeseries.aggregate import coarser, windows
from cloud.timeseries.port import Bucket, Tier, TimeSeriesStore
from tests.cloud.timeseries.engines import BASE, Open, columns, joined

HOUR = 3_600_000
MINUTE = 60_000

HOSTILE = [
    "a b,c=d",
    "quo\"te's",
    "back\\slash\\",
    "line\nbreak\r\ttab",
    "%41 per%cent%",
    "烟感·三层 302 室",
    "🔥😀",
    "'; DROP SERIES FROM fire_analog; --",
    "-1=,",
    "x" * 96,
    "火" * 96,
    ".*|(",
    "{}[]$#",
]


def buckets(
    store: TimeSeriesStore,
    start: int = 0,
    end: int = 5_000,
    points: int = 5_000,
    part: str = "p",
    tier: Tier = Tier.RAW,
) -> list[tuple[object, ...]]:
    """Buckets with their times counted from `BASE`: time, least, mean, greatest, quality."""
    store.flush()
    found = store.range("gw", part, 128, BASE + start, BASE + end, points, tier)
    return [tuple(bucket._replace(ts=bucket.ts - BASE))[:5] for bucket in found]


def test_what_is_written_is_there_after_reopening(reopen: Open) -> None:
    store = reopen()
    assert store.write(1, columns([10, 20, 30], [1.5, np.nan, np.nan], [0, 0, 1])) == 0
    store.close()
    store = reopen()
    assert buckets(store, 0, 100, 100) == [
        (10, 1.5, 1.5, 1.5, 0),
        (20, None, None, None, 0),
        (30, None, None, None, 1),
    ]
    assert store.count() == 3
    store.close()


def test_a_batch_that_is_written_again_changes_nothing(store: TimeSeriesStore) -> None:
    for _ in range(3):
        store.write(1, columns([10, 20], [1.5, 2.5], [0, 2]))
    assert store.count() == 2
    assert buckets(store) == [(10, 1.5, 1.5, 1.5, 0), (20, 2.5, 2.5, 2.5, 2)]


def test_an_equal_sample_of_another_batch_is_one_sample(store: TimeSeriesStore) -> None:
    store.write(1, columns([10, 20], [1.5, 2.5]))
    store.write(2, columns([20, 30], [2.5, 3.5]))
    store.flush()
    assert store.rows_of("gw", BASE, BASE + HOUR) == 3
    assert buckets(store, points=1) == [(10, 1.5, 2.5, 3.5, 0)]


def test_the_latest_of_every_series_is_the_newest_by_time(store: TimeSeriesStore) -> None:
    store.write(1, columns([30, 10, 20], [3.0, 1.0, 2.0], [2, 0, 0]))
    store.write(2, columns([5], [9.0], part="q"))
    store.write(3, columns([40], [np.nan], [1], part="q"))
    store.write(4, columns([40], [4.0], gateway="other"))
    store.flush()
    found = [tuple(sample._replace(ts=sample.ts - BASE)) for sample in store.latest("gw")]
    assert sorted(found) == [("gw", "p", 128, 30, 3.0, 2), ("gw", "q", 128, 40, None, 1)]
    assert {sample.gateway for sample in store.latest_many(["gw", "other", "none"])} == {"gw", "other"}
    assert store.latest("none") == []
    assert store.latest_many([]) == []


def test_the_latest_of_a_gateway_long_silent_is_still_known(store: TimeSeriesStore) -> None:
    store.write(1, columns([-40 * 24 * HOUR], [7.0]))
    store.flush()
    assert [sample.value for sample in store.latest("gw")] == [7.0]


def test_a_range_is_cut_into_buckets_with_least_mean_greatest_and_worst_quality(
    store: TimeSeriesStore,
) -> None:
    store.write(1, columns(list(range(100)), [float(n) for n in range(100)], [0] * 99 + [2]))
    assert buckets(store, 0, 100, 2) == [(0, 0.0, 24.5, 49.0, 0), (50, 50.0, 74.5, 99.0, 2)]
    assert len(buckets(store, 10, 20, 500)) == 10
    assert buckets(store, 500, 600, 5) == []


def test_series_are_kept_apart(store: TimeSeriesStore) -> None:
    store.write(1, columns([1], [1.0]))
    store.write(2, columns([1], [2.0], analog_type=3))
    store.write(3, columns([1], [3.0], part="q"))
    store.write(4, columns([1], [4.0], gateway="other"))
    assert [bucket[2] for bucket in buckets(store)] == [1.0]


def test_a_gateway_that_moves_to_another_area_keeps_its_curve(store: TimeSeriesStore) -> None:
    store.write(1, columns([1], [1.0]))
    store.write(2, columns([2], [2.0], area="150404"))
    assert [bucket[2] for bucket in buckets(store)] == [1.0, 2.0]
    assert [sample.value for sample in store.latest("gw")] == [2.0]


@pytest.mark.parametrize("part", HOSTILE, ids=range(len(HOSTILE)))
def test_text_is_never_read_as_syntax(store: TimeSeriesStore, part: str) -> None:
    store.write(1, columns([1, 2], [1.0, np.nan], part=part))
    store.write(2, columns([1], [5.0], part="bystander"))
    assert buckets(store, part=part) == [(1, 1.0, 1.0, 1.0, 0), (2, None, None, None, 0)]
    assert store.count() == 3
    assert {sample.part for sample in store.latest("gw")} == {part, "bystander"}


def test_every_number_that_an_instrument_gives_comes_back(store: TimeSeriesStore) -> None:
    numbers = [0.1, -273.15, 0.0, 123_456.789, 0.001, -0.5, 32_000.0, 1 / 3]
    store.write(1, columns(list(range(len(numbers))), numbers))
    found = [bucket[2] for bucket in buckets(store)]
    # VictoriaMetrics keeps decimal numbers, with one exponent for each of its blocks.
    assert found == pytest.approx(numbers, rel=1e-12, abs=1e-12)


def test_a_value_that_is_no_number_is_kept_as_missing_and_out_of_range(store: TimeSeriesStore) -> None:
    assert store.write(1, columns([1, 2], [np.inf, 2.0])) == 0
    assert buckets(store) == [(1, None, None, None, 2), (2, 2.0, 2.0, 2.0, 0)]


def test_what_is_written_is_kept_or_told(store: TimeSeriesStore) -> None:
    """Rows from before the engine's time and from years ahead: kept, or counted as not kept."""
    far = 10 * 365 * 24 * HOUR
    refused = store.write(1, columns([-far, 1, far], [1.0, 2.0, 3.0]))
    assert store.count() + refused == 3
    assert [bucket[2] for bucket in buckets(store)] == [2.0]


def test_nothing_to_write_is_written_as_nothing(store: TimeSeriesStore) -> None:
    assert store.write(1, columns([], [])) == 0
    assert store.count() == 0


def test_a_scan_gives_every_sample_of_the_span_and_no_series_twice(store: TimeSeriesStore) -> None:
    store.write(
        1,
        joined(
            columns([0, 10, 20], [1.0, np.nan, 3.0], [0, 1, 2], f"p{number % 3}", gateway=f"g{number:03}")
            for number in range(230)
        ),
    )
    store.flush()
    pieces = list(store.scan(BASE, BASE + 20))
    series = [set(zip(piece.gateway.tolist(), piece.part.tolist(), strict=True)) for piece in pieces]
    assert sum(map(len, series)) == len(set.union(*series)) == 230
    assert sum(map(len, pieces)) == 460
    one = next(store.scan(BASE, BASE + HOUR, ["g007"]))
    rows = sorted(
        zip(
            (one.ts - BASE).tolist(),
            np.nan_to_num(one.value, nan=-1).tolist(),
            one.quality.tolist(),
            strict=True,
        )
    )
    assert rows == [(0, 1.0, 0), (10, -1.0, 1), (20, 3.0, 2)]
    assert set(one.area) == {"150102"}
    assert list(store.scan(BASE + HOUR, BASE + 2 * HOUR)) == []


def test_coarser_tiers_are_kept_apart_and_read_like_samples(store: TimeSeriesStore) -> None:
    raw = columns([0, 10_000, 70_000, 130_000], [1.0, 3.0, 5.0, np.nan], [0, 2, 0, 1])
    minutes = windows(raw, Tier.MINUTE)
    store.write_tier(Tier.MINUTE, minutes, 0)
    store.write_tier(Tier.HOUR, coarser(minutes, Tier.HOUR), 0)
    assert buckets(store, end=HOUR, tier=Tier.MINUTE) == [
        (0, 1.0, 2.0, 3.0, 2),
        (MINUTE, 5.0, 5.0, 5.0, 0),
        (2 * MINUTE, None, None, None, 1),
    ]
    assert buckets(store, end=HOUR, tier=Tier.HOUR) == [(0, 1.0, 3.0, 5.0, 2)]
    assert buckets(store, points=1, end=HOUR, tier=Tier.MINUTE) == [(0, 1.0, 3.0, 5.0, 2)]
    assert buckets(store, 0, MINUTE, tier=Tier.MINUTE) == [(0, 1.0, 2.0, 3.0, 2)]
    assert buckets(store) == []
    assert store.count() == 0


def counted(store: TimeSeriesStore, end: int, points: int, tier: Tier) -> list[tuple[int, float | None]]:
    """How many samples each bucket had, and the last of them."""
    store.flush()
    found = store.range("gw", "p", 128, BASE, BASE + end, points, tier)
    return [(bucket.samples, bucket.last) for bucket in found]


@pytest.mark.parametrize("tier", list(Tier))
def test_every_tier_says_how_many_samples_there_were_and_which_was_the_last(
    store: TimeSeriesStore, tier: Tier
) -> None:
    ts = [1_000, 2_000, 3_000, MINUTE, HOUR, HOUR + MINUTE, 2 * HOUR]
    samples = columns(ts, [5.0, 1.0, np.nan, 4.0, 7.0, 7.0, np.nan])
    store.write(1, samples)
    minutes = windows(samples, Tier.MINUTE)
    store.write_tier(Tier.MINUTE, minutes, 0)
    store.write_tier(Tier.HOUR, coarser(minutes, Tier.HOUR), 0)
    assert counted(store, 3 * HOUR, 3, tier) == [(3, 4.0), (2, 7.0), (0, None)]
    assert counted(store, 3 * HOUR, 1, tier) == [(5, 7.0)]


def test_windows_made_anew_take_the_place_of_the_old_ones(store: TimeSeriesStore) -> None:
    """Whatever changed: more or fewer samples, a lower mean, a better or worse quality."""
    said = [[9.0], [1.0, 2.0], [5.0], [0.5]]
    for revision, values in enumerate(said):
        found = windows(
            columns(list(range(len(values))), values, [revision % 2 * 2] * len(values)), Tier.MINUTE
        )
        store.write_tier(Tier.MINUTE, found, revision)
        store.write_tier(Tier.MINUTE, found, revision)
        low, high = min(values), max(values)
        expected = (0, low, sum(values) / len(values), high, revision % 2 * 2)
        assert buckets(store, end=HOUR, tier=Tier.MINUTE) == [expected]


def test_old_rows_are_dropped_where_the_engine_can_be_told_to(store: TimeSeriesStore) -> None:
    store.write(1, columns([0, 10, HOUR], [1.0, np.nan, 3.0]))
    minutes = windows(columns([0, HOUR], [1.0, 3.0]), Tier.MINUTE)
    store.write_tier(Tier.MINUTE, minutes, 0)
    store.flush()
    dropped = store.drop_before(Tier.RAW, BASE + HOUR)
    if dropped is None:
        assert store.own_period_ms(Tier.RAW) is not None
        return
    assert dropped == 2
    assert store.drop_before(Tier.RAW, BASE + HOUR) == 0
    assert buckets(store, end=2 * HOUR, points=2) == [(HOUR, 3.0, 3.0, 3.0, 0)]
    assert len(buckets(store, end=2 * HOUR, tier=Tier.MINUTE)) == 2
    assert store.drop_before(Tier.MINUTE, BASE + HOUR) == 1


def test_an_engine_tells_of_itself(store: TimeSeriesStore) -> None:
    store.write(1, columns([0, 10], [1.0, 2.0]))
    store.write(2, columns([0], [1.0], part="q"))
    store.flush()
    assert store.series_count() >= 0
    assert {used.used_bytes is None or used.used_bytes >= 0 for used in store.disk().values()} == {True}
    assert Tier.RAW in store.disk()
    assert store.complaints() == []
    assert set(store.ignored()) == set()
    assert store.settles_after_s() >= 0
    started = store.started_at()
    assert started is None or started > 1_700_000_000


def test_readers_go_on_while_a_batch_is_written(store: TimeSeriesStore) -> None:
    store.write(1, columns([0], [0.0]))
    store.flush()
    faults: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                found: list[Bucket] = store.range("gw", "p", 128, BASE, BASE + 10_000, 50)
                assert found
        except BaseException as fault:
            faults.append(fault)

    readers = [threading.Thread(target=read) for _ in range(3)]
    for reader in readers:
        reader.start()
    for batch in range(2, 12):
        store.write(batch, columns(list(range(100)), [1.0] * 100))
    done.set()
    for reader in readers:
        reader.join()
    assert faults == []
