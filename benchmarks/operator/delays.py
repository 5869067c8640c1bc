"""From when something began to when it was painted or heard, change by change."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from typing import Final

from benchmarks.figures import Figures, percentile
from benchmarks.operator.windows import Painted, Window

_WITHIN_S: Final = 60.0
#: What changed, what it became, and how often it had been that.
Key = tuple[str, str, int]


def delays_of(began: Mapping[Key, float], pages: Sequence[Sequence[Painted]]) -> list[float]:
    """Of each page and each change of level, how long it took from `began` to its paint."""
    found = []
    for painted in pages:
        waiting: dict[str, list[Key]] = {}
        for key in began:
            waiting.setdefault(key[0], []).append(key)
        for one in painted:
            keys = waiting.get(one.key)
            if keys and keys[0][1] == one.value and one.at >= began[keys[0]] - 1:
                found.append(one.at - began[keys.pop(0)])
    return found


def gathered(open_pages: Sequence[Window], changes: int) -> list[list[Painted]]:
    """What each page has painted, once that is so many changes on every one."""
    found: list[list[Painted]] = [[] for _ in open_pages]
    deadline = time.monotonic() + _WITHIN_S
    while time.monotonic() < deadline and any(len(seen) < changes for seen in found):
        time.sleep(0.2)
        for seen, window in zip(found, open_pages, strict=True):
            seen += window.taken()
    return found


def shares(name: str, samples: Sequence[float]) -> Figures:
    """The median and the 99th percentile."""
    return {f"{name}_p{share}_ms": percentile(samples, share / 100) for share in (50, 99)}
