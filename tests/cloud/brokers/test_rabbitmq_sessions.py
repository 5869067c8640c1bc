"""Who is revoked is sent away from RabbitMQ, again until every door has forgotten; a fault is told."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from cloud.brokers.rabbitmq_sessions import RabbitMqSessions
from cloud.brokers.settings import RabbitMqTarget
from runtime.clock import SystemClock
from runtime.settings import HostPort

REMEMBER_S = 5.0


class Ahead(SystemClock):
    ahead_s = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead_s


class Management(ThreadingHTTPServer):
    """RabbitMQ's management as far as it is asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Door)
        self.asked: list[str] = []
        self.status = 204


class Door(BaseHTTPRequestHandler):
    def do_DELETE(self) -> None:
        assert isinstance(self.server, Management)
        self.server.asked.append(self.path.rpartition("/")[2])
        self.send_response(self.server.status)
        self.send_header("Content-Length", "0")
        self.end_headers()

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


@pytest.fixture
def clock() -> Ahead:
    return Ahead()


@pytest.fixture
def sessions(management: Management, clock: Ahead, tmp_path: Path) -> RabbitMqSessions:
    (tmp_path / "secret").write_text("s3cret\n")
    target = RabbitMqTarget(
        management=HostPort("127.0.0.1", management.server_port), password_file=tmp_path / "secret"
    )
    return RabbitMqSessions(target, REMEMBER_S, clock)


async def test_a_name_is_sent_away_until_the_last_door_has_forgotten_it(
    sessions: RabbitMqSessions, management: Management, clock: Ahead
) -> None:
    gone = {"150102/gw-1": 1_000}
    for ahead, times in ((0.0, 1), (3.0, 2), (7.0, 3), (8.0, 3)):
        clock.ahead_s = ahead
        assert await sessions.end(gone) == ""
        assert management.asked == ["150102%2Fgw-1"] * times
    assert await sessions.end({"150102/gw-1": 9_000}) == ""
    assert len(management.asked) == 4, "revoked anew"


@pytest.mark.parametrize("status", [401, 500])
async def test_what_fails_is_told_and_tried_again(
    sessions: RabbitMqSessions, management: Management, clock: Ahead, status: int
) -> None:
    management.status = status
    assert str(status) in await sessions.end({"cloud": 1_000})
    clock.ahead_s = 60.0
    management.status = 404  # nothing is open
    assert await sessions.end({"cloud": 1_000}) == ""
    assert await sessions.end({"cloud": 1_000}) == ""
    assert management.asked == ["cloud"] * 2


async def test_a_management_that_is_not_there_is_told(
    sessions: RabbitMqSessions, management: Management
) -> None:
    management.server_close()
    assert "ConnectError" in await sessions.end({"cloud": 1_000})
    assert await sessions.end({}) == ""
