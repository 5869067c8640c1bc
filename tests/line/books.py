"""The books: what the gateway gave numbers to is stored, quarantined, spooled or counted as evicted."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections import Counter, defaultdict
from contextlib import closing
from typing import NamedTuple

from simulators.suite import Suite
from tests.line.centre import Centre, Json


class Book(NamedTuple):
    """One stream's books, from the gateway's own file and from the centre's API."""

    published: int
    evicted: int
    spooled: int
    stored: int
    quarantined: int

    @property
    def balances(self) -> bool:
        return self.published == self.stored + self.quarantined + self.spooled + self.evicted


def books(suite: Suite, centre: Centre) -> dict[str, Book]:
    """Every stream's books. What the centre has and only the receipt is missing for counts as stored."""
    counted = centre.books()
    known = _known(suite)
    with _readonly(suite, "spool.sqlite3") as spool:
        rows = spool.execute("SELECT stream, published, evicted FROM book").fetchall()
        held = spool.execute("SELECT stream, seq FROM record").fetchall()
    waiting = Counter(stream for stream, seq in held if not _within(known.get(stream, []), seq))
    return {
        stream: Book(
            published,
            evicted,
            waiting[stream],
            counted.get(stream, {}).get("stored") or 0,
            counted.get(stream, {}).get("quarantined") or 0,
        )
        for stream, published, evicted in rows
    }


def _readonly(suite: Suite, name: str) -> closing[sqlite3.Connection]:
    return closing(sqlite3.connect(f"file:{suite.plan.folder / name}?mode=ro", uri=True))


def _known(suite: Suite) -> dict[str, list[int]]:
    """The centre's ledger by stream: first, last, first, last … of what it has."""
    with _readonly(suite, "cloud.sqlite3") as records:
        rows = records.execute("SELECT stream, known FROM ledger").fetchall()
    return {stream: json.loads(known) for stream, known in rows}


def _within(intervals: list[int], seq: int) -> bool:
    return any(first <= seq <= last for first, last in zip(intervals[::2], intervals[1::2], strict=True))


def spooled_events(suite: Suite) -> dict[int, Json]:
    """The events that wait in the gateway's spool, by sequence number, as they will be sent."""
    with _readonly(suite, "spool.sqlite3") as spool:
        rows = spool.execute("SELECT seq, data FROM record WHERE stream = 'event'").fetchall()
    messages = {seq: json.loads(data) for seq, data in rows}
    return {seq: message for seq, message in messages.items() if message["type"] == "event"}


def settled(suite: Suite, centre: Centre) -> bool:
    """Whether the spool holds no event that the centre lacks."""
    return books(suite, centre)["event"].spooled == 0


def edges(events: list[Json]) -> dict[tuple[str, str], list[bool]]:
    """For each part and kind, its edges in the gateway's order."""
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for event in sorted(events, key=lambda event: event["seq"]):
        found[event["part"], event["kind"]].append(event["active"])
    return found


def repeated_edges(events: list[Json]) -> list[tuple[str, str]]:
    """Parts and kinds whose edges do not alternate: one was told twice, or one was lost."""
    return [
        key
        for key, levels in edges(events).items()
        if any(one == other for one, other in itertools.pairwise(levels)) or not levels[0]
    ]
