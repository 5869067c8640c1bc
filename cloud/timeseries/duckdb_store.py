"""The port over DuckDB, in this process, in one file."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, cast

import duckdb
import numpy as np
import numpy.typing as npt

from cloud.timeseries import duckdb_statements as sql
from cloud.timeseries.port import AnalogColumns, Bucket, Disk, Latest, Tier, TierColumns
from cloud.timeseries.soundness import sound
from runtime.faults import PlainFault

#: How many gateways a scan holds at a time.
SCAN_GATEWAYS = 200

_UNAVAILABLE = (
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.ConnectionException,
    duckdb.FatalException,
)
_RAW = ("area", "gateway", "part", "analog_type", "ts", "value", "quality")
_TIER = (
    *("area", "gateway", "part", "analog_type", "ts"),
    *("minimum", "mean", "maximum", "samples", "quality", "last"),
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
        self._path = path
        for statement in sql.SCHEMA:
            self._connection.execute(statement)

    def write(self, batch: int, columns: AnalogColumns) -> int:
        """Store the rows durably under the batch's number, all or none, instead of what it holds of it."""
        if not len(columns):
            return 0
        kept = sound(columns).columns
        with _Transaction(self._connection) as cursor:
            cursor.execute(sql.DELETE_BATCH, [batch])
            _insert(cursor, sql.INSERT, {name: getattr(kept, name) for name in _RAW}, [batch])
        return 0

    def settles_after_s(self) -> float:
        """Durable when `write` returns."""
        return 0.0

    def started_at(self) -> float | None:
        """Embedded: it lives as long as this process."""
        return None

    def rollback_after(self, batch: int) -> int:
        """Delete the rows of every batch above `batch`; returns how many there were."""
        return cast("int", self._rows(sql.DELETE_AFTER_BATCH, [batch])[0][0])

    def latest(self, gateway: str) -> list[Latest]:
        """The newest sample of every series of one gateway."""
        return self.latest_many([gateway])

    def latest_many(self, gateways: Collection[str]) -> list[Latest]:
        """The newest sample of every series of these gateways."""
        return [Latest(*row) for row in self._rows(sql.LATEST, [sorted(gateways)])]

    def range(
        self,
        gateway: str,
        part: str,
        analog_type: int,
        start: int,
        end: int,
        points: int,
        tier: Tier = Tier.RAW,
    ) -> list[Bucket]:
        """One tier's samples from `start` to before `end`, at most `points` buckets, oldest first."""
        width = max(1, -(-(end - start) // points))
        rows = self._rows(sql.RANGE[tier], [gateway, part, analog_type, start, end, start, width])
        return [Bucket(*row) for row in rows]

    def scan(self, start: int, end: int, gateways: Collection[str] | None = None) -> Iterator[AnalogColumns]:
        """Every raw sample of the span, in pieces; no series is spread over two."""
        for found in self._scan(start, end, gateways):
            yield AnalogColumns(
                **_identity(found), value=_floats(found["value"]), quality=_integers(found["quality"])
            )

    def write_tier(self, tier: Tier, columns: TierColumns, revision: int) -> None:
        """Store windows, instead of the equal ones of before."""
        if not len(columns):
            return
        with _Transaction(self._connection) as cursor:
            rows = {name: getattr(columns, name) for name in _TIER}
            cursor.register("incoming", rows)
            try:
                cursor.execute(sql.DELETE_EQUAL[tier], [int(columns.ts.min()), int(columns.ts.max())])
                cursor.execute(sql.INSERT_TIER[tier])
            finally:
                cursor.unregister("incoming")

    def drop_before(self, tier: Tier, ts: int) -> int | None:
        """Delete a tier's rows older than `ts` and give the room back."""
        dropped = cast("int", self._rows(sql.DROP[tier], [ts])[0][0])
        if dropped:
            self._rows("CHECKPOINT", [])
        return dropped

    def rows_of(self, gateway: str, start: int, end: int) -> int:
        """How many different (series, time) of one gateway's raw samples lie in the span."""
        return cast("int", self._rows(sql.ROWS_OF, [gateway, start, end])[0][0])

    def ignored(self) -> dict[str, int]:
        """Nothing: it takes a batch or raises."""
        return {}

    def series_count(self) -> int:
        """How many raw series are stored, estimated within a few per cent."""
        return cast("int", self._rows(sql.SERIES_COUNT, [])[0][0])

    def own_period_ms(self, tier: Tier) -> int | None:
        """It deletes nothing by itself."""
        return None

    def disk(self) -> dict[Tier, Disk]:
        """The file and its log, all tiers in one, and what their disk has left."""
        files = (self._path, self._path.with_name(self._path.name + ".wal"))
        used = sum(file.stat().st_size for file in files if file.exists())
        return {Tier.RAW: Disk(used, shutil.disk_usage(self._path.parent).free)}

    def flush(self) -> None:
        """What was written is found at once."""

    def complaints(self) -> list[str]:
        """Nothing: there is nothing to set up."""
        return []

    def unavailable(self, fault: BaseException) -> bool:
        """Whether the engine or its disk is at fault, so that trying again later is right."""
        return isinstance(fault, _UNAVAILABLE)

    def count(self) -> int:
        """How many raw rows are stored."""
        return cast("int", self._rows("SELECT count(*) FROM fire_analog", [])[0][0])

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _scan(self, start: int, end: int, gateways: Collection[str] | None) -> Iterator[dict[str, Any]]:
        if gateways is None:
            gateways = [row[0] for row in self._rows(sql.GATEWAYS, [start, end])]
        names = sorted(gateways)
        for first in range(0, len(names), SCAN_GATEWAYS):
            cursor = self._connection.cursor()
            try:
                wanted = names[first : first + SCAN_GATEWAYS]
                found = cursor.execute(sql.SCAN, [wanted, start, end]).fetchnumpy()
            finally:
                cursor.close()
            if len(found["ts"]):
                yield found

    def _rows(self, query: str, parameters: list[object]) -> list[tuple[Any, ...]]:
        # One cursor a call: cursors may be used by several threads at once, a connection may not.
        cursor = self._connection.cursor()
        try:
            return cursor.execute(query, parameters).fetchall()
        finally:
            cursor.close()


class _Transaction:
    """A cursor within a transaction: committed at the end of the block, taken back on any exception."""

    def __init__(self, connection: Any) -> None:
        self._cursor = connection.cursor()

    def __enter__(self) -> Any:
        self._cursor.execute("BEGIN")
        return self._cursor

    def __exit__(self, kind: type[BaseException] | None, fault: object, trace: object) -> None:
        try:
            self._cursor.execute("COMMIT" if kind is None else "ROLLBACK")
        finally:
            self._cursor.close()


def _insert(cursor: Any, statement: str, rows: dict[str, Any], parameters: list[object]) -> None:
    cursor.register("incoming", rows)
    try:
        cursor.execute(statement, parameters)
    finally:
        cursor.unregister("incoming")


def _identity(found: dict[str, Any]) -> dict[str, Any]:
    return {
        "area": np.asarray(found["area"], object),
        "gateway": np.asarray(found["gateway"], object),
        "part": np.asarray(found["part"], object),
        "analog_type": _integers(found["analog_type"]),
        "ts": found["ts"].astype(np.int64),
    }


def _floats(column: Any) -> npt.NDArray[np.float64]:
    """A column with NULLs comes masked: NULL is a missing value."""
    return np.ma.filled(np.ma.asarray(column, np.float64), np.nan)


def _integers(column: Any) -> npt.NDArray[np.uint8]:
    return np.asarray(column).astype(np.uint8)
