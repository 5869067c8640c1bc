"""The agent's walk-test mode: for a while, every event says that it came during a walk test.

The mark is evidence and nothing more: no event is held back, changed in kind or delayed, for a real fire does
not wait until the test is over. The mode ends by itself; whoever walks renews it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

import msgspec

from runtime.clock import Clock
from telemetry.messages import Event, UplinkMessage

MARK = "walk_test"
MAX_S = 8 * 3600.0
_MAX_EVIDENCE = 32

M = TypeVar("M", bound=UplinkMessage)


class WalkTestMode:
    """On until a time, or off."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._until = 0.0
        #: Who walks, for who looks at the gateway meanwhile.
        self.who = ""

    @property
    def left_s(self) -> float:
        """Seconds until it ends by itself; 0 when it is off."""
        return max(0.0, self._until - self._clock.monotonic())

    def start(self, for_s: float, who: str = "") -> None:
        """Begin, or go on, for so many seconds from now."""
        self._until = self._clock.monotonic() + min(for_s, MAX_S)
        self.who = who

    def stop(self) -> None:
        """End it now."""
        self._until = 0.0
        self.who = ""

    def told(self) -> dict[str, object]:
        """As the door tells it."""
        left_s = self.left_s
        return {"on": left_s > 0, "left_s": round(left_s, 1), "who": self.who if left_s > 0 else ""}

    def mark(self, messages: Sequence[M]) -> Sequence[M]:
        """The messages, their events marked while the mode is on."""
        if not messages or self.left_s <= 0:
            return messages
        return [_marked(message) for message in messages]


def _marked(message: M) -> M:
    if not isinstance(message, Event):
        return message
    kept = list(message.evidence.items())[: _MAX_EVIDENCE - 1]
    return msgspec.structs.replace(message, evidence={MARK: True, **dict(kept)})
