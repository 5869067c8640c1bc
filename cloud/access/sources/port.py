"""The port every source of messages stands behind.

Rules that hold for every adapter:
1. A message is acknowledged only by its `ack`, which the lane calls after the commit. What was not
   acknowledged comes again, from the broker or from the gateway, which has no receipt.
2. A source that is not read holds a bounded number of messages and then reads its broker no further.
3. `run` keeps it up until it is cancelled; whatever the broker does, it goes on trying.
4. Receipts go back through the same source, at least once or not at all (`LineDown`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Protocol


class Message(Protocol):
    """What a lane needs of an incoming message."""

    @property
    def topic(self) -> str:
        """Where it came."""
        ...

    @property
    def payload(self) -> bytes:
        """What came."""
        ...

    def ack(self) -> None:
        """Tell the source that it is safely kept."""
        ...


class Source(Protocol):
    """A stream of messages from one broker for one lane."""

    @property
    def connected(self) -> bool:
        """Whether messages can come now."""
        ...

    @property
    def last_fault(self) -> str | None:
        """Why it is not, or was not, connected; in words for the operator."""
        ...

    @property
    def refused(self) -> tuple[str, ...]:
        """Filters that the broker did not grant."""
        ...

    @property
    def received(self) -> int:
        """Messages that came since the start."""
        ...

    @property
    def dropped(self) -> int:
        """Messages given up unacknowledged; the sender has no receipt for them."""
        ...

    @property
    def reconnects(self) -> int:
        """How often the connection had to be made anew."""
        ...

    async def run(self) -> None:
        """Stay connected, until cancelled."""
        ...

    async def wait_connected(self) -> None:
        """Return once messages can come."""
        ...

    def messages(self) -> AsyncIterator[Message]:
        """What comes, at the reader's pace."""
        ...

    async def publish(self, topic: str, payload: bytes) -> None:
        """Send to a gateway at QoS 1; raises LineDown when it did not get through."""
        ...
