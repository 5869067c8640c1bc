"""RFC 3797: a key from public numbers, and as many unpredictable blocks from the key as are needed.

The RFC's own example uses MD5 and an index of two bytes. The draw uses SHA-256 and eight bytes: a region has
more units than two bytes can count.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from typing import Any


def key_of(sources: Iterable[Sequence[int]]) -> str:
    """The key (section 4): each source's numbers ascending, a period after each, a slash after the source."""
    return "".join("".join(f"{number}." for number in sorted(source)) + "/" for source in sources)


def block(key: bytes, index: int, hashed: Callable[[bytes], Any] = hashlib.sha256, width: int = 8) -> int:
    """The hash of index, key, index, as a whole number; the index takes `width` bytes, the highest first."""
    around = index.to_bytes(width, "big")
    return int.from_bytes(hashed(around + key + around).digest(), "big")
