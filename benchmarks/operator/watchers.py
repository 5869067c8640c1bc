"""Plain clients of the live stream, many in one process: a page's connection without its painting.

`python -m benchmarks.operator.watchers ADDRESS COUNT PATH KIND` tells at its end by the number of a change of
this kind when each client had heard of it, milliseconds UTC.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections import defaultdict
from contextlib import AbstractContextManager
from typing import Final
from urllib.parse import urlsplit

from benchmarks.operator.clients import Clients, started, until_ended

#: The whole stream, as a control room listens.
WHOLE: Final = "/api/v1/live"
#: What of a piece is kept before the next: an event's head may lie across two.
_HEAD: Final = 64


def watching(
    address: str, count: int, path: str = WHOLE, kind: str = "alarm"
) -> AbstractContextManager[Clients]:
    """So many clients, until the end of the block. Raises PlainFault."""
    return started("benchmarks.operator.watchers", address, count, path, kind)


async def _watch(address: str, count: int, path: str, kind: str) -> None:
    heard: dict[int, list[float]] = defaultdict(list)
    host, port = urlsplit(address).hostname or "", urlsplit(address).port or 80
    # One after the other, so that a listener's backlog does not decide who is let in.
    readers = [await _let_in(host, port, path) for _ in range(count)]
    head = re.compile(rb"id: (\d+)\nevent: %s\n" % kind.encode())
    listening = [asyncio.create_task(_listen(reader, head, heard)) for reader, _ in readers]
    await until_ended(listening, heard)


async def _let_in(host: str, port: int, path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}:{port}\r\n\r\n".encode())
    head = await reader.readuntil(b"\r\n\r\n")
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise SystemExit(f"refused: {head!r}")
    return reader, writer


async def _listen(
    reader: asyncio.StreamReader, head: re.Pattern[bytes], heard: dict[int, list[float]]
) -> None:
    held = b""
    while more := await reader.read(1 << 16):
        at, end = time.time() * 1000, 0
        held += more
        for found in head.finditer(held):
            heard[int(found[1])].append(at)
            end = found.end()
        held = held[max(end, len(held) - _HEAD) :]


if __name__ == "__main__":
    asyncio.run(_watch(sys.argv[1], int(sys.argv[2]), *sys.argv[3:5]))
