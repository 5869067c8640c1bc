"""The server's process: the centre's line from socket to committed row, pinned to one core."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import func, insert, select

from benchmarks.server_process import answer, take_one_core
from cloud.access.service import Ingest
from cloud.access.settings import QuarantineSettings
from cloud.alarms.tables import Alarm
from cloud.database import migrate
from cloud.database.engine import Database, sqlite_url
from cloud.direct.line import DirectLine
from cloud.events.tables import EventRow
from cloud.registry.tables import Gateway
from cloud.timeseries.duckdb_store import DuckDbStore
from cloud.timeseries.latest import LatestReadings
from cloud.transmission.server import TransmissionServer
from cloud.transmission.settings import Gb26875Settings
from cloud.transmission.tables import TransmissionDevice
from runtime import clock

AREA = "150102"


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until stdin ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--devices", type=int, required=True)
    options = parser.parse_args(argv)
    take_one_core()
    asyncio.run(_serve(options.folder, options.devices))
    return 0


async def _serve(folder: Path, devices: int) -> None:
    database = Database(sqlite_url(folder / "cloud.sqlite3"))
    migrate.upgrade(database.engine)
    _register(database, devices)
    series = DuckDbStore(folder / "readings.duckdb", threads=1)
    ingest = Ingest(database, series, LatestReadings(series.latest_many), QuarantineSettings(), clock.now_ms)
    line = DirectLine(ingest.submit)
    settings = Gb26875Settings.model_validate(
        {"listen": "127.0.0.1:0", "connections_per_source": devices + 100, "max_connections": devices + 100}
    )
    server = TransmissionServer(settings, database, line, ingest.store, clock.SystemClock())
    tasks = [asyncio.create_task(line.run()), asyncio.create_task(server.run())]
    await server.listening.wait()
    assert server.tcp is not None
    await answer(server.tcp.port, lambda: _counts(database, server, line))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    ingest.close()
    series.close()
    database.close()


def _register(database: Database, devices: int) -> None:
    now = clock.now_ms()
    with database.write() as session:
        for first in range(0, devices, 500):
            numbers = range(first + 1, min(devices, first + 500) + 1)
            names = {number: f"uitd-{number.to_bytes(6, 'little').hex()}" for number in numbers}
            session.execute(
                insert(TransmissionDevice),
                [
                    {
                        "address": number.to_bytes(6, "little").hex(),
                        "host": "",
                        "gateway": names[number],
                        "area": AREA,
                        "profile": "gb26875-generic",
                        "keep_alive_s": 90.0,
                        "enabled": True,
                        "created_at": now,
                        "created_by": "bench",
                        "version": number,
                    }
                    for number in numbers
                ],
            )
            session.execute(
                insert(Gateway),
                [
                    {"gateway": name, "area": AREA, "first_seen": now, "last_seen": now, "link": "online"}
                    for name in names.values()
                ],
            )


def _counts(database: Database, server: TransmissionServer, line: DirectLine) -> dict[str, object]:
    with database.read() as session:
        alarms = session.scalar(select(func.count()).select_from(Alarm).where(Alarm.kind == "fire"))
        events = session.scalar(select(func.count()).select_from(EventRow))
    return {
        "connections": len(server.tcp.connections) if server.tcp is not None else 0,
        "waiting": line.depth,
        "alarms": alarms,
        "events": events,
        **server.counts,
    }


if __name__ == "__main__":
    sys.exit(main())
