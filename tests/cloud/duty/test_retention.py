"""Records of duty stay a year at least, and go with what hangs on them."""

from __future__ import annotations

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from cloud.duty import checks, entries, figures, handovers, retention
from cloud.duty.days import DAY_MS, HOUR_MS
from cloud.duty.record_schemas import EntryIn
from cloud.duty.tables import (
    DutyAssignment,
    DutyCheck,
    DutyCheckPerson,
    DutyEntry,
    DutyEscalation,
    DutyFigure,
    DutyHandover,
    DutyShift,
)
from cloud.people.asker import LOCAL
from cloud.retention.settings import RecordRetention
from telemetry.event_kinds import EventKind
from tests.cloud.duty.conftest import MIDNIGHT, SETTINGS, Site
from tests.cloud.duty.rows import add_alarm
from tests.cloud.said import NOW

TABLES = (
    DutyShift, DutyAssignment, DutyCheck, DutyCheckPerson, DutyHandover, DutyEntry, DutyEscalation,
    DutyFigure,
)  # fmt: skip


def counts(site: Site) -> list[int]:
    with site.database.read() as session:
        return [session.scalar(select(func.count()).select_from(table)) or 0 for table in TABLES]


def drop(site: Site, before: int, limit: int = 500) -> int:
    with site.database.write() as session:
        return retention.drop_old(session, before, limit)


def test_old_records_go_and_young_ones_stay(site: Site) -> None:
    site.shift(-4, 8, *site.people[:2])
    site.shift(8, 20, *site.people[2:4])
    with site.database.write() as session:
        handovers.offer(session, site.asker(site.people[0]), site.room, [], None, SETTINGS, NOW)
        checks.send(session, LOCAL, site.room, "", SETTINGS, NOW)
        checks.settle(session, SETTINGS, NOW + HOUR_MS)
        entries.write(session, LOCAL, site.room, EntryIn(text="x", person=site.people[0]), NOW)
        add_alarm(session, site, EventKind.FAULT, NOW)
        while figures.roll_up_days(session, MIDNIGHT + DAY_MS + HOUR_MS) >= 0:
            pass
    assert counts(site) == [2, 4, 1, 2, 1, 1, 1, 3]
    assert drop(site, NOW - HOUR_MS - DAY_MS) == 0
    while drop(site, MIDNIGHT + 10 * HOUR_MS, 2) == 2:
        pass
    assert counts(site) == [1, 2, 0, 0, 0, 0, 0, 0]
    drop(site, MIDNIGHT + 2 * DAY_MS)
    assert counts(site) == [0] * len(TABLES)


def test_a_check_that_waits_stays(site: Site) -> None:
    with site.database.write() as session:
        checks.send(session, LOCAL, site.room, "", SETTINGS, NOW)
    assert drop(site, NOW + 400 * DAY_MS) == 0


def test_less_than_a_year_is_refused() -> None:
    with pytest.raises(ValidationError):
        RecordRetention(duty_days=365)
