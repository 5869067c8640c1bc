"""Which worker reads which areas, where the broker cannot share a subscription. Pure.

Rendezvous hashing: every area goes to the worker whose hash with it is highest, so each worker finds its
own share without asking anyone, and one worker more or less moves only the areas that it gains or gives
up.

The topic has no level finer than the area that a filter could split by. Areas suffice: there are 103
counties, the largest holds 3 % of the region's residents, and one worker carries a sixth of the region.
Whoever needs more than a dozen workers has a broker that shares subscriptions.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from telemetry.areas import COUNTIES, LEAGUES, REGION


@dataclass(frozen=True)
class Shard:
    """Worker `index` of `of`, counted from 1."""

    index: int
    of: int

    def __str__(self) -> str:
        return f"{self.index}/{self.of}"

    @classmethod
    def parse(cls, text: str) -> Shard:
        """From "i/n"; raises ValueError in plain words."""
        index, _, of = text.partition("/")
        if not (index.isascii() and index.isdigit() and of.isascii() and of.isdigit()):
            raise ValueError(f'{text!r} is not a share; write it as "1/4": the first of four workers')
        shard = cls(int(index), int(of))
        if not 1 <= shard.index <= shard.of <= 64:
            raise ValueError(
                f"{text!r} is not a share; the first number goes from 1 to the second, at most 64"
            )
        return shard


#: The only worker, who reads everything.
ALONE = Shard(1, 1)


def topic_areas(further: Iterable[str] = ()) -> tuple[str, ...]:
    """Every area that may stand in a topic: counties, and leagues and the region padded to six digits."""
    codes = {code for code, *_ in COUNTIES}
    codes |= {code.ljust(6, "0") for code, *_ in LEAGUES}
    codes |= {REGION[0].ljust(6, "0"), *further}
    return tuple(sorted(codes))


def areas_of(shard: Shard, areas: Iterable[str]) -> tuple[str, ...]:
    """The areas that this worker reads."""
    return tuple(area for area in areas if owner(area, shard.of) == shard.index)


def owner(area: str, workers: int) -> int:
    """The worker, counted from 1, that reads this area."""
    return max(range(1, workers + 1), key=lambda index: (_weight(area, index), index))


def _weight(area: str, index: int) -> bytes:
    return blake2b(f"{area}/{index}".encode(), digest_size=8).digest()
