"""The server's process: from socket to committed row, or a bare echo of the same bytes; on one core."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import insert

from benchmarks.server_process import answer, take_one_core
from cloud.database import migrate
from cloud.database.engine import Database, sqlite_url
from cloud.dispatch.jt808.roster import digest_of
from cloud.dispatch.jt808.server import Jt808Server
from cloud.dispatch.jt808.settings import Jt808Settings
from cloud.dispatch.jt808.sinks import LatestPositions
from cloud.dispatch.jt808.tables import VehicleTerminal
from cloud.dispatch.jt808.terminals import DatabaseTerminals
from runtime import clock

AREA = "150102"
CODE = "bench"
FIRST_PHONE = 13_900_000_000
_CHUNK = 500


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until stdin ends."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--terminals", type=int, required=True)
    parser.add_argument("--echo", action="store_true")
    options = parser.parse_args(argv)
    take_one_core()
    asyncio.run(_echo() if options.echo else _serve(options.folder, options.terminals))
    return 0


async def _serve(folder: Path, terminals: int) -> None:
    database = Database(sqlite_url(folder / "cloud.sqlite3"))
    migrate.upgrade(database.engine)
    _register(database, terminals)
    settings = Jt808Settings.model_validate(
        {
            "enabled": True,
            "listen": "127.0.0.1:0",
            "max_connections": terminals + 100,
            "connections_per_source": terminals + 100,
            "report_interval_s": None,
        }
    )
    time = clock.SystemClock()
    server = Jt808Server(settings, DatabaseTerminals(database, time), (LatestPositions(database),), time)
    task = asyncio.create_task(server.run())
    await server.listening.wait()
    assert server.tcp is not None
    await answer(server.tcp.port, lambda: {**server.counts, "waiting": server.intake.waiting})
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    database.close()


class _Echo(asyncio.Protocol):
    """Says what it hears."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(data)


async def _echo() -> None:
    server = await asyncio.get_running_loop().create_server(_Echo, "127.0.0.1", 0, backlog=1024)
    await answer(int(server.sockets[0].getsockname()[1]), dict)
    server.close()


def _register(database: Database, terminals: int) -> None:
    now = clock.now_ms()
    for first in range(0, terminals, _CHUNK):
        rows = [
            {
                "phone": str(FIRST_PHONE + number),
                "area": AREA,
                "name": f"vehicle {number}",
                "plate": "",
                "enabled": True,
                "key_sha256": digest_of(CODE),
                "registration_until": 0,
                "maker": "",
                "model": "",
                "terminal": "",
                "created_at": now,
                "created_by": "bench",
                "version": number + 1,
            }
            for number in range(first, min(terminals, first + _CHUNK))
        ]
        with database.write() as session:
            session.execute(insert(VehicleTerminal), rows)


if __name__ == "__main__":
    sys.exit(main())
