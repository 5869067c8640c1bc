"""The floor under any page: a process that pushes a counter, and a page that shows it and does nothing else.

`python -m benchmarks.operator.floor` prints `READY PORT`, serves the page under `/` and the stream under
`/live`, and pushes each line that it reads to every stream: server-sent events, as the centre's.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from benchmarks.ingest.overload import ended
from runtime.faults import PlainFault

_PAGE: Final = b"""<!doctype html><meta charset=utf-8><title>floor</title><p id=count></p><script>
new EventSource('/live').onmessage = said => { document.getElementById('count').textContent = said.data; };
</script>"""
_HEAD: Final = b"HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nConnection: %s\r\nContent-Type: %s\r\n"


class Floor:
    """The page's address, and a push."""

    def __init__(self, address: str, push: Callable[[str], object]) -> None:
        self.address = address
        self._push = push

    def push(self, count: int) -> float:
        """Push a count; gives when, milliseconds UTC."""
        at = time.time() * 1000
        self._push(f"{count}\n")
        return at


@contextmanager
def pushing() -> Iterator[Floor]:
    """The process, until the end of the block. Raises PlainFault."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.operator.floor"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        word, _, port = process.stdout.readline().strip().partition(" ")
        if word != "READY":
            raise PlainFault("the process that pushes a counter did not start")
        yield Floor(f"http://127.0.0.1:{port}/", process.stdin.write)
    finally:
        process.stdin.close()
        process.stdout.close()
        ended(process)  # type: ignore[arg-type]


async def _serve() -> None:
    streams: set[asyncio.StreamWriter] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            wanted = (await reader.readuntil(b"\r\n\r\n")).split(b" ")[1]
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        if wanted == b"/live":
            writer.write(_HEAD % (b"keep-alive", b"text/event-stream") + b"\r\n: here\n\n")
            streams.add(writer)
            return
        body = _PAGE if wanted == b"/" else b""
        writer.write(_HEAD % (b"close", b"text/html") + b"Content-Length: %d\r\n\r\n" % len(body) + body)
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    print(f"READY {server.sockets[0].getsockname()[1]}", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        for stream in streams:
            stream.write(b"data: " + line.strip().encode() + b"\n\n")
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
