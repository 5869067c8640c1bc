"""How often a process that handles many messages looks for rubbish in rings.

Messages hold no rings, so that what is done with is freed at once; but by its defaults Python's collector
looks through everything young after every 700 new containers, and through everything after some thousands.
With a full queue that took half the time of decoding a message.
"""

from __future__ import annotations

import gc
from typing import Final

_NEW_CONTAINERS: Final = 50_000


def collect_seldom() -> None:
    """From now on look seldom, and never again at what stands already: call it once all is loaded."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_NEW_CONTAINERS, 20, 20)
