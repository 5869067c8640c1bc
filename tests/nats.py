"""Real NATS servers: one, or a cluster of three with JetStream and MQTT; nodes are killed and come back."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nats

from tests.services import find_or_skip, free_port, stop, wait_listening

_READY_S = 40.0


@dataclass
class Node:
    """One server of the cluster, with its own folder; `kill` is SIGKILL, `start` brings it back."""

    name: str
    folder: Path
    port: int
    mqtt_port: int
    route_port: int
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where NATS clients reach it."""
        return f"nats://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and return once both listeners accept."""
        program = find_or_skip("nats-server")
        with (self.folder / "log").open("ab") as output:
            self.process = subprocess.Popen(
                [program, "-c", str(self.folder / "nats.conf")], stdout=output, stderr=output
            )
        wait_listening(self.port, self.process)
        wait_listening(self.mqtt_port, self.process)

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, nobody is told."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def stop(self) -> None:
        """End it in peace."""
        if self.process is not None:
            stop(self.process)
            self.process = None


@dataclass
class Nats:
    """The servers that belong together."""

    nodes: list[Node] = field(default_factory=list)

    @property
    def urls(self) -> list[str]:
        """Every server's address for NATS clients."""
        return [node.url for node in self.nodes]

    def kill(self, index: int) -> None:
        """SIGKILL one node."""
        self.nodes[index].kill()

    def restart(self, index: int) -> None:
        """Bring one node back."""
        self.nodes[index].start()

    def wait_ready(self, within_s: float = _READY_S) -> None:
        """Return once JetStream has a leader that answers, so that streams can be made."""
        asyncio.run(_jetstream_answers(self.urls, within_s))


async def _jetstream_answers(urls: list[str], within_s: float) -> None:
    deadline = time.monotonic() + within_s
    while True:
        try:
            client = await nats.connect(servers=urls, connect_timeout=1, allow_reconnect=False)
            try:
                await client.jetstream(timeout=1).account_info()
            finally:
                await client.close()
        except Exception:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)
        else:
            return


@contextlib.contextmanager
def start_nats(tmp_path: Path, nodes: int = 1, extra: str = "") -> Iterator[Nats]:
    """A server, or a cluster of so many, each with JetStream on files and an MQTT listener, all on loopback.

    `extra` is further configuration for every node. Everything is stopped at the end.
    """
    find_or_skip("nats-server")
    made = Nats()
    for number in range(1, nodes + 1):
        folder = tmp_path / f"nats-{number}"
        folder.mkdir(parents=True, exist_ok=True)
        made.nodes.append(Node(f"n{number}", folder, free_port(), free_port(), free_port()))
    routes = ", ".join(f"nats://127.0.0.1:{node.route_port}" for node in made.nodes)
    for node in made.nodes:
        cluster = (
            f"cluster {{ name: sw, listen: 127.0.0.1:{node.route_port}, routes: [{routes}] }}\n"
            if nodes > 1
            else ""
        )
        (node.folder / "nats.conf").write_text(
            f"server_name: {node.name}\n"
            f"listen: 127.0.0.1:{node.port}\n"
            f'jetstream {{ store_dir: "{node.folder / "store"}", max_mem: 64MB, max_file: 4GB }}\n'
            f"mqtt {{ listen: 127.0.0.1:{node.mqtt_port} }}\n"
            f"{cluster}{extra}"
        )
    try:
        for node in made.nodes:
            node.start()
        made.wait_ready()
        yield made
    finally:
        for node in made.nodes:
            node.stop()
