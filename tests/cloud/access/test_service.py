from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select
from sqlalchemy import event as sql_event

from cloud.access import batch
from cloud.access.examine import Arrival
from cloud.access.ledger import MAX_INTERVALS
from cloud.access.service import StoreUnavailable
from cloud.access.settings import QuarantineSettings
from cloud.access.tables import Ledger, ReplyRow, WorkerRow
from cloud.alarms.tables import Alarm
from cloud.database import counters
from cloud.database.engine import Database
from cloud.dead_letters import repository as dead_letters
from cloud.dead_letters.tables import DeadLetter
from cloud.events.tables import EventRow
from telemetry.event_kinds import EventKind
from telemetry.messages import Event, Quality, ReplyStage
from tests.cloud.conftest import Stores, open_stores
from tests.cloud.said import GATEWAY, NOW, arrival, event, health, readings, reply, snapshot, topic_of

SEVERED = Path(__file__).with_name("severed.py")


def ledger(stores: Stores, stream: str = "event") -> Ledger:
    with stores.database.read() as session:
        return session.scalars(select(Ledger).where(Ledger.stream == stream)).one()


def rows(stores: Stores, table: type[Any]) -> list[Any]:
    with stores.database.read() as session:
        return list(session.scalars(select(table)))


def test_storing_a_message_twice_changes_nothing_and_receipts_it_again(stores: Stores) -> None:
    said = [arrival(event(1)), arrival(readings(1, [1.0, 2.0])), arrival(health(1)), arrival(reply(1))]
    first = stores.ingest.store_arrivals(said)
    second = stores.ingest.store_arrivals(said)
    assert sorted(map(str, first.receipted)) == sorted(map(str, second.receipted))
    assert len(first.receipted) == 4
    assert len(rows(stores, EventRow)) == 1
    assert stores.count() == 2
    for stream in ("event", "reading", "health", "reply"):
        held = ledger(stores, stream)
        assert (held.received, held.stored, held.duplicates, held.quarantined) == (2, 1, 1, 0)


def test_a_reply_is_kept_with_its_stage_and_details(stores: Stores) -> None:
    said = reply(2, stage=ReplyStage.DONE, details={"person": "王强", "answered_after_s": 12.5})
    stores.ingest.store_arrivals([arrival(reply(1, stage=ReplyStage.ACCEPTED)), arrival(said)])
    kept = rows(stores, ReplyRow)
    assert [(row.seq, row.stage) for row in kept] == [(1, "accepted"), (2, "done")]
    assert kept[1].details == {"person": "王强", "answered_after_s": 12.5}


def test_a_repetition_within_one_batch_is_seen(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(1)), arrival(event(1)), arrival(event(2))])
    assert [row.seq for row in rows(stores, EventRow)] == [1, 2]
    assert ledger(stores).duplicates == 1


def test_the_fire_is_stored_first_within_a_batch(stores: Stores) -> None:
    stores.ingest.store_arrivals(
        [arrival(event(seq, EventKind.FAULT)) for seq in (1, 2)] + [arrival(event(3, on="p2"))]
    )
    assert [row.kind for row in rows(stores, EventRow)] == ["fire", "fault", "fault"]


def test_what_cannot_be_read_is_quarantined_and_receipted_by_its_envelope(stores: Stores) -> None:
    bad = Arrival(topic_of(event(1)), arrival(event(1)).payload.replace(b'"fire"', b'"volcano"'), NOW)
    stored = stores.ingest.store_arrivals([bad, arrival(event(2))])
    assert [identity.seq for identity in stored.receipted] == [2, 1]
    letter = rows(stores, DeadLetter)[0]
    assert (letter.place, letter.gateway, letter.stream, letter.seq) == ("$.kind", GATEWAY, "event", 1)
    assert "volcano" in letter.reason
    assert (ledger(stores).stored, ledger(stores).quarantined) == (1, 1)


