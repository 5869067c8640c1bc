"""SIGKILL at any moment: what was acknowledged is there, numbers have no gap, levels and records agree."""

import random
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from device_profiles.level import Level
from edge_agent.spool.record import Rank
from edge_agent.spool.rescue import open_store
from edge_agent.spool.store import SpoolStore
from telemetry.encoding import decode_uplink
from telemetry.messages import Event, Stream

ROOT = Path(__file__).parents[2]
HAMMER = Path(__file__).with_name("hammer.py")


def hammer_and_kill(path: Path, seed: int, after_s: float) -> list[str]:
    """Let the process work until it has acknowledged something and `after_s` more; then kill it."""
    process = subprocess.Popen(
        [sys.executable, str(HAMMER), str(path), str(seed)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"},
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(after_s)
    process.kill()
    rest = process.stdout.read()
    process.wait()
    process.stdout.close()
    return (first + rest).splitlines(keepends=True)


def numbered(code: str) -> tuple[int, ...]:
    """The round and the number within it of a report."""
    return tuple(int(word) for word in code.split(":"))


def stored_events(store: SpoolStore) -> list[Event]:
    records = [r for rank in (Rank.FIRE, Rank.EVENT) for r in store.fetch(rank, 0, 10_000_000)]
    messages = [decode_uplink("sw/1/150102/gw-1/event", r.data) for r in sorted(records, key=lambda r: r.seq)]
    return [message for message in messages if isinstance(message, Event)]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_kill_loses_nothing_acknowledged_and_doubles_no_edge(tmp_path: Path, seed: int) -> None:
    path = tmp_path / "spool.sqlite3"
    rng = random.Random(seed)
    acknowledged: dict[str, tuple[int, ...]] = {}
    for round_number in range(3):
        lines = hammer_and_kill(path, seed * 100 + round_number, rng.uniform(0.0, 0.25))
        for line in lines:
            words = line.split()
            if not line.endswith("\n") or len(words) < 2:
                continue  # cut off in the middle of a line
            if words[0] != "forgot":
                acknowledged[words[0]] = max(numbered(words[1]), acknowledged.get(words[0], ()))
        with closing(open_store(path, 50_000_000)) as store:
            events = stored_events(store)
            count = next(count for count in store.counts() if count.stream is Stream.EVENT)
            held = {event.seq for event in events} | {
                s.seq for s in store.fetch(Rank.SNAPSHOT, 0, 10_000_000)
            }
            assert count.evicted == 0
            assert count.published == store.forgotten(Stream.EVENT) + len(held)
            missing = set(range(1, count.published + 1)) - held
            assert len(missing) == store.forgotten(Stream.EVENT)
            levels = store.levels()
            for part, newest in acknowledged.items():
                assert numbered(levels[part].codes["n"]) >= newest, part
            assert_edges_alternate(events, missing)
            assert_levels_follow_from_events(events, levels, missing)


def assert_edges_alternate(events: list[Event], missing: set[int]) -> None:
    last: dict[tuple[str, str], Event] = {}
    for event in events:
        key = (event.part.part, event.kind.value)
        before = last.get(key)
        if before is not None and event.kind.value != "operation":
            lost_between = any(before.seq < seq < event.seq for seq in missing)
            assert before.active is not event.active or lost_between, (before, event)
        last[key] = event


def assert_levels_follow_from_events(
    events: list[Event], levels: dict[str, Level], missing: set[int]
) -> None:
    last = {event.part.part: event for event in events}
    for part, event in last.items():
        if not any(seq > event.seq for seq in missing):
            assert levels[part].bits == event.bits_after, part
