from __future__ import annotations

import os
import subprocess
import sys
import time

from benchmarks.edge import process_cost
from tests.services import stop

_SPIN = "import time\nwhile time.process_time() < 0.2: pass\nprint('spun', flush=True)\ntime.sleep(60)"


def test_a_childs_processor_time_and_memory_count_as_the_parents() -> None:
    before = process_cost.cpu_s(os.getpid())
    alone = process_cost.memory(os.getpid())
    child = subprocess.Popen([sys.executable, "-c", _SPIN], stdout=subprocess.PIPE)
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == b"spun\n"
        assert child.pid in process_cost.family(os.getpid())
        assert process_cost.cpu_s(os.getpid()) - before >= 0.15
        both = process_cost.memory(os.getpid())
        assert both.rss_mb - alone.rss_mb > 3
        assert both.pss_mb > 0
    finally:
        stop(child)
        child.stdout.close()


def test_open_files_and_threads_are_counted() -> None:
    files = process_cost.open_files(os.getpid())
    with open(os.devnull) as more:
        assert more.fileno() >= 0
        assert process_cost.open_files(os.getpid()) == files + 1
    assert process_cost.threads(os.getpid()) >= 1


async def test_the_cost_of_a_span_is_that_spans_alone() -> None:
    deadline = time.process_time() + 0.1
    while time.process_time() < deadline:
        pass
    cost = await process_cost.cost_of(os.getpid(), 0.2)
    assert cost.seconds >= 0.2
    assert cost.core_share < 1
    assert cost.memory.peak_rss_mb >= cost.memory.rss_mb > 0
