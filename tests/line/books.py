"""The books: what the gateway gave numbers to is stored, quarantined, spooled or counted as evicted."""

from __future__ import annotations

import itertools
import sqlite3
from collections import defaultdict
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
    """Every stream's books. Numbers that wait only for their receipt are told apart by an empty spool."""
    known = centre.books()
    with closing(sqlite3.connect(f"file:{suite.plan.folder / 'spool.sqlite3'}?mode=ro", uri=True)) as spool:
        rows = spool.execute("SELECT stream, published, evicted FROM book").fetchall()
        spooled = dict(spool.execute("SELECT stream, count(*) FROM record GROUP BY stream").fetchall())
    return {
        stream: Book(
            published,
            evicted,
            spooled.get(stream, 0),
            known.get(stream, {}).get("stored") or 0,
            known.get(stream, {}).get("quarantined") or 0,
        )
        for stream, published, evicted in rows
    }


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
