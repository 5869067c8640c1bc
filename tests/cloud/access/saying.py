"""A process that hears some lanes, says so once and stays until killed: `saying.py URL NOW SHARE LANE…`."""

from __future__ import annotations

import signal
import sys

from cloud.access.ears import Ears
from cloud.access.sources.sharding import Shard
from cloud.database.engine import Database
from tests.hand_clock import HandClock


def main(url: str, now: str, share: str, *lanes: str) -> None:
    database = Database(url)
    own = dict.fromkeys(lanes, lambda: True)
    ears = Ears(database, HandClock(int(now)), lanes, own, shard=Shard.parse(share))
    ears._say()
    sys.stdout.write("SAID\n")
    sys.stdout.flush()
    signal.pause()


if __name__ == "__main__":
    main(*sys.argv[1:])
