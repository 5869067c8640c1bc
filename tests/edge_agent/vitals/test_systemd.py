"""What systemd hears, at a real datagram socket."""

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from edge_agent.vitals.systemd import Notifier


@pytest.fixture(params=["path", "abstract"])
def listener(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    path = str(tmp_path / "notify") if request.param == "path" else f"@steppewatch-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + path[1:] if path.startswith("@") else path)
        manager.settimeout(5)
        yield path, manager


def test_each_word_is_one_datagram(listener: tuple[str, socket.socket]) -> None:
    path, manager = listener
    notifier = Notifier.from_environment({"NOTIFY_SOCKET": path})
    notifier.ready()
    notifier.status("2 of 2 buses up,\n no link")
    notifier.alive()
    notifier.reloading(12.5)
    notifier.stopping()
    notifier.close()
    assert [manager.recv(4096).decode() for _ in range(5)] == [
        "READY=1",
        "STATUS=2 of 2 buses up, no link",
        "WATCHDOG=1",
        "RELOADING=1\nMONOTONIC_USEC=12500000",
        "STOPPING=1",
    ]
    assert notifier.failures == 0


def test_without_systemd_nothing_is_sent_and_nothing_waits() -> None:
    notifier = Notifier.from_environment({})
    notifier.ready()
    assert (notifier.watchdog_s, notifier.failures) == (None, 0)


def test_a_manager_that_is_gone_is_counted_and_stops_nothing(tmp_path: Path) -> None:
    notifier = Notifier(str(tmp_path / "nobody"))
    notifier.alive()
    assert notifier.failures == 1
    notifier.close()


@pytest.mark.parametrize(
    ("pid", "expected"), [(None, 30.0), (str(os.getpid()), 30.0), ("1", None)], ids=["any", "us", "another"]
)
def test_the_watchdog_waits_only_for_the_process_that_is_meant(
    pid: str | None, expected: float | None
) -> None:
    environment = {"NOTIFY_SOCKET": "@x", "WATCHDOG_USEC": "30000000"}
    if pid is not None:
        environment["WATCHDOG_PID"] = pid
    notifier = Notifier.from_environment(environment)
    assert notifier.watchdog_s == expected
    notifier.close()
