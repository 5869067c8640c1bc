"""The same policy behind the other door: mosquitto's configuration files, and its process."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import getpass
import os
import shutil
import signal
from collections.abc import Iterable
from functools import partial
from pathlib import Path

from broker_plugins import credentials, policy
from broker_plugins.amqtt_connection import MAX_PACKET_BYTES
from broker_plugins.credentials import Entry
from broker_plugins.outbox import WINDOW
from runtime.faults import PlainFault
from runtime.files import stamp
from runtime.logging import get_logger
from runtime.process import open_listener
from runtime.settings import HostPort

log = get_logger("broker")

#: What is held for one client at most: some seconds of a province's messages, while a store is slow. What is
#: beyond it Mosquitto drops without a word; its gateway has no receipt and sends it again.
QUEUED_MESSAGES = 100_000
QUEUED_BYTES = 64_000_000

_START_S = 10.0
_STOP_S = 5.0
_LOOK_AGAIN_S = 1.0
_PR_SET_PDEATHSIG = 1


def render_access(entries: Iterable[Entry]) -> str:
    """mosquitto's acl_file: every client's own topics, spelled out from the policy's table."""
    lines = []
    for entry in entries:
        lines.append(f"user {entry.identity.username}")
        lines += [f"topic write {filter_}" for filter_ in policy.publish_filters(entry.identity)]
        lines += [f"topic read {filter_}" for filter_ in policy.subscribe_filters(entry.identity)]
    return "".join(f"{line}\n" for line in lines)


def render_passwords(entries: Iterable[Entry]) -> str:
    """mosquitto's password_file; the hashes are the same."""
    return "".join(f"{entry.identity.username}:{entry.password_hash}\n" for entry in entries)


def render_configuration(listen: HostPort, folder: Path, user: str) -> str:
    """mosquitto.conf: nothing anonymous, nothing on disk, every queue bounded.

    Retained and queued messages live in memory only: the promise is kept end to end, not by a broker's file.
    """
    return f"""\
listener {listen.port} {listen.host}
user {user}
allow_anonymous false
password_file {folder / "passwords"}
acl_file {folder / "access"}
persistence false
message_size_limit {MAX_PACKET_BYTES}
max_packet_size {MAX_PACKET_BYTES}
max_queued_messages {QUEUED_MESSAGES}
max_queued_bytes {QUEUED_BYTES}
max_inflight_messages {WINDOW}
persistent_client_expiration 1d
set_tcp_nodelay true
log_dest stderr
log_type error
log_type warning
connection_messages false
"""


def write_files(listen: HostPort, credentials_file: Path, folder: Path) -> Path:
    """Render everything into a folder only its owner can enter; returns the configuration's path."""
    entries = list(credentials.read(credentials_file).values())
    folder.mkdir(mode=0o700, exist_ok=True)
    credentials.write_private(folder / "passwords", render_passwords(entries))
    credentials.write_private(folder / "access", render_access(entries))
    credentials.write_private(
        folder / "mosquitto.conf", render_configuration(listen, folder, getpass.getuser())
    )
    return folder / "mosquitto.conf"


def find_program() -> str:
    """The path of mosquitto, which some systems keep out of the ordinary search path."""
    found = shutil.which("mosquitto") or shutil.which("mosquitto", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        raise PlainFault("mosquitto is not installed; run `apt install mosquitto`, or choose amqtt")
    return found


class Mosquitto:
    """A mosquitto process of ours: it ends when we end, whatever ends us."""

    def __init__(self, listen: HostPort, credentials_file: Path, folder: Path) -> None:
        self._listen = listen
        self._credentials_file = credentials_file
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start and return once it accepts connections."""
        program = find_program()
        configuration = write_files(self._listen, self._credentials_file, self._folder)
        open_listener(self._listen.host, self._listen.port).close()  # a taken port, said in our words
        self._process = await asyncio.create_subprocess_exec(
            program, "-c", str(configuration), preexec_fn=partial(_end_with_parent, os.getpid())
        )
        async with asyncio.timeout(_START_S):
            while not await self._accepts():
                if self._process.returncode is not None:
                    raise PlainFault(
                        f"mosquitto ended with code {self._process.returncode} while starting; "
                        "its own words are above"
                    )
                await asyncio.sleep(0.02)

    async def serve(self, stop: asyncio.Event) -> None:
        """Until `stop` is set or mosquitto ends; a changed credentials file is passed on to it."""
        process = self._running()
        seen = stamp(self._credentials_file)
        stopping, ended = asyncio.create_task(stop.wait()), asyncio.create_task(process.wait())
        try:
            while not stopping.done() and not ended.done():
                await asyncio.wait(
                    (stopping, ended), timeout=_LOOK_AGAIN_S, return_when=asyncio.FIRST_COMPLETED
                )
                if stamp(self._credentials_file) != seen:
                    seen = stamp(self._credentials_file)
                    self._pass_on()
        finally:
            stopping.cancel()
            ended.cancel()
        if not stop.is_set():
            raise PlainFault(
                f"mosquitto ended by itself with code {process.returncode}; its own words are above"
            )

    async def stop(self) -> None:
        """Ask it to end, then insist."""
        process = self._process
        if process is None or process.returncode is not None:
            return
        process.terminate()
        try:
            async with asyncio.timeout(_STOP_S):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    def _pass_on(self) -> None:
        try:
            write_files(self._listen, self._credentials_file, self._folder)
        except credentials.CredentialsError as fault:
            log.error("the changed credentials file is not used", fault=str(fault))
        else:
            self._running().send_signal(signal.SIGHUP)
            log.info("credentials read again")

    def _running(self) -> asyncio.subprocess.Process:
        if self._process is None:
            raise RuntimeError("mosquitto has not been started")
        return self._process

    async def _accepts(self) -> bool:
        try:
            _, writer = await asyncio.open_connection(self._listen.host, self._listen.port)
        except OSError:
            return False
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
        return True


def _end_with_parent(parent: int) -> None:
    """In the child, before it becomes mosquitto: die with the parent, even a killed one (Linux only)."""
    with contextlib.suppress(AttributeError, OSError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        os._exit(1)
