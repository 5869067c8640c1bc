from __future__ import annotations

import gc
import subprocess
import sys

_SCRIPT = """
import gc
from runtime.collector import collect_seldom
class Ring: pass
stands = [Ring() for _ in range(1000)]
collect_seldom()
assert gc.get_freeze_count() > 1000
for _ in range(200_000):
    ring = Ring(); ring.itself = ring
print(sum(isinstance(one, Ring) for one in gc.get_objects()))
"""


def test_rings_are_still_found_and_what_stands_is_not_looked_at_again() -> None:
    before = gc.get_freeze_count()
    told = subprocess.run([sys.executable, "-c", _SCRIPT], capture_output=True, text=True, check=True)
    assert int(told.stdout) < 200_000
    assert gc.get_freeze_count() == before, "only the process that asks for it"
