"""Modbus TCP devices in a given network: who accepts connections on the port, at a bounded pace."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
from collections.abc import Callable, Sequence
from typing import NamedTuple

from runtime.faults import PlainFault

#: A /22: the largest building network that is swept at once.
MAX_HOSTS = 1024
_AT_ONCE = 32
_CONNECT_S = 0.7

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class HostFound(NamedTuple):
    """A host that accepted a connection."""

    host: str
    port: int
    took_ms: float


def network(text: str) -> Network:
    """The network that is meant. Raises PlainFault with the cure."""
    try:
        given = ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise PlainFault(f"{text!r} 不是网段 / is no network; 写成 / write it as 192.168.1.0/24") from None
    if not given.is_private:
        raise PlainFault(
            f"{given} 不是内部网段,不扫描 / is no private network and is not swept; 给出楼内网段 / "
            "give the building's own"
        )
    if given.num_addresses > MAX_HOSTS:
        raise PlainFault(
            f"{given}: {given.num_addresses} 个地址,至多 / addresses, at most {MAX_HOSTS}; "
            "分段扫描 / sweep it in parts"
        )
    return given


def hosts(given: Network) -> list[str]:
    """The addresses in it that a host may have."""
    return [str(host) for host in given.hosts()]


async def sweep(
    addresses: Sequence[str], port: int, per_s: float, tell: Callable[[], None] = lambda: None
) -> list[HostFound]:
    """Try each address once, at most `per_s` a second; those that accept, in the order given."""
    room = asyncio.Semaphore(_AT_ONCE)
    loop = asyncio.get_running_loop()
    started = loop.time()

    async def one(place: int, host: str) -> HostFound | None:
        await asyncio.sleep(max(0.0, started + place / per_s - loop.time()))
        async with room:
            at = loop.time()
            try:
                async with asyncio.timeout(_CONNECT_S):
                    _, writer = await asyncio.open_connection(host, port)
            except (OSError, TimeoutError):
                return None
            finally:
                tell()
            took_ms = round((loop.time() - at) * 1000, 1)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
            return HostFound(host, port, took_ms)

    found = await asyncio.gather(*(one(place, host) for place, host in enumerate(addresses)))
    return [host for host in found if host is not None]
