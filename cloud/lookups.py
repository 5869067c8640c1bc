"""Names looked up in threads of their own: a resolver that does not answer holds up nobody else.

A name is looked up once at a time, whoever waits for it, so one name takes one thread. Who gives up
waiting leaves the look-up to end by itself.
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address
from socket import SOCK_STREAM, getaddrinfo

from cloud.networks import Address

_THREADS = 8


class Lookups:
    """Asks the system's resolver. `close` ends it."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="lookup")
        self._under_way: dict[str, asyncio.Future[list[Address]]] = {}

    async def __call__(self, host: str) -> list[Address]:
        """Every address of a host, the resolver's first one first. Raises OSError, ValueError."""
        found = self._under_way.get(host)
        if found is None:
            found = asyncio.get_running_loop().run_in_executor(self._threads, _look_up, host)
            self._under_way[host] = found
            found.add_done_callback(lambda _: self._under_way.pop(host, None))
        return await asyncio.shield(found)

    def close(self) -> None:
        """Begin no more look-ups."""
        self._threads.shutdown(wait=False, cancel_futures=True)


def _look_up(host: str) -> list[Address]:
    found = getaddrinfo(host, None, type=SOCK_STREAM)
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
