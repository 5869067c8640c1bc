from __future__ import annotations

from sqlalchemy import select

from cloud.access.examine import Shed, examine, identity_of
from cloud.access.tables import Ledger
from cloud.alarms.tables import Alarm
from cloud.events.tables import EventRow
from cloud.live.tables import Change
from cloud.registry import views
from tests.cloud.said import AREA, GATEWAY, NOW, arrival, event, readings
from tests.cloud.stores import Stores


def shed(seq: int) -> Shed:
    told = arrival(readings(seq, [1.0, 2.0]))
    identity = identity_of(told)
    assert identity is not None
    return Shed(told, identity)


def ledger(stores: Stores, stream: str) -> Ledger:
    with stores.database.read() as session:
        held = session.get(Ledger, (GATEWAY, stream))
        assert held is not None
        return held


def test_what_is_shed_is_known_counted_and_receipted(stores: Stores) -> None:
    stored = stores.ingest.store([shed(1), shed(2), shed(2)])
    assert [identity.seq for identity in stored.receipted] == [1, 2, 2]
    again = stores.ingest.store([examine(arrival(readings(2, [1.0, 2.0]))), shed(3)])
    assert len(again.receipted) == 2
    held = ledger(stores, "reading")
    assert (held.known, held.shed, held.duplicates, held.stored) == ([1, 3], 3, 2, 0)
    assert stores.count() == 0


def test_nothing_published_is_unaccounted_for(stores: Stores) -> None:
    stores.ingest.store([shed(1), examine(arrival(readings(2, [1.0]))), shed(3)])
    with stores.database.read() as session:
        (count,) = views.gateways(session)[0].counts
    assert count.stored + count.quarantined + count.shed == 3 == count.received


def test_values_are_counted_and_those_that_are_missing_or_out_of_range(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(readings(1, [1.0, None, 250.0])), arrival(readings(2, [2.0]))])
    held = ledger(stores, "reading")
    assert (held.values_stored, held.values_invalid) == (4, 2)


def test_what_comes_a_minute_after_its_believed_time_is_late(stores: Stores) -> None:
    stores.ingest.store_arrivals(
        [
            arrival(event(1, at=NOW - 60_000), at=NOW),
            arrival(event(2, at=NOW - 60_001), at=NOW),
            arrival(event(3, at=0, clock_synced=False), at=NOW + 5),
        ]
    )
    held = ledger(stores, "event")
    assert (held.late, held.first_at, held.last_at) == (1, NOW, NOW + 5)


def test_every_record_carries_its_area(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(1))])
    with stores.database.read() as session:
        for table in (Alarm, EventRow, Change):
            assert {row.area for row in session.scalars(select(table))} == {AREA}, table
