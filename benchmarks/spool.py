"""What the gateway's spool costs beside the bare disk: one `fdatasync` a record, and bare SQLite."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.figures import Figures, percentile
from edge_agent.spool.spool import Spool
from telemetry import encoding
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Label, Part

_PART = Part(
    "panel-1/1-023", 1, 1, 42, 263, Label("感烟探测器", "smoke detector"), Label("三楼走廊", "corridor"), 30.0
)
_EVENT = Event(
    gateway="gw-bench",
    seq=1,
    ts_gateway=1_790_000_000_000,
    clock_synced=True,
    part=_PART,
    kind=EventKind.SUPERVISORY,
    active=True,
    bits_before=1,
    bits_after=17,
    evidence={"register": 263.0, "value": 5.0},
)
_GROUP = 100


def run(seconds: float) -> Figures:
    """Records a second, each durable, alone and a hundred at a time; latency of one."""
    share = seconds / 5
    data = encoding.encode(_EVENT)
    with tempfile.TemporaryDirectory(prefix="bench-spool-") as folder:
        alone, grouped, latencies = asyncio.run(_spool(Path(folder), share))
        sync = _fdatasync(Path(folder), data, share)
        bare_alone = _sqlite(Path(folder) / "one.sqlite3", data, 1, share)
        bare_grouped = _sqlite(Path(folder) / "many.sqlite3", data, _GROUP, share)
    return {
        "record_bytes": len(data),
        "spool_records_per_s": alone,
        "spool_grouped_records_per_s": grouped,
        "latency_p50_ms": percentile(latencies, 0.50) * 1000,
        "latency_p99_ms": percentile(latencies, 0.99) * 1000,
        "fdatasync_records_per_s": sync,
        "sqlite_records_per_s": bare_alone,
        "sqlite_grouped_records_per_s": bare_grouped,
        "alone_to_sqlite_ratio": alone / bare_alone,
        "grouped_to_sqlite_ratio": grouped / bare_grouped,
    }


async def _spool(folder: Path, seconds: float) -> tuple[float, float, list[float]]:
    spool = Spool.open(folder / "spool.sqlite3", 2**30)
    latencies: list[float] = []
    started = time.perf_counter()
    while (spent := time.perf_counter() - started) < seconds:
        before = time.perf_counter()
        await spool.append([_EVENT])
        latencies.append(time.perf_counter() - before)
    alone = len(latencies) / spent
    done = 0
    started = time.perf_counter()
    while (spent := time.perf_counter() - started) < seconds:
        await asyncio.gather(*(spool.append([_EVENT]) for _ in range(_GROUP)))
        done += _GROUP
    await spool.close()
    return alone, done / spent, latencies


def _rate(action: Callable[[], object], records: int, seconds: float) -> float:
    done = 0
    started = time.perf_counter()
    while (spent := time.perf_counter() - started) < seconds:
        action()
        done += records
    return done / spent


def _fdatasync(folder: Path, data: bytes, seconds: float) -> float:
    with (folder / "log").open("ab", buffering=0) as log:

        def append() -> None:
            log.write(data)
            os.fdatasync(log.fileno())

        return _rate(append, 1, seconds)


def _sqlite(path: Path, data: bytes, records: int, seconds: float) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE record(seq INTEGER PRIMARY KEY, data BLOB)")

    def commit() -> None:
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany("INSERT INTO record(data) VALUES (?)", [(data,)] * records)
        connection.execute("COMMIT")

    try:
        return _rate(commit, records, seconds)
    finally:
        connection.close()
