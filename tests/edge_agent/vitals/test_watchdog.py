"""A part that is stuck is started again; when that does not help, nobody vouches for the process."""

import asyncio
import contextlib
import json
import socket
from pathlib import Path

import pytest

from edge_agent.supervision import Supervisor
from edge_agent.vitals.progress import Sample
from edge_agent.vitals.systemd import Notifier
from edge_agent.vitals.watchdog import Watchdog
from tests.services import until


class Clock:
    def __init__(self) -> None:
        self.seconds = 0.0

    def now_ms(self) -> int:
        return 1_767_225_600_000

    def monotonic(self) -> float:
        return self.seconds


def told_at(folder: Path) -> contextlib.closing[Notifier]:
    return contextlib.closing(Notifier(str(folder / "notify"), 1.0))


def heard(manager: socket.socket) -> list[str]:
    words = []
    while True:
        try:
            words.append(manager.recv(4096).decode())
        except BlockingIOError:
            return words


async def test_a_hung_part_is_started_again_and_vouched_for(tmp_path: Path) -> None:
    steps, starts = 0, 0

    async def hangs_at_first() -> None:
        nonlocal starts, steps
        starts += 1
        if starts == 1:
            await asyncio.sleep(3600)
        while True:
            steps += 1
            await asyncio.sleep(0.01)

    supervisor, clock = Supervisor(), Clock()
    supervisor.start("part", hangs_at_first)
    await until(lambda: starts == 1)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, told_at(tmp_path) as notifier:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        watchdog = Watchdog(
            lambda: [Sample("part", steps, 2.0)],
            supervisor.restart,
            lambda: {"pid": 1},
            lambda: "fine",
            notifier,
            tmp_path / "spool",
            clock,
            grace_s=2.0,
        )
        for _ in range(3):
            await watchdog.look()
            clock.seconds += 1.5
        await until(lambda: starts == 2)
        assert supervisor.restarts == {"part": 1}
        await until(lambda: steps > 3)
        await watchdog.look()
        assert watchdog.verdict.stuck == ()
        assert heard(manager).count("WATCHDOG=1") == 4
    assert json.loads((tmp_path / "progress.json").read_text()) == {"pid": 1, "healthy": True}
    await supervisor.stop_all()


async def test_what_stays_stuck_ends_the_word_for_the_process(tmp_path: Path) -> None:
    supervisor, clock = Supervisor(), Clock()
    supervisor.start("part", lambda: asyncio.sleep(3600))
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager, told_at(tmp_path) as notifier:
        manager.bind(str(tmp_path / "notify"))
        manager.setblocking(False)
        watchdog = Watchdog(
            lambda: [Sample("part", 0, 1.0)],
            supervisor.restart,
            dict,
            lambda: "stuck",
            notifier,
            tmp_path / "spool",
            clock,
            grace_s=2.0,
        )
        for _ in range(8):
            await watchdog.look()
            clock.seconds += 1.0
        assert not watchdog.verdict.healthy
        heard(manager)
        await watchdog.look()
        assert "WATCHDOG=1" not in heard(manager)
    assert supervisor.restarts["part"] == 1, "it is started again once, not for ever"
    await supervisor.stop_all()


async def test_a_part_that_would_not_end_is_not_started_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("edge_agent.supervision._END_S", 0.3)
    release = asyncio.Event()
    starts = 0

    async def stubborn() -> None:
        nonlocal starts
        starts += 1
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue

    supervisor = Supervisor()
    supervisor.start("stubborn", stubborn)
    await until(lambda: starts == 1)
    assert not await supervisor.restart("stubborn")
    assert starts == 1
    release.set()
    await supervisor.stop_all()
