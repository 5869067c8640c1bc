"""Readings that the engine refuses: seen with their reason, shipped after all, or given up."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from cloud.access import journal, shipping
from cloud.access.tables import JournalRow
from cloud.audit.tables import AuditEntry
from cloud.database import counters
from cloud.errors import ApiError
from cloud.people.asker import LOCAL
from cloud.set_aside import repository, service, views
from tests.cloud.access.test_shipping import Engine, Line
from tests.cloud.conftest import Running
from tests.cloud.said import AREA, GATEWAY, NOW

BAD = 66.0


@pytest.fixture
def line(records_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Line]:
    """A line of whose batches the engine has refused the second."""
    monkeypatch.setattr(shipping, "LOOK_EVERY_S", 0.05)
    made = Line(records_url, Engine())
    made.engine.refuses = BAD
    made.say(1)
    made.say(2, value=BAD)
    made.ingest.start()
    assert made.ingest.shipper.drain()
    yield made
    made.close()


def rows(line: Line) -> list[JournalRow]:
    with line.database.read() as session:
        return repository.page(session, after=0, limit=10)


def actions(line: Line) -> list[str]:
    with line.database.read() as session:
        return list(session.scalars(select(AuditEntry.action)))


def test_a_batch_is_shown_with_the_reason_and_whose_readings_it_holds(line: Line) -> None:
    [row] = rows(line)
    shown = views.batch(row)
    assert (shown.reason, shown.values, shown.gateways, shown.areas) == (
        "ValueError: no such value",
        2,
        [GATEWAY],
        [AREA],
    )
    assert (shown.first_ts, shown.last_ts) == (NOW + 2000, NOW + 2100)
    with line.database.read() as session:
        assert repository.count(session) == (1, 2)


def test_a_batch_tried_again_is_shipped_once_the_engine_takes_it(line: Line) -> None:
    [row] = rows(line)
    line.engine.refuses = None
    line.engine.written.clear()
    with line.database.write() as session:
        service.retry(session, LOCAL, row.id)
    assert line.engine.written.wait(20)
    assert line.ingest.shipper.drain()
    assert len(line.engine.rows) == 4
    assert (rows(line), line.waiting()) == ([], 0)
    assert actions(line) == ["set-aside.retry"]


def test_a_batch_that_is_refused_again_is_set_aside_again(line: Line) -> None:
    [row] = rows(line)
    tries = line.ingest.shipper.set_aside
    with line.database.write() as session:
        service.retry(session, LOCAL, row.id)
    with line.ingest.shipper._changed:
        assert line.ingest.shipper._changed.wait_for(
            lambda: line.ingest.shipper.set_aside > tries and not line.ingest.shipper._held, 20
        )
    assert [one.id for one in rows(line)] == [row.id]


def test_a_batch_given_up_is_gone_counted_and_in_the_audit_log(line: Line) -> None:
    [row] = rows(line)
    with line.database.write() as session:
        service.drop(session, LOCAL, row.id, "a sensor that was being tested")
    assert rows(line) == []
    assert actions(line) == ["set-aside.drop"]
    with line.database.read() as session:
        assert counters.current(session, repository.DROPPED) == 2
    with pytest.raises(ApiError) as gone, line.database.write() as session:
        service.drop(session, LOCAL, row.id, "again")
    assert gone.value.status == 404


def test_what_still_waits_for_the_engine_can_neither_be_retried_nor_given_up(line: Line) -> None:
    with line.database.write() as session:
        waiting = journal.put(session, "another", NOW, 1, b"")
        for change in (
            lambda: service.retry(session, LOCAL, waiting),
            lambda: service.drop(session, LOCAL, waiting, "no"),
        ):
            with pytest.raises(ApiError):
                change()
        repository.drop(session, waiting)


async def test_what_is_set_aside_makes_the_centre_s_health_worse_until_it_is_settled(
    running: Running,
) -> None:
    with running.centre.database.write() as session:
        row = journal.put(session, "another", NOW, 7, b"of another version")
        journal.set_aside(session, row, "cannot be read: form 2, not 1")
    health = (await running.http.get("/api/v1/health")).json()
    [told] = [one for one in health["components"] if one["name"] == "set-aside"]
    assert (health["status"], told["up"]) == ("degraded", False)
    assert "1 batches with 7 values" in told["detail"]
    listed = (await running.http.get("/api/v1/timeseries/set-aside")).json()
    assert (listed["batches"], listed["values"], listed["next"]) == (1, 7, None)
    [batch] = listed["items"]
    assert (batch["reason"], batch["readable"]) == ("cannot be read: form 2, not 1", False)
    address = f"/api/v1/timeseries/set-aside/{row}/drop"
    assert (await running.http.post(address, json={"reason": ""})).status_code == 422
    assert (await running.http.post(address, json={"reason": "of a test"})).status_code == 204
    assert (await running.http.post(address, json={"reason": "of a test"})).status_code == 404
    health = (await running.http.get("/api/v1/health")).json()
    assert "set-aside" not in {one["name"] for one in health["components"]}
    assert (await running.http.get("/api/v1/timeseries/set-aside")).json()["dropped_values"] == 7
