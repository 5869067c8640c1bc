"""What every time-series engine must do; a new adapter is one more entry in `ENGINES`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.port import AnalogColumns, TimeSeriesStore
from runtime.faults import PlainFault

ENGINES: dict[str, Callable[[Path], TimeSeriesStore]] = {
    "duckdb": lambda folder: DuckDbStore(folder / "readings.duckdb", threads=1),
}


@pytest.fixture(params=sorted(ENGINES))
def reopen(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], TimeSeriesStore]:
    return lambda: ENGINES[request.param](tmp_path)


@pytest.fixture
def store(reopen: Callable[[], TimeSeriesStore]) -> Iterator[TimeSeriesStore]:
    opened = reopen()
    yield opened
    opened.close()


def columns(
    ts: list[int],
    value: list[float],
    quality: list[int] | None = None,
    part: str = "p",
    analog_type: int = 128,
) -> AnalogColumns:
    size = len(ts)
    return AnalogColumns(
        area=np.full(size, "150102", object),
        gateway=np.full(size, "gw", object),
        part=np.full(size, part, object),
        analog_type=np.full(size, analog_type, np.uint8),
        ts=np.array(ts, np.int64),
        value=np.array(value, np.float64),
        quality=np.array(quality or [0] * size, np.uint8),
    )


def test_what_is_written_is_there_after_reopening(reopen: Callable[[], TimeSeriesStore]) -> None:
    store = reopen()
    store.write(1, columns([10, 20], [1.5, np.nan]))
    store.close()
    store = reopen()
    assert [tuple(bucket) for bucket in store.range("gw", "p", 128, 0, 100, 100)] == [
        (10, 1.5, 1.5, 1.5, 0),
        (20, None, None, None, 0),
    ]
    store.close()


def test_batches_above_the_committed_one_are_taken_back(store: TimeSeriesStore) -> None:
    for batch in (1, 2, 3):
        store.write(batch, columns([batch], [float(batch)]))
    assert store.rollback_after(1) == 2
    assert store.rollback_after(1) == 0
    assert store.count() == 1
    store.write(2, columns([2], [2.5]))
    assert store.count() == 2


def test_the_latest_of_every_series_is_the_newest_by_time(store: TimeSeriesStore) -> None:
    store.write(1, columns([30, 10, 20], [3.0, 1.0, 2.0]))
    store.write(2, columns([5], [9.0], part="q"))
    store.write(3, columns([40], [np.nan], [1], part="q"))
    assert sorted(map(tuple, store.latest())) == [
        ("gw", "p", 128, 30, 3.0, 0),
        ("gw", "q", 128, 40, None, 1),
    ]


def test_a_range_is_cut_into_buckets_with_least_mean_greatest_and_worst_quality(
    store: TimeSeriesStore,
) -> None:
    store.write(1, columns(list(range(100)), [float(n) for n in range(100)], [0] * 99 + [2]))
    found = store.range("gw", "p", 128, 0, 100, 2)
    assert [tuple(bucket) for bucket in found] == [(0, 0.0, 24.5, 49.0, 0), (50, 50.0, 74.5, 99.0, 2)]
    assert len(store.range("gw", "p", 128, 10, 20, 500)) == 10
    assert store.range("gw", "p", 128, 500, 600, 5) == []


def test_series_are_kept_apart(store: TimeSeriesStore) -> None:
    store.write(1, columns([1], [1.0]))
    store.write(2, columns([1], [2.0], analog_type=3))
    store.write(3, columns([1], [3.0], part="q"))
    assert [bucket.mean for bucket in store.range("gw", "p", 128, 0, 10, 5)] == [1.0]


def test_text_is_never_read_as_a_query(store: TimeSeriesStore) -> None:
    nasty = "'; DROP TABLE fire_analog; --"
    store.write(1, columns([1], [1.0], part=nasty))
    assert len(store.range("gw", nasty, 128, 0, 10, 5)) == 1
    assert store.count() == 1


def test_nothing_to_write_is_written_as_nothing(store: TimeSeriesStore) -> None:
    store.write(1, columns([], []))
    assert store.count() == 0


def test_readers_go_on_while_a_batch_is_written(store: TimeSeriesStore) -> None:
    store.write(1, columns([0], [0.0]))
    faults: list[BaseException] = []
    done = threading.Event()

    def read() -> None:
        try:
            while not done.is_set():
                assert store.range("gw", "p", 128, 0, 10_000, 50)
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


def test_a_duckdb_file_that_is_none_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "readings.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(PlainFault, match=r"timeseries\.path"):
        DuckDbStore(tmp_path / "readings.duckdb")
