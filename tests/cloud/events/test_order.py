"""Whoever pulls behind a cursor while many write at once is told of every event, once and in order."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from cloud.access.service import Ingest
from cloud.access.settings import QuarantineSettings
from cloud.database.engine import Database
from cloud.events import repository
from cloud.events.tables import EventRow
from cloud.export import service
from cloud.people.asker import LOCAL
from tests.cloud.said import NOW, arrival, event
from tests.cloud.stores import Stores, tell_changes

WRITERS, BATCHES, BATCH = 6, 25, 8


def write(url: str, stores: Stores, writer: int) -> None:
    """One gateway's events, batch by batch, as a process of its own would store them."""
    database = Database(url)
    tell_changes(database, stores.latest)
    ingest = Ingest(database, stores.series, stores.latest, QuarantineSettings(), lambda: NOW)
    for first in range(1, BATCHES * BATCH, BATCH):
        said = [event(seq, gateway=f"gw-{writer}", at=NOW + seq) for seq in range(first, first + BATCH)]
        ingest.store_arrivals([arrival(one) for one in said])
    database.close()


def pulled(database: Database, after: int) -> tuple[list[int], int]:
    """What comes behind the cursor now, in small pages, and the next cursor."""
    found: list[int] = []
    more = True
    while more:
        with database.read() as session:
            page = service.events(session, LOCAL, after, 7)
        found += [item.id for item in page.items]
        after, more = page.next, page.more
    return found, after


@pytest.mark.parametrize("records_url", ["postgresql"], indirect=True)
def test_a_puller_misses_nothing_of_what_commits_late(records_url: str, stores: Stores) -> None:
    told: list[int] = []
    cursor = 0
    with ThreadPoolExecutor(WRITERS) as pool:
        writers = [pool.submit(write, records_url, stores, number) for number in range(WRITERS)]
        while not all(writer.done() for writer in writers):
            found, cursor = pulled(stores.database, cursor)
            told += found
        for writer in writers:
            writer.result()
    told += pulled(stores.database, cursor)[0]
    assert told == list(range(1, WRITERS * BATCHES * BATCH + 1))


def test_numbers_go_on_behind_those_of_an_older_log(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(1))])
    with stores.database.write() as session:
        session.get_one(EventRow, 1).id = 41
        session.delete(session.get_one(repository.counters.Counter, repository.NUMBER))
    stores.ingest.store_arrivals([arrival(event(2)), arrival(event(3))])
    assert pulled(stores.database, 0) == ([41, 42, 43], 43)
    with stores.database.write() as session:
        session.delete(session.get_one(EventRow, 43))
    stores.ingest.store_arrivals([arrival(event(4))])
    assert pulled(stores.database, 0)[0] == [41, 42, 44]
