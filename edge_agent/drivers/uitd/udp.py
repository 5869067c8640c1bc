"""The UDP side: a datagram holds whole frames; what comes too fast is left out and repeated."""

from __future__ import annotations

import asyncio
from typing import Any

from edge_agent.drivers.uitd.troubles import told
from edge_agent.drivers.uitd.wire import Hub
from runtime.settings import HostPort
from telemetry.gb26875.receiver import datagram


class UdpListener(asyncio.DatagramProtocol):
    """Hears datagrams until closed."""

    def __init__(self, hub: Hub) -> None:
        self._hub = hub
        self._transport: asyncio.DatagramTransport | None = None

    async def open(self, listen: HostPort) -> None:
        """Listen. Raises OSError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: self, local_addr=(listen.host, listen.port)
        )
        self._transport = transport

    @property
    def port(self) -> int:
        """The port that is open, also when any was asked for (0)."""
        return int(self._transport.get_extra_info("sockname")[1]) if self._transport else 0

    def close(self) -> None:
        """Close the port."""
        if self._transport is not None:
            self._transport.close()

    def datagram_received(self, data: bytes, addr: tuple[str | Any, int]) -> None:
        """Take the frames of one datagram."""
        if not self._hub.let_in(str(addr[0])):
            return
        if self._hub.on_bytes is not None:
            self._hub.on_bytes("rx", data)

        def send(answer: bytes) -> None:
            if self._transport is not None and not self._transport.is_closing():
                if self._hub.on_bytes is not None:
                    self._hub.on_bytes("tx", answer)
                self._transport.sendto(answer, addr)

        for event in datagram(data):
            if self._hub.take(event, send):
                self._hub.trouble(told("too-fast", addr[0]))

    def error_received(self, exc: Exception) -> None:
        """An answer could not be delivered: the device is gone, and repeats when it is back."""
        self._hub.trouble(told("udp", exc))
