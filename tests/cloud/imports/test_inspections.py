"""Imports of inspections, hazards and patrols: kept once, with where they came from, and never rewritten."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from cloud.draws.tables import SupervisedUnit
from cloud.duty.days import start_of
from cloud.hazards.tables import Hazard, HazardEntry
from cloud.imports.fault import CellFault
from cloud.imports.inspection_columns import day, item, moment
from cloud.imports.state import State
from cloud.inspections import history
from cloud.inspections.tables import Inspection
from cloud.patrols.tables import Patrol
from cloud.people.asker import LOCAL
from tests.cloud.imports.conftest import Desk
from tests.cloud.places import add_organisation
from tests.cloud.said import NOW

NUMBER = "150102-000017"
INSPECTIONS = f"单位编号,记录编号,检查日期,检查结论\n{NUMBER},JC-1,2025/3/2,发现隐患\n"
HEAD = "单位编号,记录编号,检查记录编号,发现日期,隐患情况,隐患等级,整改期限,销案日期\n"
OPEN = f"{HEAD}{NUMBER},YH-1,JC-1,2025-03-02,安全出口上锁,重大,2025-03-17,\n"
CLOSED = f"{HEAD}{NUMBER},YH-1,JC-1,2025-03-02,安全出口上锁,重大,2025-03-17,2025-03-20\n"
PATROLS = f"单位编号,记录编号,巡查时间,巡查项数,异常项数\n{NUMBER},XC-1,2025-12-30 08:30,24,1\n"


@pytest.fixture
def registered(importing: Desk) -> Desk:
    with importing.database.write() as session:
        add_organisation(session, NUMBER)
    return importing


def test_what_is_imported_says_where_it_came_from_and_is_closed_by_a_later_file(registered: Desk) -> None:
    first = registered.load(INSPECTIONS.encode(), "inspections")
    second = registered.load(OPEN.encode(), "hazards")
    with registered.database.read() as session:
        inspection, hazard = session.scalars(select(Inspection)).one(), session.scalars(select(Hazard)).one()
    assert (inspection.import_id, inspection.state, inspection.result) == (first.id, "submitted", "hazards")
    assert (hazard.import_id, hazard.inspection_id, hazard.state) == (second.id, inspection.id, "ordered")
    assert (hazard.found_at, hazard.known_at) == (start_of(date(2025, 3, 2)), NOW)
    again = registered.load(OPEN.encode(), "hazards")
    assert (again.created, again.changed, again.unchanged) == (0, 0, 1)
    closed = registered.load(CLOSED.encode(), "hazards")
    assert (closed.created, closed.changed) == (0, 1)
    with registered.database.read() as session:
        assert session.scalars(select(Inspection)).one().state == "closed"
        steps = [row.action for row in session.scalars(select(HazardEntry).order_by(HazardEntry.id))]
    assert steps == ["found", "order", "recheck-pass"]


def test_a_patrol_is_kept_once_and_counts_from_its_import_on(registered: Desk) -> None:
    for _ in range(2):
        registered.load(PATROLS.encode(), "patrols")
    with registered.database.read() as session:
        patrol = session.scalars(select(Patrol)).one()
        assert (patrol.items, patrol.abnormal, patrol.known_at) == (24, 1, NOW)
        assert history.upto(session, LOCAL, NOW - 1, after=0, limit=5) == []
        (row,) = history.upto(session, LOCAL, NOW, after=0, limit=5)
    assert row.patrols_90d == 1


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("hazards", OPEN, "refers-nowhere"),
        ("hazards", OPEN.replace("JC-1", "").replace("2025-03-17", "2025-03-01"), "before-found"),
        ("hazards", OPEN.replace("JC-1", "").replace("重大", "特大"), "not-one-of"),
        ("patrols", PATROLS.replace(",1\n", ",25\n"), "more-than-all"),
        ("patrols", PATROLS.replace("08:30", "25:00"), "bad-time"),
        ("inspections", INSPECTIONS.replace("2025/3/2", "2099-01-01"), "ahead"),
        ("inspections", INSPECTIONS.replace("2025/3/2", "2025-02-30"), "bad-date"),
        ("inspections", INSPECTIONS.replace(NUMBER, "150102-9"), "refers-nowhere"),
    ],
)
def test_what_does_not_fit_is_told_before_anything_is_written(
    registered: Desk, kind: str, body: str, code: str
) -> None:
    state, faults = registered.check(body.encode(), kind)
    assert (state, [fault.code for fault in faults]) == (State.FAULTY, [code])


def test_how_units_stand_for_draws_is_imported_and_changed(registered: Desk) -> None:
    body = f"单位编号,单位类别,风险等级,信用等级,不抽取原因\n{NUMBER},人员密集重点单位,Ⅳ,d,\n"
    assert registered.load(body.encode(), "supervision").created == 1
    assert registered.load(body.encode(), "supervision").unchanged == 1
    changed = registered.load(body.replace(",d,", ",B,停业或注销").encode(), "supervision")
    assert changed.changed == 1
    with registered.database.read() as session:
        row = session.scalars(select(SupervisedUnit)).one()
    assert (row.unit_class, row.risk, row.credit, row.exclusion) == ("crowded-key", "IV", "B", "closed")
    assert row.version == 2


def test_a_file_rewrites_no_record(registered: Desk) -> None:
    registered.load(INSPECTIONS.encode(), "inspections")
    registered.load(OPEN.encode(), "hazards")
    for kind, body in (
        ("inspections", INSPECTIONS.replace("发现隐患", "未发现隐患")),
        ("hazards", OPEN.replace("安全出口上锁", "另一条")),
    ):
        _, faults = registered.check(body.encode(), kind)
        assert [fault.code for fault in faults] == ["other-record"]


def test_days_times_and_items_are_read_as_people_write_them() -> None:
    assert {day(text) for text in ("2026-12-01", "2026/12/1", "2026年12月1日", "2026-12-01T00:00:00")} == {
        date(2026, 12, 1)
    }
    assert moment("2026-12-01 08:30") - moment("2026-12-01") == (8 * 60 + 30) * 60_000
    assert item("escape.clear") == item("疏散通道、安全出口畅通,未占用、堵塞、封闭")
    for read, text in ((day, "明天"), (day, "1999-01-01"), (moment, "2026-12-01 8:61"), (item, "x")):
        with pytest.raises(CellFault):
            read(text)
