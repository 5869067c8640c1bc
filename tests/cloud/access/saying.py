"""A process that hears some lanes, says so once and stays until killed: `saying.py URL NOW SHARE LANE…`."""

from __future__ import annotations

import signal
import sys

from cloud.access.ears import Ears
from cloud.access.sources.sharding import Shard
from cloud.database.engine import Database


class Standing:
    """A clock that stands."""

    def __init__(self, now: int) -> None:
        self._now = now

    def now_ms(self) -> int:
        return self._now

    def monotonic(self) -> float:
        return self._now / 1000


def main(url: str, now: str, share: str, *lanes: str) -> None:
    database = Database(url)
    own = dict.fromkeys(lanes, lambda: True)
    ears = Ears(database, Standing(int(now)), lanes, own, shard=Shard.parse(share))
    ears._say()
    sys.stdout.write("SAID\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
