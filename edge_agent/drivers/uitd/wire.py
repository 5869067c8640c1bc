"""One peer of the listener, whatever carries its bytes: where answers go, and what its receiver hears."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from edge_agent.drivers.driver import OnBytes
from telemetry.gb26875.receiver import ReceiverEvent

Send = Callable[[bytes], None]


class Hub(Protocol):
    """What the listeners feed."""

    on_bytes: OnBytes | None

    def let_in(self, host: str) -> bool:
        """Whether a host may speak; one that may not is counted."""
        ...

    def take(self, event: ReceiverEvent, send: Send) -> float:
        """Take what a peer said: 0, or the seconds to wait before it can be taken."""
        ...

    def gone(self, send: Send) -> None:
        """A peer has gone; nothing can be sent to it any more."""
        ...

    def trouble(self, why: str) -> None:
        """Count something that went wrong on the way."""
        ...
