"""A serial port that a simulated device owns: a pseudo-terminal, under a link if one is given."""

from __future__ import annotations

import asyncio
import contextlib
import os
import termios
import tty
from collections.abc import Callable
from pathlib import Path

from runtime.faults import PlainFault


class PtyPort:
    """The device's end of the line, plugged in and pulled out; the gateway opens `path`."""

    def __init__(self, link: Path | None, on_bytes: Callable[[bytes], None]) -> None:
        self.link = link
        self._on_bytes = on_bytes
        self._master: int | None = None
        self._slave: int | None = None

    @property
    def plugged(self) -> bool:
        """Whether the port is there."""
        return self._master is not None

    @property
    def path(self) -> str:
        """What the gateway opens. Raises RuntimeError while unplugged."""
        if self._slave is None:
            raise RuntimeError("the port is not plugged in")
        return str(self.link) if self.link is not None else os.ttyname(self._slave)

    def plug(self) -> None:
        """Make the port appear under its link. Raises PlainFault when the link cannot be made."""
        if self._master is not None:
            return
        master, slave = os.openpty()
        tty.setraw(slave)
        os.set_blocking(master, False)
        try:
            if self.link is not None:
                _point(self.link, os.ttyname(slave))
        except OSError as fault:
            os.close(master)
            os.close(slave)
            cure = "remove that file or set another `link`"
            raise PlainFault(
                f"{self.link}: the serial port cannot appear here: {fault.strerror}; {cure}"
            ) from fault
        self._master, self._slave = master, slave
        asyncio.get_running_loop().add_reader(master, self._read)

    def unplug(self) -> None:
        """Take the port away, as when an adapter is pulled."""
        master, slave = self._master, self._slave
        self._master = self._slave = None
        if master is None or slave is None:
            return
        asyncio.get_running_loop().remove_reader(master)
        if self.link is not None:
            with contextlib.suppress(OSError):
                self.link.unlink()
        os.close(slave)
        os.close(master)

    def write(self, data: bytes) -> None:
        """Send bytes; those for which there is no room are lost, as on a line that nobody reads."""
        if self._master is not None and data:
            with contextlib.suppress(BlockingIOError, OSError):
                os.write(self._master, data)

    def forget_unread(self) -> None:
        """Nobody listened: on a real line the bytes are lost, so they must not wait in the terminal."""
        if self._slave is not None:
            with contextlib.suppress(termios.error):
                termios.tcflush(self._slave, termios.TCIFLUSH)

    def _read(self) -> None:
        if self._master is None:
            return
        with contextlib.suppress(BlockingIOError, OSError):
            self._on_bytes(os.read(self._master, 1024))


def _point(link: Path, to: str) -> None:
    link.parent.mkdir(parents=True, exist_ok=True)
    if link.is_symlink():
        link.unlink()
    link.symlink_to(to)