def test_the_same_poison_again_is_counted_on_its_row(stores: Stores) -> None:
    bad = Arrival(topic_of(event(1)), b"fire!", NOW)
    for _ in range(3):
        stores.ingest.store_arrivals([bad])
    assert [(letter.times, letter.size) for letter in rows(stores, DeadLetter)] == [(3, 5)]


def test_the_dead_letter_table_is_bounded_and_counts_what_it_pushes_out(tmp_path: Path) -> None:
    stores = open_stores(tmp_path, QuarantineSettings(rows=3, payload_bytes=64))
    topic = topic_of(event(1))
    stores.ingest.store_arrivals([Arrival(topic, b"x" * 100 + bytes([n]), NOW + n) for n in range(8)])
    letters = rows(stores, DeadLetter)
    assert [letter.first_at - NOW for letter in letters] == [5, 6, 7]
    assert {len(letter.payload) for letter in letters} == {64}
    with stores.database.read() as session:
        assert counters.current(session, dead_letters.EVICTED) == 5
    stores.close()


def test_a_topic_no_database_could_take_is_quarantined_too(stores: Stores) -> None:
    stores.ingest.store_arrivals([Arrival("sw/1/\x00\ud800", b"\x00", NOW)])
    assert rows(stores, DeadLetter)[0].topic == "sw/1/␀?"


def test_a_second_area_is_quarantined_and_uses_up_no_number(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(1))])
    stored = stores.ingest.store_arrivals([arrival(event(2), area="150502"), arrival(event(2))])
    assert [identity.seq for identity in stored.receipted] == [2]
    assert len(rows(stores, EventRow)) == 2
    assert "belongs to area 150102" in rows(stores, DeadLetter)[0].reason


def test_a_number_used_for_two_events_is_told_and_the_first_stays(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(1))])
    stored = stores.ingest.store_arrivals([arrival(event(1, text="another"))])
    assert len(stored.receipted) == 1
    assert [row.text for row in rows(stores, EventRow)] == ["edge 1"]
    assert "lost its count" in rows(stores, DeadLetter)[0].reason


def test_a_value_out_of_range_is_kept_and_marked(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(readings(1, [1.0, 250.0, -3.0, None]))])
    assert stores.count() == 4
    points = stores.series.range(GATEWAY, "smoke-302", 128, NOW, NOW + 1000, 10)
    assert [(point.mean, point.quality) for point in points] == [
        (1.0, Quality.GOOD),
        (250.0, Quality.OUT_OF_RANGE),
        (-3.0, Quality.OUT_OF_RANGE),
        (None, Quality.GOOD),
    ]


def test_an_event_with_a_doubtful_clock_is_stored_and_flagged(stores: Stores) -> None:
    ahead = NOW + 2 * 86_400_000
    stores.ingest.store_arrivals(
        [arrival(event(1, at=0, clock_synced=False)), arrival(event(2, at=ahead, on="p2"))]
    )
    assert all(row.clock_doubtful for row in rows(stores, EventRow))
    assert {alarm.raised_at for alarm in rows(stores, Alarm)} == {NOW}


