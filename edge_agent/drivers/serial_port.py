"""A serial port on the event loop: opened by pyserial, read and written without a thread."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import termios
from collections.abc import AsyncIterator
from typing import NamedTuple

from serial import SerialException, serialposix

from edge_agent.drivers import ports

_CHUNK = 4096
#: Bytes that may wait to be read by us; a panel speaks in hundreds.
_LIMIT = 65_536
#: A character with start, parity and stop bits.
_CHARACTER_BITS = 12


class LineSettings(NamedTuple):
    """The speed and frame of a line. Parity: N none, E even, O odd, M mark, S space."""

    baudrate: int = 9600
    bytesize: int = 8
    parity: str = "N"
    stopbits: int = 1

    def __str__(self) -> str:
        """As installers write it: `9600 8N1`."""
        return f"{self.baudrate} {self.bytesize}{self.parity}{self.stopbits}"


class SerialPort:
    """An open port. `read` and `pieces` give what comes in, until the port vanishes."""

    def __init__(self, port: serialposix.Serial, line: LineSettings) -> None:
        self._port = port
        self._fd: int = port.fileno()  # type: ignore[no-untyped-call]
        self._line = line
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.Event()
        self._buffer = bytearray()
        self._gone: OSError | None = None
        #: False where the terminal cannot do the line's parity (a pseudo-terminal): bytes then go without.
        self.parity_kept = line.parity == "N" or bool(termios.tcgetattr(self._fd)[2] & termios.PARENB)
        os.set_blocking(self._fd, False)
        self._loop.add_reader(self._fd, self._on_readable)

    @classmethod
    def open(cls, selector: str, line: LineSettings) -> SerialPort:
        """Open the port that the selector means now. Raises OSError, which says what is there instead."""
        device = ports.find(selector)
        try:
            return cls(_opened(device, line), line)
        except termios.error as fault:
            if line.parity == "N":
                raise OSError(f"{device} takes no {line}: {fault.args[-1]}") from fault
        try:
            return cls(_opened(device, line._replace(parity="N")), line)
        except termios.error as fault:
            raise OSError(f"{device} takes no {line}: {fault.args[-1]}") from fault

    async def read(self, within_s: float | None = None) -> bytes:
        """What arrives next, in a piece of any size; empty when nothing came in time. Raises OSError."""
        if not self._buffer and self._gone is None:
            self._arrived.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within_s):
                    await self._arrived.wait()
        if self._buffer:
            piece = bytes(self._buffer)
            self._buffer.clear()
            return piece
        if self._gone is not None:
            raise self._gone
        return b""

    async def pieces(self) -> AsyncIterator[bytes]:
        """What arrives, in pieces of any size. Raises OSError when the port is gone."""
        while True:
            yield await self.read()

    def write(self, data: bytes) -> None:
        """Send a few bytes; the kernel's buffer holds far more than an answer. Raises OSError."""
        if data:
            os.write(self._fd, data)

    async def write_marked(self, data: bytes, mark_bytes: int) -> None:
        """Send the first bytes with mark parity, the rest with the line's own. Raises OSError.

        The parity may change only when the last bit has left: an address byte is told from data by it alone.
        """
        if not mark_bytes or not self.parity_kept:
            self.write(data)
            return
        try:
            self._port.parity = "M"
            try:
                self.write(data[:mark_bytes])
                await asyncio.sleep(_CHARACTER_BITS * (mark_bytes + 1) / self._line.baudrate)
            finally:
                self._port.parity = self._line.parity
        except termios.error as fault:
            raise OSError(f"mark parity is refused: {fault.args[-1]}; use another adapter") from fault
        self.write(data[mark_bytes:])

    def close(self) -> None:
        """Close the port."""
        self._loop.remove_reader(self._fd)
        with contextlib.suppress(OSError, termios.error):
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


#: What an installer does about a port that is there and does not open.
_CURES = {
    errno.EACCES: "this user may not open it; add it to the group dialout and log in again",
    errno.EAGAIN: "another program holds it; stop that program (ModemManager, minicom, a second agent)",
    errno.EBUSY: "another program holds it; stop that program (ModemManager, minicom, a second agent)",
    errno.EIO: "the adapter does not answer; pull it out and plug it in again",
}


def _opened(device: str, line: LineSettings) -> serialposix.Serial:
    try:
        return serialposix.Serial(  # type: ignore[no-untyped-call]
            device,
            line.baudrate,
            bytesize=line.bytesize,
            parity=line.parity,
            stopbits=line.stopbits,
            timeout=0,
            exclusive=True,
        )
    except SerialException as fault:
        cure = _CURES.get(fault.errno or 0)
        raise OSError(f"{device}: {cure or fault}") from fault
