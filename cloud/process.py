"""What one process of the centre does, and that it is the only one where the stores allow only one."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

from pydantic import Field

from runtime.faults import PlainFault
from runtime.settings import Settings

Role = Literal["pages", "ingest", "jobs"]


class ProcessSettings(Settings):
    """The roles of this process. All in one is the whole centre; on PostgreSQL they may be many processes.

    `pages` serves people, programs and intakes; `ingest` runs the lanes; `jobs` watches over silence, prunes,
    delivers webhooks. Any process answers `/api/v1/health` and `/metrics`; without `pages` it
    answers nothing else, but for messages over HTTP where it runs lanes. One with `pages` takes those too.
    """

    roles: tuple[Role, ...] = Field(default=("pages", "ingest", "jobs"), min_length=1)


@contextlib.contextmanager
def alone(stores: Iterable[Path]) -> Iterator[None]:
    """Hold each embedded store for this process; PlainFault when another process has one of them.

    The lock is the kernel's: it ends with the process, however that ends, and leaves nothing to clean up.
    """
    with contextlib.ExitStack() as held:
        for store in stores:
            held.enter_context(_held(store))
        yield


@contextlib.contextmanager
def _held(store: Path) -> Iterator[None]:
    path = store.with_name(f"{store.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as fault:
        raise PlainFault(
            f"{path}: cannot be made: {fault.strerror}; correct the path of the store, or its folder's rights"
        ) from fault
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            owner = os.pread(handle, 32, 0).decode(errors="replace").strip() or "another process"
            raise PlainFault(
                f"{store}: process {owner} works with it, and only one may; stop that one, or, for several"
                " processes, keep records in PostgreSQL (`database.url`) and readings in VictoriaMetrics or"
                " InfluxDB (`timeseries.engine`)"
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(handle)
