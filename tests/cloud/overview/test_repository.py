from __future__ import annotations

from sqlalchemy import select

from cloud.alarms.tables import Alarm
from cloud.overview import repository
from cloud.people.asker import LOCAL
from telemetry.event_kinds import EventKind
from tests.cloud.said import NOW, arrival, event
from tests.cloud.stores import Stores

KINDS = (EventKind.FAULT, EventKind.LINKAGE, EventKind.FIRE, EventKind.SUPERVISORY)
LIMIT = 40


def flood(stores: Stores, alarms: int) -> None:
    """A fire, and then so many alarms of every kind."""
    stores.ingest.store_arrivals([arrival(event(1, at=NOW, on="first"))])
    stores.ingest.store_arrivals(
        [
            arrival(event(2 + number, KINDS[number % len(KINDS)], at=NOW + number, on=f"p{number}"))
            for number in range(alarms)
        ]
    )


def shown(stores: Stores, limit: int) -> tuple[list[int], int]:
    with stores.database.read() as session:
        alarms, total = repository.open_alarms(session, LOCAL, None, None, limit)
        return [alarm.id for alarm in alarms], total


def test_a_page_opened_in_a_flood_has_the_first_fires_and_what_came_last(stores: Stores) -> None:
    flood(stores, 200)
    ids, total = shown(stores, 1_000)
    assert len(ids) == total == 201
    with stores.database.read() as session:
        fires = list(session.scalars(select(Alarm.id).where(Alarm.kind == "fire").order_by(Alarm.id)))
    assert fires[0] == ids[0], "the first fire was there before all else"
    assert shown(stores, LIMIT) == (fires[: LIMIT // 4] + ids[-LIMIT * 3 // 4 :], 201), (
        "and how many there are"
    )


def test_a_page_has_everything_where_that_is_not_too_much(stores: Stores) -> None:
    flood(stores, 30)
    ids, total = shown(stores, LIMIT)
    assert len(ids) == total == 31
