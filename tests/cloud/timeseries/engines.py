"""Every engine behind the port, with its real server, emptied before each test."""

from __future__ import annotations

import contextlib
import http.client
import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import numpy as np

from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.engine_http import EngineHttp
from cloud.timeseries.influx_store import InfluxStore, connect
from cloud.timeseries.port import AnalogColumns, Tier, TimeSeriesStore
from cloud.timeseries.victoria_store import VictoriaStore
from runtime.clock import now_ms
from tests.services import InfluxDb, VictoriaMetrics

#: The beginning of an hour that every engine holds.
BASE = now_ms() // 3_600_000 * 3_600_000 - 6 * 3_600_000

Open = Callable[[], TimeSeriesStore]


def duckdb_in(folder: Path) -> Open:
    return lambda: DuckDbStore(folder / "readings.duckdb", threads=1)


def victoria_at(server: VictoriaMetrics) -> Open:
    http = EngineHttp(server.url)
    http.form("/internal/force_flush", {})  # a series of less than a second ago would not be found
    http.form("/api/v1/admin/tsdb/delete_series", {"match[]": '{__name__=~"fire_analog.*"}'})
    http.close()
    return lambda: VictoriaStore(dict.fromkeys(Tier, EngineHttp(server.url)))


def influx_at(server: InfluxDb, door: str) -> Open:
    http = EngineHttp(server.url)
    http.form("/query", {"q": "DROP DATABASE readings"})
    http.form("/query", {"q": "CREATE DATABASE readings"})
    http.close()
    return lambda: InfluxStore(
        EngineHttp(server.url), connect(door, "steppewatch", "token"), dict.fromkeys(Tier, "readings")
    )


@contextlib.contextmanager
def second_version_door(server: InfluxDb) -> Iterator[str]:
    """`/api/v2/write` before an InfluxDB 1.6, which lacks it (1.8 has it): the same body to `/write`."""
    port = urlsplit(server.url).port

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(asked.query).items()}
            body = self.rfile.read(int(self.headers["Content-Length"]))
            behind = http.client.HTTPConnection("127.0.0.1", port)
            target = "/write?" + urlencode({"db": query["bucket"], "precision": query["precision"]})
            behind.request("POST", target, body)
            answer = behind.getresponse()
            text = answer.read()
            behind.close()
            self.send_response(answer.status if asked.path == "/api/v2/write" else 404)
            if answer.status != 204:
                self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            if answer.status != 204:
                self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            pass

    listener = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    thread = threading.Thread(target=listener.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.server_address[1]}"
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


def columns(
    ts: list[int],
    value: list[float],
    quality: list[int] | None = None,
    part: str = "p",
    analog_type: int = 128,
    gateway: str = "gw",
    area: str = "150102",
) -> AnalogColumns:
    """Samples of one series; times count from `BASE`."""
    size = len(ts)
    return AnalogColumns(
        area=np.full(size, area, object),
        gateway=np.full(size, gateway, object),
        part=np.full(size, part, object),
        analog_type=np.full(size, analog_type, np.uint8),
        ts=np.array(ts, np.int64) + BASE,
        value=np.array(value, np.float64),
        quality=np.array(quality or [0] * size, np.uint8),
    )


def joined(pieces: Iterable[AnalogColumns]) -> AnalogColumns:
    """Pieces of columns, one behind the other."""
    held = list(pieces)
    return AnalogColumns(
        **{
            field.name: np.concatenate([getattr(piece, field.name) for piece in held])
            for field in fields(AnalogColumns)
        }
    )
