"""A real RabbitMQ for tests, beside the system's own: its ports, folders and epmd are the test's."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.services import find_or_skip, free_port, stop, wait_listening

#: Debian's wrapper in the path insists on the system's user; what it wraps does not.
_PROGRAMS = Path("/usr/lib/rabbitmq/bin")
_START_S = 90.0


class RabbitMq(NamedTuple):
    """A running RabbitMQ."""

    process: subprocess.Popen[bytes]
    folder: Path
    environment: dict[str, str]

    @property
    def log(self) -> str:
        """What it has said so far."""
        return (self.folder / "log").read_text()

    def control(self, *arguments: str) -> str:
        """What `rabbitmqctl` says to it."""
        program = _program("rabbitmqctl")
        told = subprocess.run(
            [program, *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=True,
            timeout=90,
        )
        return told.stdout


@contextlib.contextmanager
def start_rabbitmq(folder: Path, ports: Iterable[int]) -> Iterator[RabbitMq]:
    """A RabbitMQ with the folder's `rabbitmq.conf`, `rabbitmq-env.conf` and `enabled_plugins`.

    It is up once it listens on the ports and says so. Erlang's port mapper and the distribution's port are
    this server's alone; both processes are stopped at the end. It runs as whoever runs the test.
    """
    program = _program("rabbitmq-server")
    mapper = free_port()
    own = {
        "HOME": folder,  # Erlang's cookie
        "ERL_EPMD_PORT": mapper,
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_NODENAME": f"test-{mapper}@localhost",
        "RABBITMQ_DIST_PORT": free_port(),
        "RABBITMQ_MNESIA_BASE": folder / "mnesia",
        "RABBITMQ_LOG_BASE": folder / "logs",
        "RABBITMQ_SCHEMA_DIR": folder / "schema",
        "RABBITMQ_CONFIG_FILE": folder / "rabbitmq.conf",
        "RABBITMQ_ADVANCED_CONFIG_FILE": folder / "advanced.config",
        "RABBITMQ_CONF_ENV_FILE": folder / "rabbitmq-env.conf",
        "RABBITMQ_ENABLED_PLUGINS_FILE": folder / "enabled_plugins",
        # The script then becomes the server, instead of a shell that waits for it.
        "RUNNING_UNDER_SYSTEMD": "true",
    }
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | {key: str(own[key]) for key in own}
    with contextlib.ExitStack() as stack:
        output = stack.enter_context((folder / "log").open("ab"))
        names = subprocess.Popen(
            [find_or_skip("epmd"), "-port", str(mapper)], env=environment, stdout=output, stderr=output
        )
        stack.callback(stop, names)
        wait_listening(mapper, names)
        process = subprocess.Popen([program], env=environment, stdout=output, stderr=output)
        stack.callback(_kill, process)
        for port in ports:
            wait_listening(port, process, _START_S)
        server = RabbitMq(process, folder, environment)
        deadline = time.monotonic() + _START_S
        while "completed with" not in server.log:  # it listens a moment before it lets anybody in
            if time.monotonic() > deadline:
                raise TimeoutError("RabbitMQ does not say that it has started")
            time.sleep(0.02)
        yield server


def _kill(process: subprocess.Popen[bytes]) -> None:
    """It would take ten seconds to leave its folder in order, and the folder goes with it."""
    process.kill()
    process.wait()


def _program(name: str) -> str:
    found = find_or_skip(name)
    own = _PROGRAMS / name
    return str(own) if own.exists() else found
