"""`steppewatch broker` as a process, with both engines."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from broker_plugins import credentials
from broker_plugins.embedded import main
from broker_plugins.policy import Role
from runtime.backoff import Backoff
from runtime.mqtt_line import MqttLine
from tests.services import Broker, find_or_skip, start_broker, until

CLIENTS = [("cloud", Role.CLOUD, None), ("gw", Role.GATEWAY, "150102")]
ENGINES = ["amqtt", "mosquitto"]


@contextlib.asynccontextmanager
async def line(broker: Broker, username: str, *filters: str):  # type: ignore[no-untyped-def]
    made = MqttLine(broker.settings(username), [(f, 1) for f in filters], backoff=Backoff(0.02, limit_s=0.1))
    running = asyncio.create_task(made.run())
    try:
        yield made
    finally:
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running


def settings(tmp_path: Path, text: str) -> Path:
    credentials.write(tmp_path / "credentials", [credentials.entry("cloud", Role.CLOUD, "x")])
    file = tmp_path / "broker.toml"
    file.write_text(text)
    return file


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
async def test_it_stops_cleanly_with_clients_connected(
    tmp_path: Path, engine: str, number: signal.Signals
) -> None:
    with start_broker(tmp_path, CLIENTS, engine=engine) as broker:
        async with line(broker, "cloud", "sw/1/#") as connected:
            await connected.wait_connected()
            broker.process.send_signal(number)
            assert await asyncio.to_thread(broker.process.wait, 20) == 0


@pytest.mark.parametrize("engine", ENGINES)
def test_a_taken_port_is_said_with_its_cure(
    tmp_path: Path, engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    if engine == "mosquitto":
        find_or_skip("mosquitto")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        where = f"127.0.0.1:{taken.getsockname()[1]}"
        file = settings(tmp_path, f'listen = "{where}"\ncredentials = "credentials"\n')
        command = "import sys; from broker_plugins.embedded import main; sys.exit(main(sys.argv[1:]))"
        result = subprocess.run(
            [sys.executable, "-c", command, "--config", str(file), "--engine", engine],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert result.returncode == 2
    assert result.stdout == ""
    assert (
        result.stderr
        == f"{where}: the port is taken by another process; stop it or set another port in `listen`\n"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            'listen = "0.0.0.0:1883"\ncredentials = "credentials"\n',
            "broker.toml:1: listen: 0.0.0.0 can be reached",
        ),
        (
            'credential = "x"\n',
            "broker.toml:1: credential: there is no such setting; did you mean `credentials`?",
        ),
    ],
)
def test_a_fault_in_the_settings_is_said_with_its_line(
    tmp_path: Path, text: str, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--config", str(settings(tmp_path, text))]) == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize("engine", ENGINES)
def test_missing_credentials_are_said_plainly(tmp_path: Path, engine: str) -> None:
    if engine == "mosquitto":
        find_or_skip("mosquitto")
    file = settings(tmp_path, 'listen = "127.0.0.1:0"\ncredentials = "none"\n')
    command = "import sys; from broker_plugins.embedded import main; sys.exit(main(sys.argv[1:]))"
    result = subprocess.run(
        [sys.executable, "-c", command, "--config", str(file), "--engine", engine],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (result.returncode, result.stdout) == (2, "")
    assert result.stderr == f"{tmp_path}/none: no such file; correct `credentials` in the broker's settings\n"


@pytest.mark.parametrize("engine", ENGINES)
async def test_no_password_is_ever_in_the_log(tmp_path: Path, engine: str) -> None:
    with start_broker(tmp_path, CLIENTS, engine=engine, log_level="debug") as broker:
        wrong = broker.folder / "wrong.secret"
        wrong.write_text("hunter2-wrong-password")
        right = (broker.folder / "cloud.secret").read_text()
        async with line(broker, "cloud", "sw/1/#") as connected:
            await connected.wait_connected()
        stranger = MqttLine(broker.settings("cloud").model_copy(update={"password_file": wrong}))
        running = asyncio.create_task(stranger.run())
        await until(lambda: stranger.last_fault is not None)
        running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await running
        broker.process.terminate()
        await asyncio.to_thread(broker.process.wait, 20)
        assert right not in broker.log
        assert "hunter2" not in broker.log


@pytest.mark.parametrize("engine", ENGINES)
async def test_a_new_client_is_let_in_without_a_restart(tmp_path: Path, engine: str) -> None:
    with start_broker(tmp_path, CLIENTS, engine=engine) as broker:
        file = broker.folder / "credentials"
        (broker.folder / "new.secret").write_text("s3cret")
        entries = [*credentials.read(file).values(), credentials.entry("new", Role.CLOUD, "s3cret")]
        credentials.write(file, entries)
        async with line(broker, "new", "sw/1/#") as added, asyncio.timeout(20):
            await added.wait_connected()
            assert added.refused == ()


async def test_mosquitto_does_not_outlive_us_even_when_we_are_killed(tmp_path: Path) -> None:
    with start_broker(tmp_path, CLIENTS, engine="mosquitto") as broker:
        (child,) = psutil.Process(broker.process.pid).children()
        broker.process.kill()
        await until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_rendered_files_are_private(tmp_path: Path, engine: str) -> None:
    with start_broker(tmp_path, CLIENTS, engine=engine) as broker:
        for file in broker.folder.rglob("*"):
            if file.name in ("credentials", "passwords", "access", "mosquitto.conf"):
                assert file.stat().st_mode & 0o077 == 0
