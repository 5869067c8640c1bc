"""Chance without a float: whole numbers, tosses and orders that anyone repeats from the seed.

1. Every use of chance has a label of its own; what one use takes moves no other.
2. A stream's key is the canonical JSON of `[seed, label…]`; its blocks are those of `rfc3797`, from 0 on.
3. A number below `limit` is a block's remainder; blocks in the incomplete last run of remainders are passed
   over, so that every number is exactly as likely as any other.
4. A random order sorts by the SHA-256 of the canonical JSON of `[seed, label…]` with the name behind it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from cloud.inspection_draw import rfc3797
from cloud.inspection_draw.canonical import canonical

_BLOCKS = 1 << 256


class Stream:
    """The chance of one label."""

    def __init__(self, seed: str, *label: str) -> None:
        self._key = canonical([seed, *label])
        self._index = 0

    def below(self, limit: int) -> int:
        """A whole number from 0 to `limit - 1`, each as likely as any other."""
        whole_runs = _BLOCKS - _BLOCKS % limit
        while True:
            found = rfc3797.block(self._key, self._index)
            self._index += 1
            if found < whole_runs:
                return found % limit

    def toss(self, part: int, of: int) -> bool:
        """True with the chance `part / of` exactly."""
        return self.below(of) < part


def shuffled(seed: str, label: str, names: Iterable[str], *more: str) -> list[str]:
    """The names in a random order that does not depend on the order in which they are given."""
    begun = hashlib.sha256(canonical([seed, label, *more]))

    def place(name: str) -> tuple[bytes, str]:
        hashed = begun.copy()
        hashed.update(name.encode())
        return hashed.digest(), name

    return sorted(names, key=place)
