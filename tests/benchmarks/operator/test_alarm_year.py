from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from benchmarks.operator import alarm_year, desks, pages
from benchmarks.operator.alarm_paths import alarm_paths
from benchmarks.operator.seed import Region
from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.database.engine import Database, sqlite_url
from cloud.events.tables import EventRow
from cloud.notification.tables import Notification
from tests.cloud.records import make_empty
from tests.cloud.stores import migrated
from tests.postgresql import from_template, start_postgresql

ORGANISATIONS, ALARMS = 120, 2_000
NOW = 1_767_225_600_000


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        make_empty(tmp_path / "cloud.sqlite3")
        yield sqlite_url(tmp_path / "cloud.sqlite3")
        return
    with start_postgresql() as server:
        yield from_template(server, {}, migrated)


@pytest.fixture
def region(url: str) -> Region:
    made = Region(ORGANISATIONS, NOW)
    database = Database(url)
    made.write(database)
    with database.write() as session:
        alarm_year.write(session, made, ALARMS)
    with database.write() as session:
        desks.write(session, made)
    database.close()
    return made


def test_a_year_holds_every_alarm_with_its_timeline_and_its_events(url: str, region: Region) -> None:
    database = Database(url)
    with database.read() as session:
        counted = session.execute(select(Alarm.kind, func.count()).group_by(Alarm.kind))
        kinds = {kind: alarms for kind, alarms in counted}
        assert sum(kinds.values()) == ALARMS
        assert min(kinds.values()) > ALARMS / 50, kinds
        raised = list(session.scalars(select(Alarm.raised_at).order_by(Alarm.id)))
        assert raised == sorted(raised)
        assert NOW - alarm_year.YEAR_MS - 1_000_000 < raised[0] < raised[-1] < NOW
        closed = session.scalar(select(func.max(Alarm.id)).where(Alarm.kind == "fire"))
        steps = session.scalars(
            select(TimelineEntry.action).where(TimelineEntry.alarm_id == closed).order_by(TimelineEntry.id)
        )
        assert list(steps) == ["raise", "escalate", "acknowledge", "verify", "clear", "settle"]
        stands = session.scalar(select(func.count()).where(Alarm.state != "closed")) or 0
        assert 0 < stands < ALARMS / 100
        edges = session.scalar(select(func.count()).where(EventRow.seq > 1_000_000))
        assert edges == 2 * ALARMS - stands
        fires = sum(kinds[kind] for kind in ("fire", "pre-alarm", "early-warning"))
        assert session.scalar(select(func.count()).select_from(Notification)) == fires
    database.close()


async def test_every_request_of_the_alarm_centre_is_answered(
    url: str, region: Region, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "LEAST", 3)
    requests = alarm_paths(region, ALARMS)
    figures = await pages.asked(pages.settings(url, tmp_path), requests, 0.0)
    assert len(figures) == len(requests)
