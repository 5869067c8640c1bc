"""Real servers for tests: found or skipped, started on a free port, stopped by their own process id."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from broker_plugins import credentials
from broker_plugins.policy import Role
from runtime.mqtt_line import MqttSettings


def find_or_skip(program: str) -> str:
    """The program's path. Missing: the test is skipped, or fails where everything must be present."""
    found = shutil.which(program) or shutil.which(program, path="/usr/sbin:/usr/local/sbin")
    if found:
        return found
    reason = f"{program} is not installed"
    if os.environ.get("CI") or os.environ.get("STEPPEWATCH_REQUIRE_ALL"):
        pytest.fail(f"{reason}, and this run requires every service")
    pytest.skip(reason)


def free_port() -> int:
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_listening(port: int, process: subprocess.Popen[bytes] | None = None, within_s: float = 20.0) -> None:
    """Return once something accepts connections on the port."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        if process is not None and process.poll() is not None:
            raise RuntimeError(f"the process ended with {process.returncode} before it listened on {port}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.02)
    raise TimeoutError(f"nothing listens on port {port}")


def stop(process: subprocess.Popen[bytes], within_s: float = 10.0) -> int:
    """End a process we started: ask, then insist."""
    process.terminate()
    try:
        return process.wait(within_s)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(within_s)


async def until(condition: Callable[[], bool], within_s: float = 20.0) -> None:
    """Return once the condition holds; a TimeoutError if it never does."""
    async with asyncio.timeout(within_s):
        while not condition():  # noqa: ASYNC110 - what is waited for has no event of its own
            await asyncio.sleep(0.01)


class Mosquitto(NamedTuple):
    """A running mosquitto."""

    port: int
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def start_mosquitto(
    tmp_path: Path, *, port: int | None = None, config: str = "allow_anonymous true\n"
) -> Iterator[Mosquitto]:
    """A mosquitto on loopback with the given further lines of configuration, stopped at the end."""
    program = find_or_skip("mosquitto")
    port = port or free_port()
    folder = tmp_path / f"mosquitto-{port}"
    folder.mkdir(exist_ok=True)
    file = folder / "mosquitto.conf"
    file.write_text(f"listener {port} 127.0.0.1\nuser {getpass.getuser()}\npersistence false\n{config}")
    with (folder / "log").open("ab") as output:
        process = subprocess.Popen([program, "-c", str(file)], stdout=output, stderr=output)
    try:
        wait_listening(port, process)
        yield Mosquitto(port, process)
    finally:
        stop(process)


class Broker(NamedTuple):
    """A running `steppewatch broker`, and how its clients reach it."""

    port: int
    process: subprocess.Popen[bytes]
    folder: Path

    def settings(self, username: str, **more: Any) -> MqttSettings:
        """A client's settings; its client id is its user name unless said otherwise."""
        more.setdefault("client_id", username)
        return MqttSettings(
            port=self.port, username=username, password_file=self.folder / f"{username}.secret", **more
        )

    @property
    def log(self) -> str:
        """What it has said on stderr so far."""
        return (self.folder / "broker.log").read_text()


@contextlib.contextmanager
def start_broker(
    tmp_path: Path,
    clients: Iterable[tuple[str, Role, str | None]],
    *,
    engine: str = "amqtt",
    port: int | None = None,
    log_level: str = "info",
) -> Iterator[Broker]:
    """Our own broker as a process, with a random password for each `(user name, role, area)`."""
    if engine == "mosquitto":
        find_or_skip("mosquitto")
    port = port or free_port()
    folder = tmp_path / f"broker-{port}"
    folder.mkdir(exist_ok=True)
    entries = []
    for username, role, area in clients:
        secret = folder / f"{username}.secret"
        if not secret.exists():
            credentials.write_private(secret, credentials.new_secret())
        entries.append(credentials.entry(username, role, secret.read_text(), area))
    credentials.write(folder / "credentials", entries)
    settings = folder / "broker.toml"
    settings.write_text(
        f'listen = "127.0.0.1:{port}"\ncredentials = "credentials"\nlog_level = "{log_level}"\n'
    )
    command = "import sys; from broker_plugins.embedded import main; sys.exit(main(sys.argv[1:]))"
    arguments = [sys.executable, "-c", command, "--config", str(settings), "--engine", engine]
    with (folder / "broker.log").open("ab") as output:
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=output)
    try:
        assert process.stdout is not None
        ready = process.stdout.readline().decode()
        broker = Broker(port, process, folder)
        assert ready == f"READY broker 127.0.0.1:{port}\n", broker.log
        yield broker
    finally:
        stop(process)
        if process.stdout is not None:
            process.stdout.close()


class VictoriaMetrics(NamedTuple):
    """A running VictoriaMetrics."""

    url: str
    process: subprocess.Popen[bytes]
    folder: Path


@contextlib.contextmanager
def start_victoria_metrics(
    folder: Path, *, port: int | None = None, retention: str = "5y", flags: Iterable[str] = ()
) -> Iterator[VictoriaMetrics]:
    """A VictoriaMetrics on loopback that keeps one of equal samples; a killed one is not an error."""
    program = find_or_skip("victoria-metrics")
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    command = [
        program,
        f"-storageDataPath={folder / 'data'}",
        f"-httpListenAddr=127.0.0.1:{port}",
        f"-retentionPeriod={retention}",
        "-dedup.minScrapeInterval=1ms",
        *flags,
    ]
    with (folder / "log").open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        wait_listening(port, process)
        yield VictoriaMetrics(f"http://127.0.0.1:{port}", process, folder)
    finally:
        stop(process)


class InfluxDb(NamedTuple):
    """A running InfluxDB 1."""

    url: str
    process: subprocess.Popen[bytes]


@contextlib.contextmanager
def start_influxdb(folder: Path, *, port: int | None = None) -> Iterator[InfluxDb]:
    """An InfluxDB 1 on loopback that tells nobody about itself."""
    program = find_or_skip("influxd")
    port = port or free_port()
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "influxdb.conf"
    file.write_text(
        f'''
reporting-disabled = true
bind-address = "127.0.0.1:{free_port()}"
[meta]
dir = "{folder / "meta"}"
[data]
dir = "{folder / "data"}"
wal-dir = "{folder / "wal"}"
[http]
bind-address = "127.0.0.1:{port}"
log-enabled = false
[monitor]
store-enabled = false
'''
    )
    with (folder / "log").open("ab") as output:
        process = subprocess.Popen([program, "-config", str(file)], stdout=output, stderr=output)
    try:
        wait_listening(port, process)
        yield InfluxDb(f"http://127.0.0.1:{port}", process)
    finally:
        stop(process)
