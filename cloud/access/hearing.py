"""Which gateways can be heard at one moment. Pure.

A lane is read by workers that each have a share of the areas; an area is heard where every lane has a worker
whose share it lies in. What comes to the centre itself needs no broker and no share.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cloud.access.sources.sharding import Shard, owner


@dataclass(frozen=True)
class Hearing:
    """What is listened to: the shares of every lane that is wanted, and the centre's own doors."""

    shares: Mapping[str, Collection[Shard]]
    direct: bool

    @property
    def everywhere(self) -> bool:
        """Whether every area is heard."""
        return all(_whole(shares) for shares in self.shares.values())

    @property
    def nowhere(self) -> bool:
        """Whether no area can be heard, for a lane has nobody."""
        return not all(self.shares.values())

    def of_area(self, area: str) -> bool:
        """Whether gateways of this area are heard through the broker."""
        return all(
            any(owner(area, share.of) == share.index for share in shares) for shares in self.shares.values()
        )


def _whole(shares: Collection[Shard]) -> bool:
    """Whether some number of workers is complete."""
    return any(
        all(Shard(index, workers) in shares for index in range(1, workers + 1))
        for workers in {share.of for share in shares}
    )
