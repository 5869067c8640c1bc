"""A real centre with a region in its records, for the operator's pages: one for all tests of a module."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import update

from benchmarks.operator.seed import Region
from cloud.areas.tree import AREAS
from cloud.centre import Centre
from cloud.enrolment import own_authority
from cloud.fleet.tables import FleetArea
from cloud.server import serving
from cloud.settings import CloudSettings
from tests.browser import DIST
from tests.cloud.records import make_empty


def settings(folder: Path, roles: Sequence[str] = ("pages",), **more: Any) -> CloudSettings:
    """Nothing is heard: what the pages show is in the records."""
    return CloudSettings.model_validate(
        {
            "listen": "127.0.0.1:0",
            "database": {"path": folder / "cloud.sqlite3"},
            "timeseries": {"path": folder / "readings.duckdb", "threads": 1},
            "process": {"roles": list(roles)},
            "mqtt": {"port": 1, "client_id": "cloud"},
            "web_dist": DIST,
            "people": {"login": "open-on-loopback"},
            "access": {"gb26875": {"enabled": False}, "push": {"secrets": folder / "secrets"}},
            "enrolment": {"authority": folder / "authority"},
            **more,
        }
    )


def fill(centre: Centre, organisations: int) -> None:
    """A region, a day behind it, and two looks with messages between them."""
    region = Region(organisations, centre.clock.now_ms())
    region.write(centre.database)
    centre.fleet.look()
    with centre.database.write() as session:
        region.past(session, AREAS)
        region.live(session, range(1, organisations + 1), 60)
        # The first look was a minute ago.
        session.execute(update(FleetArea).values(at=FleetArea.at - 60_000))
    centre.fleet.look()


@contextlib.contextmanager
def operator_centre(
    folder: Path,
    organisations: int,
    roles: Sequence[str] = ("pages",),
    more: Callable[[Centre], object] | None = None,
    **further: Any,
) -> Iterator[str]:
    """Its address, while the block runs; `more` writes what else a page needs; `further` are settings."""
    started = threading.Event()
    told: dict[str, str] = {}
    loops: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
    faults: list[BaseException] = []

    async def serve() -> None:
        stop = asyncio.Event()
        own_authority.make(folder / "authority", "测试")
        make_empty(folder / "cloud.sqlite3")
        async with serving(settings(folder, roles, **further)) as (centre, address):
            if organisations:
                await asyncio.to_thread(fill, centre, organisations)
            if more is not None:
                await asyncio.to_thread(more, centre)
            told["address"] = f"http://{address}"
            loops.append((asyncio.get_running_loop(), stop))
            started.set()
            await stop.wait()

    def run() -> None:
        try:
            asyncio.run(serve())
        except BaseException as fault:
            faults.append(fault)
        finally:
            started.set()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    started.wait()
    if faults:
        raise faults[0]
    try:
        yield told["address"]
    finally:
        loop, stop = loops[0]
        loop.call_soon_threadsafe(stop.set)
        thread.join()