def test_poison_in_a_batch_is_found_and_the_rest_is_stored(
    stores: Stores, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = batch.event_log.row

    def failing(message: Event, **told: Any) -> dict[str, Any]:
        if message.seq == 5:
            raise KeyError("a bug")
        return row(message, **told)

    monkeypatch.setattr(batch.event_log, "row", failing)
    stored = stores.ingest.store_arrivals([arrival(event(seq, on=f"p{seq}")) for seq in range(1, 10)])
    assert sorted(identity.seq for identity in stored.receipted) == list(range(1, 10))
    assert sorted(row.seq for row in rows(stores, EventRow)) == [1, 2, 3, 4, 6, 7, 8, 9]
    assert [(letter.seq, letter.reason) for letter in rows(stores, DeadLetter)] == [
        (5, "internal: KeyError: 'a bug'")
    ]
    assert (ledger(stores).stored, ledger(stores).quarantined) == (8, 1)


@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_a_full_disk_is_no_poison(stores: Stores) -> None:
    limit = "PRAGMA max_page_count"
    with stores.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()

    def tight(connection: Any, *_: Any) -> None:
        connection.connection.dbapi_connection.execute(f"{limit}={pages}").close()

    sql_event.listen(stores.database.engine, "begin", tight)
    said = [arrival(event(seq, on=f"p{seq}", text="x" * 500)) for seq in range(1, 200)]
    said.append(arrival(readings(1, [1.0])))
    with pytest.raises(StoreUnavailable):
        stores.ingest.store_arrivals(said)
    pages = 100_000
    assert rows(stores, DeadLetter) == []
    stored = stores.ingest.store_arrivals(said)
    assert len(stored.receipted) == 200
    assert (len(rows(stores, EventRow)), stores.count()) == (199, 1)


def test_a_failed_commit_leaves_no_reading_behind(stores: Stores) -> None:
    real = stores.database.before_commit

    def failing(_session: Any) -> None:
        raise OSError(28, "No space left on device")

    stores.database.before_commit = failing
    with pytest.raises(StoreUnavailable):
        stores.ingest.store_arrivals([arrival(readings(1, [1.0, 2.0]))])
    stores.database.before_commit = real
    stores.ingest.store_arrivals([arrival(readings(1, [1.0, 2.0])), arrival(readings(2, [3.0], at=NOW + 9))])
    assert stores.count() == 3


def _bury_the_dead(url: str) -> None:
    """The dead worker was seen a moment ago; nobody waits for its time to pass here."""
    database = Database(url)
    with database.write() as session:
        session.execute(delete(WorkerRow))
    database.close()


@pytest.mark.parametrize(
    "when",
    [
        "before-the-commit",
        "after-the-commit",
        "before-the-engine",
        "after-the-engine",
        "before-the-deletion-is-committed",
        "at-the-end",
    ],
)
def test_a_kill_at_any_moment_neither_doubles_nor_loses_a_reading(
    tmp_path: Path, records_url: str, when: str
) -> None:
    killed = subprocess.run(
        [sys.executable, str(SEVERED), str(tmp_path), when, records_url],
        env={**os.environ, "PYTHONPATH": os.getcwd()},
        check=False,
        capture_output=True,
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    _bury_the_dead(records_url)
    stores = open_stores(tmp_path, url=records_url)
    # What was not receipted is sent again.
    said = [arrival(readings(seq, [1.0, 2.0, 3.0], at=NOW + seq * 1000)) for seq in (1, 2)]
    stores.ingest.store_arrivals(said)
    assert stores.count() == 6
    assert ledger(stores, "reading").stored == 2
    stores.close()


def test_the_books_stay_bounded_and_say_what_they_took_for_granted(stores: Stores) -> None:
    with stores.database.write() as session:
        gaps = [number for seq in range(1, 2 * MAX_INTERVALS + 2, 2) for number in (seq, seq)]
        session.add(Ledger(gateway=GATEWAY, stream="health", known=gaps, received=0, stored=0))
    stores.ingest.store_arrivals([arrival(health(10 * MAX_INTERVALS))])
    held = ledger(stores, "health")
    assert len(held.known) == 2 * MAX_INTERVALS
    assert held.presumed_evicted == 2


def test_a_storm_and_a_snapshot_leave_consistent_books(stores: Stores) -> None:
    said = [arrival(event(seq, on=f"p{seq % 7}", active=seq % 3 != 0)) for seq in range(1, 101)]
    said.append(arrival(snapshot(101, {f"p{n}": [] for n in range(7)})))
    stores.ingest.store_arrivals(said)
    assert ledger(stores).known == [1, 101]
    assert {alarm.level for alarm in rows(stores, Alarm)} == {"cleared"}
