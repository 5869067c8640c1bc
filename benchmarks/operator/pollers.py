"""Plain clients that ask a list again every second, many in one process: what a page without a stream does.

`python -m benchmarks.operator.pollers ADDRESS COUNT PATH` tells at its end by `id/since` of a unit when each
client had been told of it first, milliseconds UTC.
"""

from __future__ import annotations

import asyncio
import random
import re
import sys
import time
from collections import defaultdict
from contextlib import AbstractContextManager
from typing import Final
from urllib.parse import urlsplit

from benchmarks.operator.clients import Clients, started, until_ended

_EVERY_S: Final = 1.0
_UNIT: Final = re.compile(rb'"id":(\d+),"station_id":.{0,600}?"since":(\d+)')
_LENGTH: Final = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


def polling(address: str, count: int, path: str) -> AbstractContextManager[Clients]:
    """So many clients, until the end of the block. Raises PlainFault."""
    return started("benchmarks.operator.pollers", address, count, path)


async def _poll(address: str, count: int, path: str) -> None:
    told: dict[str, list[float]] = defaultdict(list)
    host, port = urlsplit(address).hostname or "", urlsplit(address).port or 80
    clients = [_Client(host, port, path, told) for _ in range(count)]
    for client in clients:
        await client.ask()
    asking = [asyncio.create_task(client.run()) for client in clients]
    await until_ended(asking, told)


class _Client:
    def __init__(self, host: str, port: int, path: str, told: dict[str, list[float]]) -> None:
        self._at = (host, port)
        self._request = f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode()
        self._told = told
        self._known: dict[bytes, bytes] = {}
        self._line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def run(self) -> None:
        """Once a second; where the answer takes longer, once it is there."""
        await asyncio.sleep(random.random() * _EVERY_S)
        while True:
            began = time.monotonic()
            await self.ask()
            await asyncio.sleep(max(0.0, began + _EVERY_S - time.monotonic()))

    async def ask(self) -> None:
        """Once; what is new is written down."""
        if self._line is None:
            self._line = await asyncio.open_connection(*self._at, limit=1 << 22)
        reader, writer = self._line
        writer.write(self._request)
        head = await reader.readuntil(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if b" 200 " not in head.split(b"\r\n", 1)[0] or length is None:
            raise SystemExit(f"refused: {head!r}")
        body = await reader.readexactly(int(length[1]))
        at, first = time.time() * 1000, not self._known
        for number, since in _UNIT.findall(body):
            if self._known.get(number) != since:
                self._known[number] = since
                if not first:
                    self._told[f"{number.decode()}/{since.decode()}"].append(at)


if __name__ == "__main__":
    asyncio.run(_poll(sys.argv[1], int(sys.argv[2]), sys.argv[3]))
