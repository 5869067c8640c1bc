"""A mosquitto on loopback for one measurement: the one server both programs speak to."""

from __future__ import annotations

import asyncio
import contextlib
import getpass
import socket
from collections.abc import AsyncIterator
from pathlib import Path

from broker_plugins.mosquitto import find_program
from runtime.faults import PlainFault
from simulators.processes import Child

_START_S = 10.0
#: Anonymous, and so on loopback only; queues that never decide the outcome.
_CONFIGURATION = """\
listener {port} 127.0.0.1
user {user}
allow_anonymous true
persistence false
max_queued_messages 100000
max_inflight_messages 1000
set_tcp_nodelay true
log_dest stderr
log_type error
"""


def free_port() -> int:
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def mosquitto(folder: Path) -> AsyncIterator[int]:
    """Run one; gives its port. Raises PlainFault when mosquitto is missing or does not start."""
    port = free_port()
    file = folder / "mosquitto.conf"
    file.write_text(_CONFIGURATION.format(port=port, user=getpass.getuser()))
    process = Child("mosquitto", [find_program(), "-c", str(file)], folder)
    process.start()
    try:
        await _listening(process, port)
        yield port
    finally:
        process.terminate()


async def _listening(process: Child, port: int) -> None:
    deadline = asyncio.get_running_loop().time() + _START_S
    while True:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        if process.exit_code is not None or asyncio.get_running_loop().time() > deadline:
            raise PlainFault(
                f"mosquitto 没有启动 / mosquitto did not start on port {port}; "
                f"its own words:\n{process.last_words()}"
            )
        await asyncio.sleep(0.02)
