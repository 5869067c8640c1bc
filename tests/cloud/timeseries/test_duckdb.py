from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np

from cloud.timeseries.aggregate import windows
from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.port import Tier
from tests.cloud.timeseries.engines import BASE, columns

HOUR = 3_600_000


def test_windows_of_a_file_from_before_there_was_a_last_value_say_what_they_can(tmp_path: Path) -> None:
    path = tmp_path / "readings.duckdb"
    DuckDbStore(path, threads=1).close()
    with duckdb.connect(str(path)) as file:
        file.execute("ALTER TABLE fire_analog_hour DROP COLUMN last")
        file.execute(
            "INSERT INTO fire_analog_hour VALUES"
            " ('150102', 'gw', 'p', 128, ?, 1, 2, 3, 60, 0), ('150102', 'gw', 'p', 128, ?, 4, 4, 4, 60, 0)",
            [BASE, BASE + HOUR],
        )
    store = DuckDbStore(path, threads=1)
    store.write_tier(Tier.HOUR, windows(columns([2 * HOUR, 2 * HOUR + 1], [1.0, 9.0]), Tier.HOUR), 0)
    found = store.range("gw", "p", 128, BASE, BASE + 3 * HOUR, 3, Tier.HOUR)
    assert [(bucket.samples, bucket.last) for bucket in found] == [(60, None), (60, 4.0), (2, 9.0)]
    store.close()
    assert not np.isnan(found[0].mean or np.nan)
