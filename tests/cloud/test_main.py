from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from cloud.settings import CloudSettings
from runtime.settings import load
from tests.services import Mosquitto, free_port

COMMAND = [sys.executable, "-c", "import sys; from cloud.main import main; sys.exit(main())", "--config"]
EXAMPLE = Path("cloud/example.toml")

pytestmark = pytest.mark.processes


def config(folder: Path, port: int, broker: int) -> Path:
    file = folder / "cloud.toml"
    file.write_text(
        f'listen = "127.0.0.1:{port}"\n'
        '[database]\npath = "data/cloud.sqlite3"\n[timeseries]\npath = "data/readings.duckdb"\n'
        f'[mqtt]\nport = {broker}\nclient_id = "cloud"\n'
        '[people]\nlogin = "open-on-loopback"\n'
    )
    return file


def start(file: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, str(file)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )


@pytest.fixture
def process(tmp_path: Path, mosquitto: Mosquitto) -> Iterator[tuple[subprocess.Popen[str], str]]:
    running = start(config(tmp_path, free_port(), mosquitto.port))
    assert running.stdout is not None
    ready = running.stdout.readline()
    assert ready.startswith("READY cloud http://127.0.0.1:"), ready
    yield running, ready.split()[2]
    running.kill()
    running.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_cleanly_even_while_somebody_watches(
    process: tuple[subprocess.Popen[str], str], number: signal.Signals
) -> None:
    running, url = process
    with (
        httpx.Client(trust_env=False, timeout=10) as client,
        client.stream("GET", f"{url}/api/v1/live") as stream,
    ):
        next(stream.iter_lines())
        running.send_signal(number)
        _, errors = running.communicate(timeout=20)
    assert running.returncode == 0, errors
    assert "Traceback" not in errors


def test_a_taken_port_is_told_plainly_with_the_cure(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        running = start(config(tmp_path, taken.getsockname()[1], 1))
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 2
    assert "the port is taken" in errors
    assert "listen" in errors
    assert "Traceback" not in errors


def test_a_second_centre_on_the_same_files_is_told_plainly(
    process: tuple[subprocess.Popen[str], str], tmp_path: Path
) -> None:
    second = start(config(tmp_path, free_port(), 1))
    _, errors = second.communicate(timeout=60)
    assert second.returncode == 2
    assert "only one may" in errors
    assert "Traceback" not in errors


def test_a_wrong_setting_is_told_with_its_line(tmp_path: Path) -> None:
    file = config(tmp_path, 1, 1)
    whole = file.read_text() + "[live]\nclient = 3\n"
    file.write_text(whole)
    running = start(file)
    _, errors = running.communicate(timeout=60)
    assert running.returncode == 2
    assert f"{file}:{whole.count(chr(10))}: live.client" in errors
    assert "clients" in errors


def test_the_example_can_be_used_as_it_stands() -> None:
    settings = load(EXAMPLE, CloudSettings)
    plain = CloudSettings.model_validate(
        settings.model_dump(include={"database", "timeseries", "mqtt"}, warnings=False)
    )
    assert settings == plain
