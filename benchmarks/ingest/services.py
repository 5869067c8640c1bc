"""The real servers of a measurement, on free loopback ports, in a folder of their own; they can be killed."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.ingest import processes
from benchmarks.ingest.raw_mqtt import RawMqtt
from runtime.faults import PlainFault

_WITHIN_S = 60.0
_POSTGRESQL_USER = "postgres"

MOSQUITTO = """\
listener {port} 127.0.0.1
user {user}
allow_anonymous true
persistence false
max_queued_messages 100000
max_queued_bytes 64000000
max_inflight_messages 1000
set_tcp_nodelay true
"""

#: Durable: `fsync` and `synchronous_commit` are on, as they are by themselves.
POSTGRESQL = """\
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 100
shared_buffers = 256MB
max_wal_size = 2GB
fsync = on
synchronous_commit = on
"""

NATS = """\
server_name: n{number}
listen: 127.0.0.1:{port}
jetstream {{ store_dir: "{store}", max_mem: 64MB, max_file: 8GB }}
mqtt {{ listen: 127.0.0.1:{mqtt} }}
"""


@dataclass
class Service:
    """One server: `kill` is SIGKILL to it and its children, `start` brings it back on the same port."""

    name: str
    command: Sequence[str]
    folder: Path
    #: Whoever listens on all of these is up.
    ports: Sequence[int]
    options: dict[str, Any] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The process; 0 while there is none."""
        return self.process.pid if self.process is not None else 0

    def start(self) -> None:
        """Start it and return once it listens. Raises PlainFault."""
        with (self.folder / f"{self.name}.log").open("ab") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=log, **self.options)
        deadline = time.monotonic() + _WITHIN_S
        for port in self.ports:
            while not _listening(port):
                if self.process.poll() is not None or time.monotonic() > deadline:
                    raise PlainFault(f"{self.name} does not listen; see {self.folder}/{self.name}.log")
                time.sleep(0.05)

    def kill(self) -> None:
        """End it and its children without a word."""
        if self.process is None:
            return
        family = [self.pid, *processes.children(self.pid)]
        for pid in family:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.process = None
        while any(processes.lives(pid) for pid in family[1:]):
            time.sleep(0.01)

    def stop(self) -> None:
        """Ask it to end, then insist."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGINT if self.name == "postgresql" else signal.SIGTERM)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
        self.process = None


def mosquitto(folder: Path) -> Service:
    """A broker on one core, with room for a slow reader."""
    port = free_port()
    file = folder / "mosquitto.conf"
    file.write_text(MOSQUITTO.format(port=port, user=getpass.getuser()))
    return Service("mosquitto", [program("mosquitto"), "-c", str(file)], folder, [port])


def nats(folder: Path, nodes: int) -> list[Service]:
    """JetStream on files with an MQTT listener: one server, or a cluster. Ports: [NATS, MQTT]."""
    server = program("nats-server")
    ports = [(free_port(), free_port(), free_port()) for _ in range(nodes)]
    routes = ", ".join(f"nats://127.0.0.1:{route}" for _, _, route in ports)
    made = []
    for number, (port, mqtt, route) in enumerate(ports, 1):
        store = folder / f"nats-{number}"
        text = NATS.format(number=number, port=port, mqtt=mqtt, store=store)
        if nodes > 1:
            text += f"cluster {{ name: sw, listen: 127.0.0.1:{route}, routes: [{routes}] }}\n"
        file = folder / f"nats-{number}.conf"
        file.write_text(text)
        made.append(Service(f"nats-{number}", [server, "-c", str(file)], folder, [port, mqtt]))
    return made


def greet(mqtt_ports: Sequence[int]) -> None:
    """Connect one gateway: NATS makes its streams with the first that ever comes. Raises PlainFault.

    A worker's consumers cannot stand before, and what is published before they stand is kept for nobody.
    """
    asyncio.run(_greet(mqtt_ports))


async def _greet(mqtt_ports: Sequence[int]) -> None:
    deadline = time.monotonic() + _WITHIN_S
    attempt = 0
    while time.monotonic() < deadline:
        line = RawMqtt(mqtt_ports[attempt % len(mqtt_ports)], "greeting")
        attempt += 1
        try:
            async with asyncio.timeout(10):
                await line.open()
            return
        except (OSError, asyncio.IncompleteReadError, TimeoutError):
            await asyncio.sleep(0.2)  # a cluster that has no leader yet
        finally:
            await line.close()
    raise PlainFault(f"no gateway can connect on {', '.join(map(str, mqtt_ports))}")


def amqtt(folder: Path, clients: Sequence[tuple[str, str, str | None]]) -> tuple[Service, dict[str, str]]:
    """Our own broker for clients (user name, role, area); gives their passwords too."""
    from broker_plugins import credentials

    port = free_port()
    secrets = {name: credentials.new_secret() for name, _, _ in clients}
    entries = [credentials.entry(name, role, secrets[name], area) for name, role, area in clients]
    credentials.write(folder / "credentials", entries)
    for name, secret in secrets.items():
        credentials.write_private(folder / f"{name}.secret", secret)
    file = folder / "broker.toml"
    file.write_text(f'listen = "127.0.0.1:{port}"\ncredentials = "credentials"\nlog_level = "warning"\n')
    command = "import sys; from broker_plugins.embedded import main; sys.exit(main(sys.argv[1:]))"
    service = Service("amqtt", [sys.executable, "-c", command, "--config", str(file)], folder, [port])
    return service, secrets


def victoria_metrics(folder: Path) -> Service:
    """An empty VictoriaMetrics."""
    port = free_port()
    command = [
        program("victoria-metrics"),
        f"-storageDataPath={folder / 'victoria'}",
        f"-httpListenAddr=127.0.0.1:{port}",
        "-retentionPeriod=90d",
        "-dedup.minScrapeInterval=1ms",
    ]
    return Service("victoria-metrics", command, folder, [port])


def postgresql(folder: Path) -> Service:
    """An empty cluster that commits durably. The folder becomes its user's own where we are root."""
    user = _as_user()
    data = folder / "postgresql"
    data.mkdir()
    if user:
        folder.chmod(0o755)
        os.chown(data, user["user"], user["group"])
    subprocess.run(
        [
            program("initdb"), "-D", str(data), "-U", "steppewatch", "-A", "trust",
            "-E", "UTF8", "--locale=C", "--no-sync",
        ],
        check=True, stdout=subprocess.DEVNULL, cwd="/", **user,
    )  # fmt: skip
    with (data / "postgresql.conf").open("a") as file:
        file.write(POSTGRESQL)
    port = free_port()
    command = [program("postgres"), "-D", str(data), "-p", str(port)]
    return Service("postgresql", command, folder, [port], {"cwd": "/", **user})


def program(name: str) -> str:
    """Where a program lies; PlainFault where it is missing."""
    beside = sorted(glob.glob(f"/usr/lib/postgresql/*/bin/{name}"))
    found = (
        beside[-1] if beside else shutil.which(name) or shutil.which(name, path="/usr/sbin:/usr/local/sbin")
    )
    if found is None:
        package = "postgresql" if name in ("postgres", "initdb") else name
        raise PlainFault(f"{name} is missing: apt install {package}")
    return found


@contextlib.contextmanager
def running(services: Sequence[Service]) -> Iterator[None]:
    """Start them all; stop them all at the end, the last first."""
    try:
        for service in services:
            service.start()
        yield
    finally:
        for service in reversed(services):
            service.stop()


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listening(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _as_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam(_POSTGRESQL_USER)
    except KeyError:
        raise PlainFault(
            f"PostgreSQL does not run as root, and there is no user {_POSTGRESQL_USER}; add one"
        ) from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
