"""A gateway that counts from one again is heard, nothing told twice is doubled, nothing late is lost."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from cloud.access.tables import Ledger
from cloud.alarms.tables import Alarm
from cloud.dead_letters.tables import DeadLetter
from cloud.events.tables import EventRow
from telemetry.event_kinds import EventKind
from telemetry.messages import Event
from tests.cloud.conftest import Stores
from tests.cloud.said import NOW, arrival, event, snapshot

LATER = NOW + 60_000


def store(stores: Stores, *messages: Event, at: int = LATER) -> list[int]:
    """Stores them, the cloud's time being `at`; the numbers that are receipted."""
    stored = stores.ingest.store_arrivals([arrival(message, at=at) for message in messages])
    return [identity.seq for identity in stored.receipted]


def fires(stores: Stores) -> Sequence[tuple[str, str, int]]:
    with stores.database.read() as session:
        query = select(Alarm.part, Alarm.level, Alarm.occurrences).where(Alarm.kind == EventKind.FIRE)
        return [(part, level, times) for part, level, times in session.execute(query.order_by(Alarm.id))]


def logged(stores: Stores) -> list[int]:
    with stores.database.read() as session:
        return list(session.scalars(select(EventRow.seq).order_by(EventRow.id)))


def letters(stores: Stores) -> list[str]:
    with stores.database.read() as session:
        return list(session.scalars(select(DeadLetter.reason)))


def old_messages(stores: Stores) -> None:
    """Forty numbers in use: faults, and snapshots among them."""
    faults = [event(seq, EventKind.FAULT, seq % 4 == 1, on="panel-1/1-001") for seq in range(1, 40, 2)]
    snapshots = [snapshot(seq, {"panel-1/1-001": []}) for seq in range(2, 41, 2)]
    stores.ingest.store_arrivals([arrival(message) for message in (*faults, *snapshots)])


def test_a_wiped_gateways_fire_is_an_alarm_whatever_stood_under_its_number(stores: Stores) -> None:
    old_messages(stores)
    assert store(stores, event(1, at=LATER), event(2, at=LATER, on="panel-1/1-024")) == [1, 2]
    assert fires(stores) == [("panel-1/1-023", "active", 1), ("panel-1/1-024", "active", 1)]
    assert logged(stores)[-2:] == [41, 42]
    assert [f"number {number} was used before" in reason for number, reason in enumerate(letters(stores), 1)]
    assert "stored as number 41" in letters(stores)[0]


def test_told_again_it_is_not_doubled_and_its_end_ends_it(stores: Stores) -> None:
    old_messages(stores)
    fire = event(1, at=LATER)
    store(stores, fire, fire)
    store(stores, fire)
    assert (fires(stores), len(letters(stores))) == ([("panel-1/1-023", "active", 1)], 1)
    store(stores, event(3, active=False, at=LATER + 1))
    assert fires(stores) == [("panel-1/1-023", "cleared", 1)]
    store(stores, fire, event(3, active=False, at=LATER + 1))
    assert fires(stores) == [("panel-1/1-023", "cleared", 1)]


def test_a_clock_that_is_not_set_is_no_reason_to_miss_a_fire(stores: Stores) -> None:
    old_messages(stores)
    store(stores, event(2, at=1_000, clock_synced=False))
    assert fires(stores) == [("panel-1/1-023", "active", 1)]


def test_what_was_taken_for_evicted_and_comes_late_is_stored_under_its_number(
    stores: Stores,
) -> None:
    newer = [event(seq, at=NOW + seq, on=f"panel-1/1-{seq:03d}") for seq in range(2, 12, 2)]
    store(stores, *newer)
    with stores.database.write() as session:  # as closing the lowest gaps does
        session.scalars(select(Ledger)).one().known = [2, 10]
    late = [event(seq, EventKind.FAULT, at=NOW + seq) for seq in range(3, 11, 2)]
    assert store(stores, *late) == [3, 5, 7, 9]
    assert store(stores, *late) == [3, 5, 7, 9]
    assert sorted(logged(stores)) == [*range(2, 11)]
    assert letters(stores) == []


def test_the_same_edge_in_other_words_is_told_and_stored_once(stores: Stores) -> None:
    store(stores, event(1))
    store(stores, event(1, text="in other words"))
    assert (logged(stores), len(letters(stores))) == ([1], 1)
