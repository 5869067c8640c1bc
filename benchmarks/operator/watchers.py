"""Plain clients of the live stream, many in one process: a page's connection without its painting.

`python -m benchmarks.operator.watchers ADDRESS COUNT PATH KIND` prints `READY` once all are let in, and at
the end of its input one JSON object: by the number of a change of this kind, when each client had heard of
it, milliseconds UTC.
"""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final
from urllib.parse import urlsplit

from benchmarks.ingest.overload import ended
from runtime.faults import PlainFault

#: The whole stream, as a control room listens.
WHOLE: Final = "/api/v1/live"
#: What of a piece is kept before the next: an event's head may lie across two.
_HEAD: Final = 64


class Watchers:
    """The clients of one process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def heard(self) -> dict[int, list[float]]:
        """End them; by the number of a change when each of them had heard of it."""
        told, _ = self._process.communicate(timeout=30)
        return {int(number): times for number, times in json.loads(told).items()}


@contextmanager
def watching(address: str, count: int, path: str = WHOLE, kind: str = "alarm") -> Iterator[Watchers]:
    """So many clients, until the end of the block. Raises PlainFault."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.operator.watchers", address, str(count), path, kind],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        if process.stdout.readline().strip() != "READY":
            raise PlainFault(f"{count} clients of {address}{path} were not let in")
        yield Watchers(process)
    finally:
        ended(process)  # type: ignore[arg-type]


async def _watch(address: str, count: int, path: str, kind: str) -> None:
    heard: dict[int, list[float]] = defaultdict(list)
    host, port = urlsplit(address).hostname or "", urlsplit(address).port or 80
    # One after the other, so that a listener's backlog does not decide who is let in.
    readers = [await _let_in(host, port, path) for _ in range(count)]
    head = re.compile(rb"id: (\d+)\nevent: %s\n" % kind.encode())
    listening = [asyncio.create_task(_listen(reader, head, heard)) for reader, _ in readers]
    print("READY", flush=True)
    await asyncio.to_thread(sys.stdin.read)
    for task in listening:
        task.cancel()
    await asyncio.gather(*listening, return_exceptions=True)
    print(json.dumps(heard), flush=True)


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
