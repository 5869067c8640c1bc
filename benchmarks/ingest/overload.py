"""Far more readings than the stores can take, and fires among them: who waits, what is shed, what was said.

Real processes: Mosquitto, the centre, a sender of readings, a sender of fires. A fire's delay is counted
at its gateway, from sending it until the receipt comes back.
"""

from __future__ import annotations

import getpass
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks.figures import Figures
from runtime.faults import PlainFault

BROKER = """\
listener {port} 127.0.0.1
user {user}
allow_anonymous true
persistence false
max_queued_messages 100000
max_queued_bytes 64000000
max_inflight_messages 1000
set_tcp_nodelay true
"""

CENTRE = """\
listen = "127.0.0.1:0"
[database]
path = "cloud.sqlite3"
[timeseries]
path = "readings.duckdb"
{source}
[access.gb26875]
listen = "127.0.0.1:0"
[ingest]
{ingest}
"""

MQTT = """\
[mqtt]
port = {port}
client_id = "cloud"
"""


def overload(
    folder: Path,
    *,
    seconds: float,
    rate: float,
    shed_after_s: float = 2.0,
    fires_per_s: float = 20.0,
    ingest: str = "",
) -> Figures:
    """Send, wait for what has no receipt, and hold the senders' books against the centre's."""
    with ExitStack() as running:
        port = running.enter_context(broker(folder))
        centre = running.enter_context(
            worker(folder, MQTT.format(port=port), f"shed_after_s = {shed_after_s}\n{ingest}")
        )
        common = ["--port", str(port), "--seconds", str(seconds), "--patience", "60", "--resend", "10"]
        load = sender(folder, "load", [*common, "--rate", str(rate), "--gateways", "200", "--values", "30"])
        fires = sender(
            folder, "fire", [*common, "--stream", "event", "--rate", str(fires_per_s), "--gateways", "10"]
        )
        memory = [rss_mb(centre.pid)]
        while load.poll() is None or fires.poll() is None:
            time.sleep(0.2)
            memory.append(rss_mb(centre.pid))
            if centre.poll() is not None:
                raise PlainFault(f"the centre ended with {centre.returncode}; see {folder}/cloud.log")
    loads, fired = told(folder, "load"), told(folder, "fire")
    half = len(memory) // 2
    return {
        "sent_messages_per_s": loads["sent"] / seconds,
        "sent": loads["sent"],
        "sent_again": loads["again"],
        "unreceipted": len(loads["unreceipted"]),
        "fires": fired["sent"],
        "fires_unreceipted": len(fired["unreceipted"]),
        "fire_p50_ms": fired["p50_ms"],
        "fire_p99_ms": fired["p99_ms"],
        "fire_max_ms": fired["max_ms"],
        "rss_mb": max(memory),
        "rss_first_half_mb": max(memory[:half]),
        "rss_second_half_mb": max(memory[half:]),
    }


@contextmanager
def broker(folder: Path) -> Iterator[int]:
    """A Mosquitto with room for a slow reader; gives its port."""
    program = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise PlainFault("mosquitto is missing: apt install mosquitto")
    port = free_port()
    (folder / "mosquitto.conf").write_text(BROKER.format(port=port, user=getpass.getuser()))
    with (folder / "mosquitto.log").open("wb") as log:
        process = subprocess.Popen([program, "-c", str(folder / "mosquitto.conf")], stdout=log, stderr=log)
    try:
        _wait_listening(port, process)
        yield port
    finally:
        ended(process)


@contextmanager
def worker(folder: Path, source: str, ingest: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """The centre as a process, ready; `source` and `ingest` are lines of its settings."""
    process = start_worker(folder, source, ingest)
    try:
        yield process
    finally:
        ended(process)


def start_worker(folder: Path, source: str, ingest: str = "") -> subprocess.Popen[bytes]:
    """Start the centre and return once it is ready."""
    file = folder / "cloud.toml"
    file.write_text(CENTRE.format(source=source, ingest=ingest))
    command = "import sys; from cloud.main import main; sys.exit(main(sys.argv[1:]))"
    with (folder / "cloud.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", command, "--config", str(file)], stdout=subprocess.PIPE, stderr=log
        )
    assert process.stdout is not None
    ready = process.stdout.readline()
    if not ready.startswith(b"READY"):
        ended(process)
        raise PlainFault(f"the centre did not start; see {folder}/cloud.log")
    return process


def sender(folder: Path, name: str, arguments: Sequence[str]) -> subprocess.Popen[bytes]:
    """A sender as a process; its books go into a file."""
    with (folder / f"{name}.json").open("wb") as books, (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "benchmarks.ingest.sender", "--name", name, *arguments],
            stdout=books,
            stderr=log,
        )


def told(folder: Path, name: str) -> dict[str, Any]:
    """What a sender has written down."""
    text = (folder / f"{name}.json").read_text()
    if not text:
        raise PlainFault(f"the sender {name} ended without its books; see {folder}/{name}.log")
    found: dict[str, Any] = json.loads(text)
    return found


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def rss_mb(pid: int) -> float:
    """Resident memory of a process; 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as file:
            return float(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    except OSError:
        return 0.0


def ended(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, then insist."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if process.stdout is not None:
        process.stdout.close()


def _wait_listening(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise PlainFault(f"nothing listens on {port}")
