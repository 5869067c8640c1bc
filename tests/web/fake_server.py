"""The fake cloud over HTTP: the built page, the API, and the live stream."""

from __future__ import annotations

import contextlib
import json
import mimetypes
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cloud.guard import SECURITY_HEADERS
from tests.browser import DIST
from tests.web import alarm_life, building
from tests.web.fake_cloud import FakeCloud, Refused

TICK_S = 1.0


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    cloud: FakeCloud

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def _hang_up(self) -> None:
        self.close_connection = True

    def _answer(self, body: Any, status: int = 200) -> None:
        self._send(json.dumps(body, ensure_ascii=False).encode(), "application/json", status)

    def _send(self, payload: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(payload)))
        self.send_header("cache-control", "no-store")
        for name, value in SECURITY_HEADERS.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(payload)

    def do_GET(self) -> None:
        """A page file, a list, or the stream."""
        url = urlsplit(self.path)
        if not url.path.startswith("/api/"):
            self._file(url.path)
        elif self.cloud.down:
            self._hang_up()
        else:
            query = {key: values[0] for key, values in parse_qs(url.query).items()}
            try:
                self._api(url.path.removeprefix("/api/v1"), query)
            except Refused as refusal:
                self._answer(refusal.body, refusal.status)

    def do_POST(self) -> None:
        """A decision on an alarm."""
        body = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.cloud.down:
            self._hang_up()
            return
        try:
            self._answer(self._change(self.path.removeprefix("/api/v1/").split("/"), body))
        except Refused as refusal:
            self._answer(refusal.body, refusal.status)

    def _change(self, steps: list[str], body: Any) -> Any:
        cloud = self.cloud
        match steps:
            case ["alarms", number, "shelve"]:
                return cloud.shelve(int(number), body)
            case ["alarms", number, "verification-links"]:
                return cloud.give_link(int(number), body)
            case ["alarms", number, "evidence"]:
                return cloud.add_evidence(int(number), body)
            case ["alarms", number, action]:
                return cloud.decide(int(number), action, body)
            case ["shelf", number, "end"]:
                return cloud.unshelve(int(number), body["by"])
            case ["maintenance"]:
                return cloud.declare(body)
            case ["maintenance", number, "end"]:
                return cloud.end_works(int(number), body["by"])
            case ["verification", "look"]:
                return cloud.look(body["token"])
            case ["verification", "verdict"]:
                return cloud.judge(body)
        raise Refused(404, "not-found", "没有这个地址。", "There is no such address.")

    def _file(self, path: str) -> None:
        file = (DIST / path.lstrip("/")).resolve()
        if path == "/":
            file = DIST / "index.html"
        if not file.is_relative_to(DIST) or not file.is_file():
            self._send(b"not found", "text/plain", 404)
            return
        self._send(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")

    def _api(self, path: str, query: dict[str, str]) -> None:
        cloud = self.cloud
        if path == "/live":
            self._live(int(self.headers.get("last-event-id") or query.get("after") or 0))
        elif path.startswith("/alarms/"):
            number = int(path.rsplit("/", 1)[1])
            self._answer(cloud.detail(number))
        elif path == "/readings":
            numbers = [int(query[key]) for key in ("analog_type", "start", "end", "points")]
            self._answer(cloud.curve(query["part"], *numbers))
        else:
            lists = {
                "/vocabulary": lambda: {**building.vocabulary(), **alarm_life.words()},
                "/maintenance": lambda: {"items": _standing(cloud.works, query.get("in_force"))},
                "/shelf": lambda: {"items": _standing(cloud.shelf, query.get("shelved"))},
                "/state": cloud.snapshot,
                "/health": cloud.health,
                "/alarms": lambda: {"items": list(cloud.alarms.values()), "more": False},
                "/dead-letters": lambda: {"items": cloud.letters},
                "/plans/buildings": lambda: {"items": [], "next": None},
            }
            if path not in lists:
                raise Refused(404, "not-found", "没有这个地址。", "There is no such address.")
            self._answer(lists[path]())

    def _live(self, after: int) -> None:
        cloud = self.cloud
        self.close_connection = True
        self.send_response(200)
        self.send_header("content-type", "text/event-stream")
        self.send_header("cache-control", "no-store")
        self.end_headers()
        with cloud.changed:
            generation = cloud.generation
            waiting = [entry for entry in cloud.log if entry[0] is not None and entry[0] > after]
            seen = len(cloud.log)
        with contextlib.suppress(OSError):
            while True:
                for number, event, data in waiting:
                    mark = "" if number is None else f"id: {number}\n"
                    text = json.dumps(data, ensure_ascii=False)
                    self.wfile.write(f"{mark}event: {event}\ndata: {text}\n\n".encode())
                self.wfile.write(f'event: tick\ndata: {{"now": {cloud.now()}}}\n\n'.encode())
                with cloud.changed:
                    if len(cloud.log) == seen and cloud.generation == generation:
                        cloud.changed.wait(TICK_S)
                    if cloud.generation != generation:
                        return
                    waiting = cloud.log[seen:]
                    seen = len(cloud.log)


def _standing(rows: list[dict[str, Any]], only: str | None) -> list[dict[str, Any]]:
    """Those that have not ended, where only they are asked for."""
    return [row for row in rows if only != "true" or row["ended_at"] is None]


class Server(ThreadingHTTPServer):
    """A browser that leaves in the middle of an answer is no fault."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say only what is not a closed connection."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


@contextlib.contextmanager
def serving(cloud: FakeCloud, port: int = 0) -> Iterator[str]:
    """The cloud at an address on loopback; a free port unless one is given."""
    handler = type("BoundHandler", (Handler,), {"cloud": cloud})
    server = Server(("127.0.0.1", port), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        cloud.cut()
        server.shutdown()
        server.server_close()
        thread.join()
