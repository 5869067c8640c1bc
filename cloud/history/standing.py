"""How many faults, disablements and silent links stood at the end of every step of a span. Pure.

A state stands from the raising of its alarm until it clears, and again from each time that it came back while
the alarm was still open: what came and went for weeks, and nobody saw to, did not stand for weeks.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple


class Stood(NamedTuple):
    """One state of one part, from when until when; None: it still stands."""

    kind: str
    of_gateway: bool
    since: int
    until: int | None


def spells(
    raised: int, ended: int | None, moves: Iterable[tuple[bool, int]]
) -> Iterator[tuple[int, int | None]]:
    """The times in which one alarm was active, from its (active, when) in their order. `ended`: its last."""
    since: int | None = raised
    for active, at in moves:
        if active and since is None:
            since = at
        elif not active and since is not None:
            yield since, max(since, at)
            since = None
    if since is not None:
        yield since, None if ended is None else max(since, ended)


def ends_of(start: int, end: int, width: int) -> list[int]:
    """The ends of the steps of a span."""
    return [min(at + width, end) for at in range(start, end, width)]


def standing(stood: Iterable[Stood], kinds: Sequence[str], ends: Sequence[int]) -> dict[str, list[int]]:
    """How many of each kind stood at each of these moments."""
    changes = {kind: [0] * (len(ends) + 1) for kind in kinds}
    for one in stood:
        if one.kind not in changes:
            continue
        steps = changes[one.kind]
        steps[bisect_right(ends, one.since)] += 1
        if one.until is not None:
            steps[bisect_right(ends, max(one.since, one.until))] -= 1
    return {kind: _sums(steps[:-1]) for kind, steps in changes.items()}


def covered_ms(stood: Iterable[Stood], start: int, width: int, ends: Sequence[int], now: int) -> list[int]:
    """How much of each step these states stood, all of them together."""
    found = [0] * len(ends)
    for one in stood:
        since = max(one.since, start)
        until = min(now if one.until is None else one.until, ends[-1]) if ends else since
        step = (since - start) // width
        while since < until:
            part = min(until, ends[step])
            found[step] += part - since
            since, step = part, step + 1
    return found


def _sums(steps: Sequence[int]) -> list[int]:
    total, found = 0, []
    for change in steps:
        total += change
        found.append(total)
    return found
