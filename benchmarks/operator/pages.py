"""How long each request of an operator's page takes with a whole region in the registry, on both engines.

An empty store is seeded, with a year of alarms, and its figures are rolled up; then a centre serves it, and
every request is made over HTTP many times, one after the other, with fires in the room.
"""

from __future__ import annotations

import asyncio
import random
import shutil
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import httpx

from benchmarks import own_postgresql
from benchmarks.figures import Figures, percentile
from benchmarks.operator import alarm_year, desks
from benchmarks.operator.alarm_paths import alarm_paths
from benchmarks.operator.asking import Path as PagePath
from benchmarks.operator.paths import paths
from benchmarks.operator.ringing import ring
from benchmarks.operator.seed import Region
from benchmarks.statistics import gather_statistics
from cloud.areas.tree import AREAS
from cloud.database import migrate
from cloud.database.engine import Database, sqlite_url
from cloud.enrolment import own_authority
from cloud.fleet.figures import FleetFigures
from cloud.fleet.settings import FleetSettings
from cloud.server import serving
from cloud.settings import CloudSettings
from runtime.clock import SystemClock
from runtime.faults import PlainFault

#: Fires of the region while it is looked at, each of a gateway of its own.
RINGING: Final = 300
ENGINES: Final = ("sqlite", "postgresql")
#: What every request has to answer in.
BAR_P95_MS: Final = 300
_P95: Final = "_p95_ms"
#: Each request is made at least so often.
LEAST: Final = 60


def run(
    seconds: float, organisations: int = 100_000, alarms: int = 1_000_000, records: Sequence[str] = ()
) -> Figures:
    """Seed and ask on both engines; PostgreSQL is left out, and said so, where it is not installed.

    `records`: only these engines.
    """
    figures: Figures = {"organisations": organisations, "alarms": alarms, "bar_p95_ms": BAR_P95_MS}
    sizes = (organisations, alarms)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="steppewatch-operator-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        if "sqlite" in (records or ENGINES):
            figures |= _measured("sqlite", sqlite_url(folder / "cloud.sqlite3"), folder, sizes, seconds)
        if "postgresql" not in (records or ENGINES):
            return figures
        try:
            url = stack.enter_context(own_postgresql.running())
        except PlainFault as fault:
            figures["postgresql"] = str(fault)
        else:
            figures |= _measured("postgresql", url, folder, sizes, seconds)
    return figures


def _measured(name: str, url: str, folder: Path, sizes: tuple[int, int], seconds: float) -> Figures:
    database = Database(url)
    try:
        migrate.upgrade(database.engine)
        region, found = seeded(database, *sizes)
    finally:
        database.close()
    (folder / name).mkdir()
    requests = paths(region) | alarm_paths(region, sizes[1])
    found |= asyncio.run(asked(settings(url, folder / name), requests, seconds))
    slow = [
        one.removesuffix(_P95) for one, value in found.items() if one.endswith(_P95) and value > BAR_P95_MS
    ]
    told: Figures = {f"{name}_{figure}": round(value, 1) for figure, value in found.items()}
    return told | {f"{name}_over_the_bar": " ".join(slow) or "none"}


def seeded(database: Database, organisations: int, alarms: int) -> tuple[Region, dict[str, float]]:
    """A region with a year behind it and fires in it; seconds that filling and rolling up took."""
    clock = SystemClock()
    region = Region(organisations, clock.now_ms())
    figures: dict[str, float] = {}
    started = time.perf_counter()
    region.write(database)
    figures["seed_s"] = time.perf_counter() - started
    rolled = FleetFigures(database, FleetSettings(scan=max(organisations * 2, 100)), clock)
    started = time.perf_counter()
    rolled.look()
    figures["first_look_s"] = time.perf_counter() - started
    with database.write() as session:
        region.past(session, AREAS)
        region.live(session, range(1, organisations + 1), 60)
    started = time.perf_counter()
    with database.write() as session:
        alarm_year.write(session, region, alarms)
    with database.write() as session:
        desks.write(session, region)
        ring(session, region, RINGING)
    figures["seed_alarms_s"] = time.perf_counter() - started
    rolled.look()
    gather_statistics(database)
    usual = FleetFigures(database, FleetSettings(), clock)
    started = time.perf_counter()
    usual.look()
    figures["look_s"] = time.perf_counter() - started
    return region, figures


def settings(url: str, folder: Path) -> CloudSettings:
    """A centre that serves pages only, with an authority of its own."""
    own_authority.make(folder / "authority", "bench")
    path = url.removeprefix("sqlite:///")
    return CloudSettings.model_validate(
        {
            "listen": "127.0.0.1:0",
            "database": {"url": url} if path == url else {"path": path},
            "timeseries": {"path": folder / "readings.duckdb"},
            "process": {"roles": ["pages"]},
            "people": {"login": "open-on-loopback"},
            "access": {"gb26875": {"enabled": False}},
            "enrolment": {"authority": folder / "authority"},
        }
    )


async def asked(told: CloudSettings, requests: Mapping[str, PagePath], seconds: float) -> dict[str, float]:
    """Ask for so long in all: the 95th percentile by request, in ms. Raises PlainFault on a refusal."""
    figures: dict[str, float] = {}
    async with serving(told) as (_, address), httpx.AsyncClient(timeout=60) as client:
        for name, path in requests.items():
            took = await _times(client, f"http://{address}/api/v1", path, seconds / len(requests))
            figures[name + _P95] = percentile(took, 0.95)
    return figures


async def _times(client: httpx.AsyncClient, base: str, path: Any, seconds: float) -> list[float]:
    dice, took = random.Random(5), list[float]()
    until = time.monotonic() + seconds
    while len(took) < LEAST or time.monotonic() < until:
        wanted = base + path(dice)
        began = time.perf_counter()
        answer = await client.get(wanted)
        took.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise PlainFault(f"{wanted}: {answer.status_code}: {answer.text[:300]}")
    return took
