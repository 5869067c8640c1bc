"""A serial port on the event loop: opened by pyserial, read and written without a thread."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator

from serial import serialposix

from device_profiles.serial_panel.schema import SerialPanel
from edge_agent.drivers import ports
from edge_agent.drivers.serial.settings import SerialSettings

_CHUNK = 4096
#: Bytes that may wait to be read by us; a panel speaks in hundreds.
_LIMIT = 65_536


class SerialPort:
    """An open port. `pieces` gives what comes in, until the port vanishes."""

    def __init__(self, port: serialposix.Serial) -> None:
        self._port = port
        self._fd: int = port.fileno()  # type: ignore[no-untyped-call]
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.Event()
        self._buffer = bytearray()
        self._gone: OSError | None = None
        os.set_blocking(self._fd, False)
        self._loop.add_reader(self._fd, self._on_readable)

    @classmethod
    def open(cls, settings: SerialSettings, texts: SerialPanel) -> SerialPort:
        """Open the port with the line's speed and frame. Raises OSError."""
        return cls(
            serialposix.Serial(  # type: ignore[no-untyped-call]
                ports.find(settings.port),
                settings.baudrate or texts.baudrate,
                bytesize=settings.bytesize or texts.bytesize,
                parity=settings.parity or texts.parity,
                stopbits=settings.stopbits or texts.stopbits,
                timeout=0,
                exclusive=True,
            )
        )

    async def pieces(self) -> AsyncIterator[bytes]:
        """What arrives, in pieces of any size. Raises OSError when the port is gone."""
        while True:
            await self._arrived.wait()
            self._arrived.clear()
            if self._buffer:
                piece = bytes(self._buffer)
                self._buffer.clear()
                yield piece
            if self._gone is not None:
                raise self._gone

    def write(self, data: bytes) -> None:
        """Send a few bytes; the kernel's buffer holds far more than an answer. Raises OSError."""
        if data:
            os.write(self._fd, data)

    def close(self) -> None:
        """Close the port."""
        self._loop.remove_reader(self._fd)
        with contextlib.suppress(OSError):
            self._port.close()  # type: ignore[no-untyped-call]

    def _on_readable(self) -> None:
        try:
            data = os.read(self._fd, _CHUNK)
            if not data:
                raise OSError("the port was closed at its other end")
            if len(self._buffer) + len(data) > _LIMIT:
                raise OSError(f"more than {_LIMIT} bytes wait; this is no panel")
            self._buffer += data
        except BlockingIOError:
            return
        except OSError as fault:
            self._gone = fault
            self._loop.remove_reader(self._fd)
        self._arrived.set()
