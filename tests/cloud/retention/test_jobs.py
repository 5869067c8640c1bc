"""Old records go, young and open ones stay, on either records store."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from sqlalchemy import func, select

from cloud.access.examine import Arrival
from cloud.access.tables import ReplyRow
from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.centre import Centre
from cloud.database import counters
from cloud.dead_letters.tables import DeadLetter
from cloud.events.tables import EventRow
from cloud.jobs import repository as leases
from cloud.jobs.job import Work
from cloud.maintenance.tables import Maintenance
from cloud.retention.jobs import DAY_MS, KINDS, retain
from cloud.retention.settings import RecordRetention
from cloud.shelving.tables import Shelf
from tests.cloud.said import NOW, arrival, event, reply
from tests.cloud.stores import Stores


def run(stores: Stores, days_later: int) -> int:
    now = NOW + days_later * DAY_MS
    with stores.database.write() as session:
        leases.make_known(session, ["records-retention"], 0)
        lease = leases.lease(session, "records-retention", "here", now, now + 60_000)
    assert lease is not None
    centre = SimpleNamespace(
        database=stores.database,
        clock=SimpleNamespace(now_ms=lambda: now),
        settings=SimpleNamespace(retention=RecordRetention()),
    )
    done = retain(Work(cast("Centre", centre), lease))
    with stores.database.write() as session:
        leases.give_back(session, lease)
    return done.rows


def rows(stores: Stores, table: type) -> int:
    with stores.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_each_kind_of_record_goes_when_its_time_is_over(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(1)), arrival(reply(1)), Arrival("no/topic", b"{", NOW)])
    tables = (EventRow, ReplyRow, DeadLetter)
    assert [rows(stores, table) for table in tables] == [1, 1, 1]
    assert run(stores, 80) == 0
    assert run(stores, 100) == 1
    assert [rows(stores, table) for table in tables] == [1, 1, 0]
    assert run(stores, 400) == 1
    assert [rows(stores, table) for table in tables] == [1, 0, 0]
    assert run(stores, 1_100) == 1
    assert [rows(stores, table) for table in tables] == [0, 0, 0]
    with stores.database.read() as session:
        counted = {kind.name: counters.current(session, f"expired-{kind.name}") for kind in KINDS}
    assert counted == {
        "events": 1,
        "alarms": 0,
        "declarations": 0,
        "duty": 0,
        "replies": 1,
        "dead-letters": 1,
    }


def test_an_open_alarm_stays_and_a_closed_one_goes_with_its_timeline(stores: Stores) -> None:
    stores.ingest.store_arrivals([arrival(event(1)), arrival(event(2, on="panel-1/1-024"))])
    with stores.database.write() as session:
        closed = session.scalars(select(Alarm).order_by(Alarm.id)).first()
        assert closed is not None
        closed.state, closed.closed_at = "closed", NOW
    run(stores, 3_650)
    assert rows(stores, Alarm) == 1
    with stores.database.read() as session:
        assert session.scalars(select(TimelineEntry.alarm_id)).all() != []


def test_works_and_shelvings_stay_a_year_after_their_end_and_those_in_force_for_good(stores: Stores) -> None:
    of = {"gateway": "gw", "reason": "检修", "by": "王芳", "until": NOW, "area": "150102"}
    with stores.database.write() as session:
        for ended_at in (NOW, None):
            session.add(Maintenance(mode="maintenance", parts=[], begun_at=NOW, ended_at=ended_at, **of))
            session.add(Shelf(part=f"p{ended_at}", kind="fault", at=NOW, ended_at=ended_at, **of))
    run(stores, 366)
    assert (rows(stores, Maintenance), rows(stores, Shelf)) == (2, 2)
    run(stores, 3_650)
    assert (rows(stores, Maintenance), rows(stores, Shelf)) == (1, 1)
