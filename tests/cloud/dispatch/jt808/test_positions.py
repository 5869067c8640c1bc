"""Columns of positions say what the codec says, row by row."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cloud.dispatch.jt808.positions import GOOD, UNCERTAIN, PositionRows, newest_rows, times
from cloud.dispatch.jt808.sinks import quality_of
from telemetry.jt808 import location as locations
from telemetry.jt808.location import Location
from tests.telemetry.jt808.test_bodies import PLACE
from tests.telemetry.jt808.test_bodies import locations as any_location

NOW = 1_900_000_000_000


def rows(*places: Location, received_ms: int = NOW, terminal: int = 7) -> PositionRows:
    count = len(places)
    raw = [locations.pack(place) for place in places]
    return PositionRows([terminal] * count, [received_ms] * count, [False] * count, raw)


@given(st.lists(any_location, min_size=1, max_size=8))
def test_columns_are_what_the_codec_reads(places: list[Location]) -> None:
    told = rows(*places)
    batch = told.columns()
    for row, raw in enumerate(told.raw):
        read = locations.read(raw)
        assert batch.latitude_deg[row] == read.latitude_deg or abs(read.latitude_deg) < 1e-9
        assert batch.longitude_deg[row] == read.longitude_deg or abs(read.longitude_deg) < 1e-9
        assert round(batch.speed_kmh[row], 1) == read.speed_kmh
        direction = int(batch.direction_deg[row])
        assert (direction if direction >= 0 else None) == read.direction_deg
        assert (batch.altitude_m[row], batch.alarms[row]) == (read.altitude_m, read.alarms)
        at = None if read.at is None else int(read.at.timestamp() * 1000)
        expected = at if at is not None and at <= NOW + 60_000 else NOW
        assert batch.at_ms[row] == expected
        assert batch.items(row) == read.items


@given(st.lists(st.binary(min_size=6, max_size=6), min_size=1, max_size=20))
def test_any_six_bytes_are_a_time_exactly_when_the_codec_says_so(raw: list[bytes]) -> None:
    digits = np.frombuffer(b"".join(raw), dtype=np.uint8).reshape(-1, 6)
    ms, valid = times(digits)
    for row, one in enumerate(raw):
        read = locations.read_time(one)
        assert bool(valid[row]) == (read is not None)
        assert read is None or ms[row] == int(read.timestamp() * 1000)


def test_what_is_not_fixed_or_has_no_time_is_uncertain() -> None:
    batch = rows(
        PLACE, PLACE._replace(status=0), PLACE._replace(at=None), PLACE._replace(status=2 | 32)
    ).columns()
    assert batch.quality.tolist() == [GOOD, UNCERTAIN, UNCERTAIN, UNCERTAIN]
    assert batch.at_ms[2] == NOW


def test_the_newest_row_of_each_terminal_is_by_its_own_time() -> None:
    told = PositionRows([1, 2, 1, 1], [NOW] * 4, [False] * 4, [])
    assert PLACE.at is not None
    for second in (5, 1, 9, 3):
        told.raw.append(locations.pack(PLACE._replace(at=PLACE.at.replace(second=second))))
    assert newest_rows(told.columns()).tolist() == [2, 1]


def test_silence_is_stale_and_so_is_what_came_late() -> None:
    assert quality_of("good", NOW, NOW + 30_000, 30.0) == "good"
    assert quality_of("good", NOW, NOW + 30_001, 30.0) == "stale"
