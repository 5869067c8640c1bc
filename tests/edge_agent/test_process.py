"""The agent as a process: signals, kills in the middle of things, its tools, and what systemd hears."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from edge_agent.control.reconfiguration import last_good_path, rejected_path
from edge_agent.local.client import DoorClient
from edge_agent.main import main
from runtime.faults import PlainFault
from telemetry.messages import CommandKind
from tests.edge_agent.panels import Cloud, running
from tests.edge_agent.site import Relay, bus, command, head, panels, send, stages
from tests.services import free_port, start_mosquitto, until

pytestmark = pytest.mark.processes


class Process:
    """`edge-agent run`, ready; killed or stopped by its own id."""

    def __init__(self, path: Path, **environment: str) -> None:
        self.log = path.with_name(f"agent-{free_port()}.log")
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "edge_agent.main", "run", "--config", str(path)],
                stdout=subprocess.PIPE,
                stderr=log,
                env={**os.environ, **environment},
            )
        assert self.process.stdout is not None
        self._stdout = self.process.stdout

    async def ready(self) -> None:
        line = await asyncio.to_thread(self._stdout.readline)
        assert line.startswith(b"READY edge-agent"), self.log.read_text()

    def end(self, number: int = signal.SIGTERM) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        code = self.process.wait(20)
        self._stdout.close()
        return code


@contextlib.asynccontextmanager
async def process(path: Path, **environment: str) -> AsyncIterator[Process]:
    agent = Process(path, **environment)
    try:
        await agent.ready()
        yield agent
    finally:
        agent.end()


class Site(NamedTuple):
    cloud: Cloud
    cloud_port: int
    relay: Relay
    path: Path

    def settings(self, *more: str, trial_s: float = 1.5) -> str:
        return head(self.cloud_port, trial_s=trial_s) + bus("one", self.relay.port) + "".join(more)

    async def status(self) -> dict[str, Any]:
        return await asyncio.to_thread(lambda: DoorClient(self.path.parent / "state" / "s").get("/status"))

    async def up(self) -> None:
        async with asyncio.timeout(20):
            while True:
                with contextlib.suppress(PlainFault):
                    told = await self.status()
                    if told["link"]["up"] and all(row["up"] for row in told["buses"]):
                        return
                await asyncio.sleep(0.05)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    with start_mosquitto(tmp_path) as broker:
        cloud = Cloud(broker.port)
        async with panels(1) as [(_, relay)], running(cloud.run()):
            await cloud.line.wait_connected()
            site = Site(cloud, broker.port, relay, tmp_path / "agent.toml")
            site.path.write_text(site.settings())
            yield site


async def test_sighup_takes_the_file_up_and_keeps_the_buses(site: Site) -> None:
    async with process(site.path) as agent:
        await site.up()
        site.path.write_text(site.settings().replace("health_interval_s = 0.2", "health_interval_s = 0.3"))
        before = (await site.status())["config"]["mark"]
        agent.process.send_signal(signal.SIGHUP)
        async with asyncio.timeout(20):
            while (await site.status())["config"]["mark"] == before:  # noqa: ASYNC110 - another process
                await asyncio.sleep(0.05)
        assert site.relay.connections == 1
        assert agent.end() == 0


async def test_a_kill_between_acceptance_and_answer_loses_neither(site: Site) -> None:
    said = command(1, CommandKind.DUTY_CHECK)
    async with process(site.path) as agent:
        await site.up()
        await send(site.cloud, said)
        await until(lambda: stages(site.cloud, 1) == ["accepted"])
        agent.end(signal.SIGKILL)
    async with process(site.path):
        await send(site.cloud, said)  # and a broker may send it again
        await site.up()
        code = await asyncio.to_thread(main, ["answer", "--config", str(site.path), "--person", "王强"])
        assert code == 0
        await until(lambda: stages(site.cloud, 1) == ["accepted", "done"])


@pytest.mark.parametrize("pause_s", [0.0, 0.01, 0.05, 0.2])
async def test_a_kill_at_any_moment_of_a_command_leaves_one_whole_story(site: Site, pause_s: float) -> None:
    async with process(site.path) as agent:
        await site.up()
        for number in (1, 2, 3):
            await send(site.cloud, command(number, CommandKind.READ_BACK))
        await asyncio.sleep(pause_s)
        agent.end(signal.SIGKILL)
    async with process(site.path):
        for number in (1, 2, 3):
            await until(lambda number=number: stages(site.cloud, number) == ["accepted", "done"])


async def test_a_kill_during_a_trial_goes_on_with_the_trial(site: Site) -> None:
    good = site.settings(trial_s=3)
    site.path.write_text(good)
    bad = good.replace(str(site.relay.port), str(free_port()))
    async with process(site.path) as agent:
        await site.up()
        await send(site.cloud, command(1, CommandKind.CONFIGURE, toml=bad))
        await until(lambda: site.path.read_text() == bad)
        agent.end(signal.SIGKILL)
    async with process(site.path):
        await until(lambda: stages(site.cloud, 1) == ["accepted", "failed"])
        assert site.path.read_text() == good
        assert rejected_path(site.path).read_text() == bad
        await site.up()


async def test_a_half_edited_file_does_not_keep_the_gateway_from_watching(site: Site) -> None:
    async with process(site.path):
        await site.up()
        assert last_good_path(site.path).exists()
    site.path.write_text(site.settings() + "\n[[modbus]]\nbus = ")
    async with process(site.path):
        await site.up()
        told = await site.status()
        assert "agent.toml:" in told["config"]["last_fault"]
        assert told["buses"][0]["bus"] == "one"


async def test_apply_says_what_became_of_the_file(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["apply", "--config", str(site.path), "--json"]
    assert main(arguments) == 2
    assert "does not run" in capsys.readouterr().err
    async with process(site.path):
        await site.up()
        site.path.write_text(site.settings(bus("two", site.relay.port)))
        assert await asyncio.to_thread(main, arguments) == 0
        assert json.loads(capsys.readouterr().out)["restarted"] == ["two"]
        site.path.write_text(site.settings().replace('area = "150102"', 'area = "150103"'))
        assert await asyncio.to_thread(main, arguments) == 1
        assert "`area`" in json.loads(capsys.readouterr().out)["text"]


async def test_answer_lists_what_waits(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["answer", "--config", str(site.path)]
    async with process(site.path):
        await site.up()
        assert await asyncio.to_thread(main, arguments) == 1
        await send(site.cloud, command(3, CommandKind.DUTY_CHECK, question="谁在值班?"))
        await until(lambda: stages(site.cloud, 3) == ["accepted"])
        assert await asyncio.to_thread(main, arguments) == 0
        assert "谁在值班?" in capsys.readouterr().out
        assert await asyncio.to_thread(main, [*arguments, "--person", "x", "9"]) == 2
        assert "no duty check 9" in capsys.readouterr().err


async def test_systemd_hears_ready_status_alive_and_stopping(site: Site, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(tmp_path / "notify"))
        manager.settimeout(20)
        async with process(
            site.path, NOTIFY_SOCKET=str(tmp_path / "notify"), WATCHDOG_USEC="900000"
        ) as agent:
            heard = [manager.recv(4096).decode() for _ in range(6)]
            assert "READY=1" in heard
            assert heard.count("WATCHDOG=1") >= 2
            assert any(word.startswith("STATUS=") for word in heard)
            agent.end()
        manager.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                heard.append(manager.recv(4096).decode())
        # A last sign of progress may still be on its way when the end is told.
        assert [word for word in heard if word != "WATCHDOG=1"][-1] == "STOPPING=1"


async def test_the_progress_file_moves_and_names_the_process(site: Site) -> None:
    path = site.path.parent / "state" / "progress.json"
    async with process(site.path) as agent:
        await until(lambda: path.exists() and json.loads(path.read_text())["receipts"] > 0)
        told = json.loads(path.read_text())
        assert told["pid"] == agent.process.pid
        assert told["healthy"]
        assert set(told) >= {"started_at", "commits", "receipts", "buses_up", "config_mark", "version"}
        await until(lambda: json.loads(path.read_text())["commits"] > told["commits"])
