"""A PostgreSQL of our own on loopback for a measurement, in a folder that goes with it."""

from __future__ import annotations

import glob
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from runtime.faults import PlainFault

_USER = "postgres"
_WITHIN_S = 30.0


@contextmanager
def running() -> Iterator[str]:
    """The URL of an empty database. It commits durably, as in service."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not found:
        raise PlainFault("PostgreSQL is not installed; apt install postgresql")
    user = _as_user()
    folder = Path(tempfile.mkdtemp(prefix="steppewatch-pg-"))
    if user:
        os.chown(folder, user["user"], user["group"])
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        subprocess.run(
            [f"{found[-1]}/initdb", "-D", f"{folder}/data", "-U", "steppewatch", "-A", "trust", "-E", "UTF8"],
            check=True, stdout=subprocess.DEVNULL, cwd="/", **user,
        )  # fmt: skip
        options = [
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "shared_buffers=512MB",
        ]
        server = subprocess.Popen(
            [f"{found[-1]}/postgres", "-D", f"{folder}/data", "-p", str(port), *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/", **user,
        )  # fmt: skip
        try:
            url = f"postgresql+psycopg://steppewatch@127.0.0.1:{port}/postgres"
            _wait(url)
            yield url
        finally:
            server.terminate()
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(url: str) -> None:
    engine = create_engine(url)
    deadline = time.monotonic() + _WITHIN_S
    try:
        while True:
            try:
                engine.connect().close()
            except OperationalError as fault:
                if time.monotonic() > deadline:
                    raise PlainFault(
                        f"PostgreSQL did not start within {_WITHIN_S:g} s: {fault.orig}"
                    ) from None
                time.sleep(0.1)
            else:
                return
    finally:
        engine.dispose()


def _as_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    try:
        entry = pwd.getpwnam(_USER)
    except KeyError:
        raise PlainFault(f"PostgreSQL does not run as root, and there is no user {_USER}; add one") from None
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
