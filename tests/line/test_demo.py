"""The demo as a newcomer runs it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from simulators.suite import HOST
from tests.line.centre import until
from tests.services import free_port

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("line")]


def demo(log: Path, *arguments: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "steppewatch.main", "demo", *arguments],
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def children_of(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            if int(stat.rsplit(")", 1)[1].split()[1]) == pid:
                found.append(int(entry.name))
    return found


def test_the_demo_starts_tells_its_story_and_ctrl_c_ends_every_process_twice_over(tmp_path: Path) -> None:
    port = free_port()
    log = tmp_path / "demo.log"
    for _ in range(2):  # a second start works
        process = demo(log, "--port", str(port), "--scenario", "fire", "--speed", "60")
        try:
            until(
                "the fire of the story stands in the API",
                lambda: httpx.get(f"http://{HOST}:{port}/api/v1/alarms", params={"kind": "fire"}).json()[
                    "items"
                ],
                within_s=60,
            )
            family = children_of(process.pid)
            assert len(family) >= 5
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0, log.read_text()
        finally:
            process.kill()
            process.wait()
        assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
    said = log.read_text()
    assert f"http://127.0.0.1:{port}" in said
    assert "Ctrl-C" in said
    assert "起火" in said


def test_nothing_outlives_a_demo_that_is_killed(tmp_path: Path) -> None:
    port = free_port()
    process = demo(tmp_path / "demo.log", "--port", str(port), "--scenario", "quiet")
    until(
        "it serves", lambda: httpx.get(f"http://{HOST}:{port}/api/v1/health").status_code == 200, within_s=60
    )
    family = children_of(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    until("all are gone", lambda: not [pid for pid in family if Path(f"/proc/{pid}").exists()])


def test_a_taken_port_is_said_plainly_with_the_cure(tmp_path: Path) -> None:
    log = tmp_path / "demo.log"
    with socket.create_server((HOST, 0)) as taken:
        port = taken.getsockname()[1]
        assert demo(log, "--port", str(port)).wait(30) == 2
    said = log.read_text()
    assert str(port) in said
    assert f"--port {port + 1}" in said
    assert "Traceback" not in said


def test_a_story_of_ones_own_is_found_from_where_one_stands(tmp_path: Path) -> None:
    story = tmp_path / "mine.yaml"
    story.write_text(
        "name: {zh: 短, en: short}\npace: [{start: '10:00', speed: 60}]\n"
        "timeline:\n  - {at: '10:01', end: true, say: {zh: 讲完了, en: it is told}}\n",
        encoding="utf-8",
    )
    log = tmp_path / "demo.log"
    relative = os.path.relpath(story)
    assert demo(log, "--port", str(free_port()), "--scenario", relative, "--exit-at-end").wait(90) == 0
    assert "讲完了" in log.read_text()


def test_a_scenario_that_is_not_there_is_answered_with_those_that_are(tmp_path: Path) -> None:
    log = tmp_path / "demo.log"
    assert demo(log, "--port", str(free_port()), "--scenario", "flood").wait(30) == 2
    assert "quiet" in log.read_text()
