"""A terminal while it is heard: what it said of late, so that a repetition is one, across its connections."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cloud.dispatch.jt808.roster import Entry
from telemetry.jt808.location import HEAD_BYTES

if TYPE_CHECKING:
    from cloud.dispatch.jt808.session import Session

_POSITIONS_KNOWN = 64
_BATCHES_KNOWN = 8
_TIME_AT = HEAD_BYTES - 6


@dataclass(eq=False, slots=True)
class Device:
    """One terminal."""

    entry: Entry
    #: The connection that it has logged in by; None: it is not connected.
    session: Session | None = None
    #: Digests of the positions and batches heard last. A sink knows what lies further back.
    positions: deque[int] = field(default_factory=lambda: deque(maxlen=_POSITIONS_KNOWN))
    batches: deque[int] = field(default_factory=lambda: deque(maxlen=_BATCHES_KNOWN))
    #: The newest position's time, six BCD bytes: they sort as times do.
    newest: bytes = b""

    def is_new(self, raw: bytes) -> bool:
        """Whether this position was not heard before; it was from now on."""
        head = raw[:HEAD_BYTES]
        at = head[_TIME_AT:]
        digest = hash(head)
        if at > self.newest:
            self.newest = at
        elif digest in self.positions:
            return False
        self.positions.append(digest)
        return True

    def is_new_batch(self, body: bytes) -> bool:
        """Whether this batch was not heard before as it is; it was from now on."""
        digest = hash(body)
        if digest in self.batches:
            return False
        self.batches.append(digest)
        return True
