from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.database.engine import Database
from cloud.errors import ApiError
from cloud.events.tables import EventRow
from cloud.export import service
from cloud.live import repository as change_log
from cloud.live.classes import CLASSES, FIRE, REST
from cloud.live.ownership import Owner
from cloud.people.asker import LOCAL, Asker
from tests.cloud.records import opened

HOHHOT = Asker("王芳", areas=("1501",))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Database]:
    database = opened(tmp_path / "records.sqlite3")
    yield database
    database.close()


def happen(records: Database, *areas: str) -> None:
    with records.write() as session:
        told = [change_log.Told("alarm", '{"kind":"fire"}', Owner(area)) for area in areas]
        change_log.append(session, told, dict.fromkeys(CLASSES, 1_000), 0)


def fetched(records: Database, asker: Asker, after: int, limit: int) -> tuple[list[int], int]:
    """Every page until there is no more."""
    found: list[int] = []
    while True:
        with records.read() as session:
            page = service.changes(session, asker, after, limit)
        found += [item.id for item in page.items]
        after = page.next
        if not page.more:
            return found, after


@pytest.mark.parametrize("limit", [1, 2, 100])
def test_every_change_in_scope_is_fetched_once_whatever_the_page_size(records: Database, limit: int) -> None:
    happen(records, "150102", "150202", "150102", "150202", "150103")
    assert fetched(records, LOCAL, 0, limit) == ([1, 2, 3, 4, 5], 5)
    assert fetched(records, HOHHOT, 0, limit) == ([1, 3, 5], 5)
    assert fetched(records, HOHHOT, 5, limit) == ([], 5)
    happen(records, "150202", "150102")
    assert fetched(records, HOHHOT, 5, limit) == ([7], 7)


def test_without_a_cursor_one_begins_from_now(records: Database) -> None:
    happen(records, "150102")
    with records.read() as session:
        page = service.changes(session, LOCAL, None, 10)
    assert (page.items, page.next, page.more) == ([], 1, False)


@pytest.mark.parametrize("after", [0, 1, 9])
def test_a_cursor_that_the_log_does_not_reach_is_told_from_where_to_go_on(
    records: Database, after: int
) -> None:
    happen(records, *["150102"] * 4)
    with records.write() as session:
        change_log.let_go(session, FIRE, 2)
    with records.read() as session, pytest.raises(ApiError) as gone:
        service.changes(session, LOCAL, after, 10)
    assert gone.value.status == 410
    assert "from 4" in gone.value.detail.message_en
    with records.read() as session:
        assert [item.id for item in service.changes(session, LOCAL, 2, 10).items] == [3, 4]


def test_who_fetches_alarms_alone_loses_nothing_to_a_flood_of_parts(records: Database) -> None:
    happen(records, "150102")
    part = change_log.Told("part", "{}", Owner("150102"))
    keep = {**dict.fromkeys(CLASSES, 100), REST: 10}
    with records.write() as session:
        change_log.append(session, [part] * 500, keep, 0)
    with records.read() as session:
        page = service.changes(session, LOCAL, 0, 10, ["alarm"])
        assert [item.id for item in page.items] == [1]
        with pytest.raises(ApiError):
            service.changes(session, LOCAL, 0, 10)
        assert len(service.changes(session, LOCAL, 491, 100).items) == 10


def test_events_are_fetched_in_scope_and_the_cursor_tells_nothing_of_others(records: Database) -> None:
    with records.write() as session:
        for number, area in enumerate(("150102", "150202", "150102", "150202"), start=1):
            session.add(
                EventRow(
                    id=number,
                    gateway=f"gw-{area}",
                    stream="event",
                    seq=number,
                    part="p",
                    kind="fire",
                    active=True,
                    bits_after=3,
                    text="",
                    evidence={},
                    described={"device": {"zh": "", "en": ""}, "place": {"zh": "", "en": ""}},
                    ts_gateway=1,
                    ts_cloud=1,
                    clock_synced=True,
                    clock_doubtful=False,
                    digest=b"",
                    area=area,
                )
            )
    with records.read() as session:
        first = service.events(session, HOHHOT, 0, 1)
        assert ([item.id for item in first.items], first.next, first.more) == ([1], 1, True)
        rest = service.events(session, HOHHOT, first.next, 10)
        assert ([item.id for item in rest.items], rest.next, rest.more) == ([3], 3, False)
        assert service.events(session, HOHHOT, 3, 10).next == 3
