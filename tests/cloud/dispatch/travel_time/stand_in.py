"""A server on loopback that speaks Valhalla's and OSRM's matrix interfaces, and answers from a road graph."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from cloud.dispatch.travel_time.port import Arrival, Place, TravelTimes


@contextlib.contextmanager
def routing_server(behind: TravelTimes, status: int = 200, say: bytes | None = None) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            assert urlsplit(self.path).path == "/sources_to_targets"
            assert asked["costing"] == "truck"
            (target,) = (Place(one["lat"], one["lon"]) for one in asked["targets"])
            found = behind.arrivals([Place(one["lat"], one["lon"]) for one in asked["sources"]], target)
            rows = [
                [
                    {
                        "from_index": at,
                        "to_index": 0,
                        "time": one.seconds if one else None,
                        "distance": one.metres / 1000 if one else None,
                    }
                ]
                for at, one in enumerate(found)
            ]
            self.answer({"sources_to_targets": rows, "units": "kilometers"})

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            before, places = unquote(url.path).rsplit("/", 1)
            assert before == "/table/v1/driving"
            query = parse_qs(url.query)
            assert query["annotations"] == ["duration,distance"]
            told = [
                Place(float(lat), float(lon)) for lon, lat in (one.split(",") for one in places.split(";"))
            ]
            assert len(told) <= 100
            sources = [told[int(one)] for one in query["sources"][0].split(";")]
            found = behind.arrivals(sources, told[int(query["destinations"][0])])
            self.answer(
                {
                    "code": "Ok",
                    "durations": [[_of(one, 0)] for one in found],
                    "distances": [[_of(one, 1)] for one in found],
                }
            )

        def answer(self, said: dict[str, Any]) -> None:
            body = say if say is not None else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _of(one: Arrival | None, field: int) -> float | None:
    return None if one is None else float(one[field] or 0.0)
