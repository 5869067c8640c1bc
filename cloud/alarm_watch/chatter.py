"""Chatter after ISA-18.2 and EEMUA 191: three activations within a minute. Pure."""

from __future__ import annotations

from collections.abc import Iterable

ACTIVATIONS = 3
WITHIN_MS = 60_000
#: Chatter ends after so long without three within a minute.
QUIET_MS = 600_000


def chatters(times: Iterable[int]) -> bool:
    """Whether these times of activation, in any order, hold three within a minute."""
    ordered = sorted(times)
    return any(
        later - earlier <= WITHIN_MS
        for earlier, later in zip(ordered, ordered[ACTIVATIONS - 1 :], strict=False)
    )
