"""What systemd is told (sd_notify(3)): ready, status, alive, reloading, stopping. Nothing without it."""

from __future__ import annotations

import os
import socket
from collections.abc import Mapping

_MILLION = 1_000_000


class Notifier:
    """Sends datagrams to the service manager's socket; a failed one is no reason to stop serving."""

    def __init__(self, address: str | None, watchdog_s: float | None = None) -> None:
        self._address = "\0" + address[1:] if address and address.startswith("@") else address
        #: Seconds within which the manager must hear from us; None: it does not wait.
        self.watchdog_s = watchdog_s
        self.failures = 0
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) if address else None
        if self._socket is not None:
            self._socket.setblocking(False)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Notifier:
        """As NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID say."""
        address = environment.get("NOTIFY_SOCKET") or None
        period = environment.get("WATCHDOG_USEC", "")
        meant = environment.get("WATCHDOG_PID") in (None, "", str(os.getpid()))
        waits = address is not None and meant and period.isdecimal() and int(period) > 0
        return cls(address, int(period) / _MILLION if waits else None)

    def ready(self) -> None:
        """It serves; also the end of a reload."""
        self._send("READY=1")

    def status(self, text: str) -> None:
        """One line for `systemctl status`."""
        self._send("STATUS=" + " ".join(text.split()))

    def alive(self) -> None:
        """The process vouches for itself."""
        self._send("WATCHDOG=1")

    def reloading(self, monotonic_s: float) -> None:
        """New settings are being taken up; `ready` ends it."""
        self._send(f"RELOADING=1\nMONOTONIC_USEC={int(monotonic_s * _MILLION)}")

    def stopping(self) -> None:
        """The end has begun."""
        self._send("STOPPING=1")

    def close(self) -> None:
        """Close our socket."""
        if self._socket is not None:
            self._socket.close()

    def _send(self, text: str) -> None:
        if self._socket is None or self._address is None:
            return
        try:
            self._socket.sendto(text.encode(), self._address)
        except OSError:
            self.failures += 1


def silent() -> Notifier:
    """A notifier that nobody listens to."""
    return Notifier(None)
