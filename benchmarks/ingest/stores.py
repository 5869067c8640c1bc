"""Bare writes to each time-series engine with its real server: no broker, no records, only `write`.

The fleet is 1,000 gateways of 20 values each, once a minute, one value in a hundred not good. What was
written is counted by the engine afterwards; for VictoriaMetrics after the process was killed and started
again, since only what survives that is durable. Bytes a value are what the engine's folder grew by.
"""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from benchmarks.figures import Figures
from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.engine_http import EngineHttp
from cloud.timeseries.port import AnalogColumns, Tier, TimeSeriesStore
from cloud.timeseries.victoria_store import VictoriaStore
from runtime.clock import now_ms
from runtime.faults import PlainFault

GATEWAYS, VALUES = 1_000, 20
#: Rows of one write, as the shipper joins them.
ROWS = 100_000
MINUTE_MS = 60_000


def fleet(minutes: int, start: int) -> AnalogColumns:
    """So many minutes of the whole fleet: readings as instruments give them, two decimals, slowly moving."""
    series = GATEWAYS * VALUES
    rows = series * minutes
    draw = np.random.default_rng(start)
    index = np.arange(rows) % series
    gateways = np.array([f"gw-150102-{number:05}" for number in range(GATEWAYS)], object)
    parts = np.array([f"panel-1/1-{number:03}" for number in range(VALUES)], object)
    return AnalogColumns(
        area=np.full(rows, "150102", object),
        gateway=gateways[index // VALUES],
        part=parts[index % VALUES],
        analog_type=np.array([128, 3, 129, 131], np.uint8)[index % 4],
        ts=start + np.arange(rows) // series * MINUTE_MS + index % 1_000,
        value=np.round(20 + index % 7 + draw.normal(0, 0.3, rows), 2),
        quality=(draw.random(rows) < 0.01).astype(np.uint8),
    )


def bare_store_write(engine: str, seconds: float = 5.0) -> Figures:
    """Write for so long; figures: values a second, bytes a value, values found afterwards."""
    with tempfile.TemporaryDirectory(prefix="steppewatch-stores-") as folder:
        return ENGINES[engine](Path(folder), seconds)


def _duckdb(folder: Path, seconds: float) -> Figures:
    store = DuckDbStore(folder / "readings.duckdb")
    try:
        written, rate = _fill(store, seconds)
        found = store.count()
    finally:
        store.close()
    return _figures(written, rate, found, _size(folder))


def _victoria(folder: Path, seconds: float) -> Figures:
    with _server(folder) as (url, process):
        store = _store(url)
        written, rate = _fill(store, seconds)
        time.sleep(store.settles_after_s())
        process.kill()
        process.wait()
        store.close()
    with _server(folder) as (url, _):
        store = _store(url)
        found = store.count()
        store.close()
    return _figures(written, rate, found, _size(folder / "data"))


#: InfluxDB 1.6 takes no `/api/v2/write`, so only engines that run here whole are measured.
ENGINES: dict[str, Callable[[Path, float], Figures]] = {"duckdb": _duckdb, "victoriametrics": _victoria}


def _fill(store: TimeSeriesStore, seconds: float) -> tuple[int, float]:
    minutes = ROWS // (GATEWAYS * VALUES)
    start = (now_ms() // MINUTE_MS - 40 * 1_440) * MINUTE_MS
    store.write(1, fleet(1, start - MINUTE_MS))
    written, spent, batch = 0, 0.0, 1
    while spent < seconds:
        batch += 1
        columns = fleet(minutes, start + (batch - 2) * minutes * MINUTE_MS)
        began = time.perf_counter()
        store.write(batch, columns)
        spent += time.perf_counter() - began
        written += len(columns)
    return written + GATEWAYS * VALUES, written / spent


def _figures(written: int, rate: float, found: int, size: int) -> Figures:
    return {
        "values_per_s": round(rate),
        "bytes_per_value": round(size / written, 2),
        "written": written,
        "found": found,
    }


def _store(url: str) -> VictoriaStore:
    return VictoriaStore(dict.fromkeys(Tier, EngineHttp(url)))


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


@contextlib.contextmanager
def _server(folder: Path) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    program = shutil.which("victoria-metrics")
    if program is None:
        raise PlainFault("victoria-metrics is not installed; on Debian: apt-get install victoria-metrics")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    command = [
        program,
        f"-storageDataPath={folder / 'data'}",
        f"-httpListenAddr=127.0.0.1:{port}",
        "-retentionPeriod=90d",
        "-dedup.minScrapeInterval=1ms",
    ]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(port, process)
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise PlainFault("victoria-metrics does not listen; its log says why")
