"""The port over DuckDB, in this process, in one file."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import duckdb

from cloud.timeseries.port import AnalogColumns, Bucket, Latest
from runtime.faults import PlainFault

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fire_analog (
    area VARCHAR NOT NULL,
    gateway VARCHAR NOT NULL,
    part VARCHAR NOT NULL,
    analog_type UTINYINT NOT NULL,
    ts BIGINT NOT NULL,
    value DOUBLE,
    quality UTINYINT NOT NULL,
    batch BIGINT NOT NULL
)
"""
# A source table is bound by name from the columns that `register` was given. NaN arrives as NULL.
_INSERT = """
INSERT INTO fire_analog
SELECT area, gateway, part, analog_type, ts,
       CASE WHEN isnan(value) THEN NULL ELSE value END, quality, ?::BIGINT
FROM incoming
"""
_LATEST = """
SELECT gateway, part, analog_type, max(ts),
       arg_max_null(value, ts), arg_max(quality, ts)
FROM fire_analog GROUP BY gateway, part, analog_type
"""
_RANGE = """
SELECT min(ts), min(value), avg(value), max(value), max(quality)
FROM fire_analog
WHERE gateway = ? AND part = ? AND analog_type = ? AND ts >= ? AND ts < ?
GROUP BY (ts - ?) // ?
ORDER BY 1
"""

_UNAVAILABLE = (
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.ConnectionException,
    duckdb.FatalException,
)


class DuckDbStore:
    """Readings in one DuckDB file. The file belongs to one process at a time."""

    def __init__(self, path: Path, *, memory_limit_mb: int = 512, threads: int = 2) -> None:
        config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": f"{memory_limit_mb}MB",
            "threads": str(threads),
            # Nothing is fetched from the network, ever.
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
        try:
            self._connection = duckdb.connect(str(path), config=config)
        except duckdb.IOException as fault:
            raise PlainFault(
                f"{path}: the readings cannot be opened: {fault};"
                " stop the other process that uses the file, or correct `timeseries.path`"
            ) from fault
        self._connection.execute(_SCHEMA)

    def write(self, batch: int, columns: AnalogColumns) -> None:
        """Store the rows durably under the batch's number: all of them, or none."""
        if not len(columns):
            return
        cursor = self._connection.cursor()
        try:
            cursor.register("incoming", {name: getattr(columns, name) for name in _COLUMNS})
            cursor.execute(_INSERT, [batch])
            cursor.unregister("incoming")
        finally:
            cursor.close()

    def rollback_after(self, batch: int) -> int:
        """Delete the rows of every batch above `batch`; returns how many there were."""
        row = self._rows("DELETE FROM fire_analog WHERE batch > ?", [batch])
        return cast("int", row[0][0])

    def latest(self) -> list[Latest]:
        """The newest sample of every series."""
        return [Latest(*row) for row in self._rows(_LATEST, [])]

    def range(
        self, gateway: str, part: str, analog_type: int, start: int, end: int, points: int
    ) -> list[Bucket]:
        """Samples from `start` to before `end`, at most `points` buckets, oldest first."""
        width = max(1, -(-(end - start) // points))
        rows = self._rows(_RANGE, [gateway, part, analog_type, start, end, start, width])
        return [Bucket(*row) for row in rows]

    def unavailable(self, fault: BaseException) -> bool:
        """Whether the engine or its disk is at fault, so that trying again later is right."""
        return isinstance(fault, _UNAVAILABLE)

    def count(self) -> int:
        """How many rows are stored."""
        return cast("int", self._rows("SELECT count(*) FROM fire_analog", [])[0][0])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _rows(self, query: str, parameters: list[object]) -> list[tuple[Any, ...]]:
        # One cursor a call: cursors may be used by several threads at once, a connection may not.
        cursor = self._connection.cursor()
        try:
            return cursor.execute(query, parameters).fetchall()
        finally:
            cursor.close()


_COLUMNS = ("area", "gateway", "part", "analog_type", "ts", "value", "quality")
