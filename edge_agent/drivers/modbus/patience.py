"""How long a unit's answer is waited for. Pure; seconds everywhere."""

from __future__ import annotations

from collections.abc import Iterable

#: A unit that is lost is waited for so many times the slowest of the latest answers on the line.
_SLOWER = 3.0
_SHORTEST_S = 0.1
_WHOLE_EVERY = 4


def patience_s(whole_s: float, timeouts: int, thoughts_s: Iterable[float], *, lost: bool) -> float:
    """How long to wait, for a unit with a time-out of `whole_s` that has been missed `timeouts` times.

    One that is lost is waited for little longer than the units of its line have thought lately
    (`thoughts_s`), so as not to hold up the others; every fourth time it has its whole time-out, for it may
    be slower than they are.
    """
    if not lost or timeouts % _WHOLE_EVERY == 0:
        return whole_s
    return min(whole_s, max(_SHORTEST_S, _SLOWER * max(thoughts_s, default=0.0)))
