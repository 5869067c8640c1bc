from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from cloud.timeseries.aggregate import coarser, windows
from cloud.timeseries.port import AnalogColumns, Tier

ROW = st.tuples(
    st.sampled_from(["g1", "g2"]),
    st.sampled_from(["p1", "p2"]),
    st.sampled_from([3, 128]),
    st.integers(0, 4 * 3_600_000),
    st.one_of(st.none(), st.floats(-1e6, 1e6)),
    st.integers(0, 4),
)


def columns(rows: list[tuple[str, str, int, int, float | None, int]]) -> AnalogColumns:
    gateway, part, kind, ts, value, quality = zip(*rows, strict=True)
    return AnalogColumns(
        np.full(len(rows), "150102", object),
        np.array(gateway, object),
        np.array(part, object),
        np.array(kind, np.uint8),
        np.array(ts, np.int64),
        np.array([np.nan if one is None else one for one in value], np.float64),
        np.array(quality, np.uint8),
    )


@given(st.lists(ROW, min_size=1, max_size=60))
def test_windows_say_what_a_plain_count_says(
    rows: list[tuple[str, str, int, int, float | None, int]],
) -> None:
    for tier in (Tier.MINUTE, Tier.HOUR):
        expected: dict[tuple[str, str, int, int], list[tuple[float | None, int]]] = {}
        for gateway, part, kind, ts, value, quality in sorted(rows, key=lambda row: row[3]):
            expected.setdefault((gateway, part, kind, ts - ts % tier.step_ms), []).append((value, quality))
        found = windows(columns(rows), tier)
        keys = list(
            zip(found.gateway, found.part, found.analog_type.tolist(), found.ts.tolist(), strict=True)
        )
        assert sorted(keys) == sorted(expected)
        for index, key in enumerate(keys):
            values = [value for value, _ in expected[key] if value is not None]
            assert found.samples[index] == len(values)
            assert found.quality[index] == max(quality for _, quality in expected[key])
            if values:
                assert found.minimum[index] == min(values)
                assert found.maximum[index] == max(values)
                assert min(values) <= found.mean[index] <= max(values)
                assert found.last[index] == values[-1]
                assert np.isclose(found.mean[index], sum(values) / len(values), rtol=1e-9, atol=1e-9)
            else:
                assert np.isnan(found.mean[index])


@given(st.lists(ROW, min_size=1, max_size=60))
def test_hours_made_from_minutes_are_hours_made_from_samples(
    rows: list[tuple[str, str, int, int, float | None, int]],
) -> None:
    direct = windows(columns(rows), Tier.HOUR)
    by_minutes = coarser(windows(columns(rows), Tier.MINUTE), Tier.HOUR)
    assert np.array_equal(direct.ts, by_minutes.ts)
    assert np.array_equal(direct.samples, by_minutes.samples)
    assert np.array_equal(direct.minimum, by_minutes.minimum, equal_nan=True)
    assert np.array_equal(direct.quality, by_minutes.quality)
    assert np.allclose(direct.mean, by_minutes.mean, equal_nan=True, atol=1e-9)
