"""The change log: what it keeps of each class, and what it says of what is gone."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

from sqlalchemy import text

from cloud.centre import Centre
from cloud.database import migrate
from cloud.database.engine import Database, sqlite_url
from cloud.jobs import repository as leases
from cloud.jobs.job import Work
from cloud.live import repository as log
from cloud.live.classes import ALARM, FIRE, REST, class_of, classes_of
from cloud.live.jobs import forget
from cloud.live.ownership import Owner
from cloud.live.repository import Told
from cloud.live.settings import LiveSettings
from tests.cloud.said import NOW
from tests.cloud.stores import Stores

KEEP = {FIRE: 5, ALARM: 5, REST: 10}
FIRE_TOLD = Told("alarm", '{"kind":"fire"}', Owner("150102"))
FAULT_TOLD = Told("alarm", '{"kind":"fault"}', Owner("150102"))
PART_TOLD = Told("part", "{}", Owner("150102"))


def happen(stores: Stores, *told: Told) -> None:
    with stores.database.write() as session:
        log.append(session, told, KEEP, 0)


def held(stores: Stores) -> list[tuple[int, int, int]]:
    with stores.database.read() as session:
        return [(row.id, row.rank, row.place) for row in log.after(session, 0, 1000)]


def test_a_change_stands_in_its_class() -> None:
    assert class_of("alarm", '{"kind":"pre-alarm","level":"active"}') == FIRE
    assert class_of("alarm", '{"kind":"device-offline"}') == ALARM
    assert class_of("organisation", "{}") == ALARM
    assert class_of("part", "{}") == class_of("gateway", "{}") == class_of("dead-letter", "{}") == REST
    assert classes_of(["part", "alarm"]) == (FIRE, ALARM, REST)
    assert classes_of(["organisation"]) == (ALARM,)


def test_no_class_pushes_out_another_and_each_is_bounded(stores: Stores) -> None:
    happen(stores, FIRE_TOLD, PART_TOLD)
    happen(stores, *[PART_TOLD] * 300)
    happen(stores, *[FAULT_TOLD] * 300)
    assert held(stores) == [
        (1, FIRE, 1),
        *((number + 1, REST, number) for number in range(292, 302)),
        *((number + 302, ALARM, number) for number in range(296, 301)),
    ]
    with stores.database.read() as session:
        assert [log.gone(session, [rank]) for rank in (FIRE, ALARM, REST)] == [0, 597, 292]
        assert log.gone(session) == 597
        assert log.newest_places(session) == {FIRE: 1, ALARM: 300, REST: 301}
        assert [row.id for row in log.of_class(session, REST, 299, 10)] == [301, 302]


def test_alarms_go_when_they_are_old_however_few_they_are(stores: Stores) -> None:
    day_ms = 86_400_000
    for day in (0, 10, 20):
        with stores.database.write() as session:
            log.append(session, [FIRE_TOLD, FAULT_TOLD, PART_TOLD], KEEP, NOW + day * day_ms)
    now = NOW + 45 * day_ms
    with stores.database.write() as session:
        leases.make_known(session, ["change-log"], 0)
        lease = leases.lease(session, "change-log", "here", now, now + 60_000)
    assert lease is not None
    centre = SimpleNamespace(
        database=stores.database,
        clock=SimpleNamespace(now_ms=lambda: now),
        settings=SimpleNamespace(live=LiveSettings()),
    )
    assert forget(Work(cast("Centre", centre), lease)).rows == 4
    assert [(rank, place) for _, rank, place in held(stores)] == [
        (REST, 1),
        (REST, 2),
        (FIRE, 3),
        (ALARM, 3),
        (REST, 3),
    ]


def test_a_store_of_before_gets_its_classes_and_its_webhooks_stay_where_they_stood(tmp_path: Path) -> None:
    database = Database(sqlite_url(tmp_path / "c.sqlite3"))
    migrate.upgrade(database.engine, "0010")
    told = ('{"kind":"fire"}', "alarm"), ("{}", "part"), ('{"kind":"fault"}', "alarm"), ("{}", "part")
    with database.engine.begin() as connection:
        for number, (payload, kind) in enumerate(told, start=5):
            connection.execute(
                text("INSERT INTO change (id, kind, payload) VALUES (:id, :kind, :payload)"),
                {"id": number, "kind": kind, "payload": payload},
            )
        connection.exec_driver_sql("INSERT INTO counter (name, value) VALUES ('change', 8)")
        connection.exec_driver_sql(
            "INSERT INTO webhook (name, url, kinds, event_kinds, areas, organisations, enabled, secret,"
            " cursor, missed, ended, created_at, created_by, version)"
            " VALUES ('', '', '[]', '[]', '[]', '[]', 1, '', 6, 0, '', 0, '', 1)"
        )
    migrate.upgrade(database.engine)
    with database.read() as session:
        rows = [(row.id, row.rank, row.place) for row in log.after(session, 0, 10)]
        assert rows == [(5, FIRE, 1), (6, REST, 1), (7, ALARM, 1), (8, REST, 2)]
        assert log.gone(session) == 4
        stands = session.execute(text("SELECT cursor_fire, cursor_alarm, cursor FROM webhook")).one()
        assert tuple(stands) == (1, 0, 1)
    with database.write() as session:
        assert log.append(session, [PART_TOLD], KEEP, 0) == 9
        assert log.newest_places(session)[REST] == 3
    database.close()
