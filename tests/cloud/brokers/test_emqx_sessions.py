"""Who is revoked is kicked out of EMQX under every client id it has; nobody else is."""

from __future__ import annotations

import base64
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from cloud.brokers.emqx_sessions import EmqxSessions
from cloud.brokers.settings import EmqxTarget
from runtime.clock import SystemClock

KEY = "steppewatch:s3cret"


class Management(ThreadingHTTPServer):
    """EMQX's management API as far as it is asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        #: Client id → user name.
        self.clients: dict[str, str] = {}
        self.filters = True


class Door(BaseHTTPRequestHandler):
    @property
    def management(self) -> Management:
        assert isinstance(self.server, Management)
        return self.server

    def do_GET(self) -> None:
        told = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
        first = (int(told["page"]) - 1) * int(told["limit"])
        rows = [
            {"clientid": client_id, "username": username, "connected": True}
            for client_id, username in self.management.clients.items()
            if username == told["username"] or not self.management.filters
        ]
        self._answer(200, {"data": rows[first : first + int(told["limit"])], "meta": {"count": len(rows)}})

    def do_DELETE(self) -> None:
        client_id = unquote(self.path.removeprefix("/api/v5/clients/"))
        found = self.management.clients.pop(client_id, None)
        self._answer(204 if found else 404, None)

    def _answer(self, status: int, body: object) -> None:
        if self.headers["Authorization"] != f"Basic {base64.b64encode(KEY.encode()).decode()}":
            status, body = 401, {"code": "BAD_API_KEY_OR_SECRET"}
        data = b"" if body is None else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def management() -> Iterator[Management]:
    with Management() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def sessions(management: Management, folder: Path, line: str = f"{KEY}:administrator\n") -> EmqxSessions:
    (folder / "emqx.keys").write_text(line)
    url = f"http://127.0.0.1:{management.server_port}"
    target = EmqxTarget(management=url, key_file=folder / "emqx.keys")
    return EmqxSessions(target, 5.0, SystemClock())


@pytest.mark.parametrize("filters", [True, False])
async def test_every_session_of_the_revoked_ends_and_no_other(
    management: Management, tmp_path: Path, filters: bool
) -> None:
    mine = {f"150102/gw-1:{number}": "150102/gw-1" for number in range(150)}
    management.clients = {"150102/gw-2": "150102/gw-2"} | mine
    management.filters = filters
    assert await sessions(management, tmp_path).end({"150102/gw-1": 1_000, "gw-9": 1_000}) == ""
    assert management.clients == {"150102/gw-2": "150102/gw-2"}


@pytest.mark.parametrize(
    ("line", "said"), [("steppewatch:wrong\n", "401"), ("nothing\n", "name:secret"), ("", "name")]
)
async def test_a_key_that_will_not_do_is_told(
    management: Management, tmp_path: Path, line: str, said: str
) -> None:
    assert said in await sessions(management, tmp_path, line).end({"150102/gw-1": 1_000})


def test_the_key_does_not_leave_this_machine_unencrypted(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="unencrypted"):
        EmqxTarget(management="http://emqx.example:18083", key_file=tmp_path / "emqx.keys")
