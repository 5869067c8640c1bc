"""Fires, weather and people come in by files: good rows go in, bad ones wait, spellings are matched."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from cloud.audit.tables import AuditEntry
from cloud.errors import ApiError
from cloud.fires.tables import Fire
from cloud.imports import desk, origins, set_aside
from cloud.imports import set_aside_repository as aside
from cloud.imports.state import State
from cloud.imports.tables import SetAsideRow
from cloud.matching import repository as matches
from cloud.matching import service as matching
from cloud.matching.service import Matcher
from cloud.matching.tables import SpellingMatch
from cloud.patrols.tables import Patrol
from cloud.people.asker import LOCAL, Asker, Permission
from cloud.population.tables import PopulationCount
from cloud.weather.tables import WeatherDay
from cloud.work_permits.tables import WorkPermit
from tests.cloud.imports.conftest import Desk
from tests.cloud.places import HOHHOT, add_organisation
from tests.cloud.said import NOW

ADDRESS = "新城区海拉尔大街12号"
HEAD = "火灾编号,单位编号,单位名称,单位地址,区划,起火时间,核实情况,起火原因,死亡人数,直接财产损失(元)\n"
KNOWN = "HZ-1,150102-000017,,,,2025-03-02 08:30,已核实,电气,0,3500\n"
NAMED = f"HZ-2,,內蒙古蒙源酒店有限责任公司,{ADDRESS},,2025-03-03 08:30,已核实,用火用气,,\n"
NOWHERE = "HZ-3,,,,150102,2025-03-04 08:30,未核实,,,\n"
DOUBTFUL = "HZ-4,,蒙元酒店,,,2025-03-05 08:30,已核实,,,\n"
BAD = "HZ-5,150102-000017,,,,2025-03-05 25:30,已核实,雷击,,\n"
OTHERS = Asker("包头", areas=("1502",), permissions=frozenset(Permission))


@pytest.fixture
def registered(importing: Desk) -> Desk:
    with importing.database.write() as session:
        add_organisation(session, address=ADDRESS)
    return importing


def rows_of(importing: Desk, states: tuple[str, ...] = set_aside.OPEN) -> list[SetAsideRow]:
    with importing.database.read() as session:
        found = aside.page(session, LOCAL, states, import_id=None, after=0, limit=50)
        return [row for row, _ in found]


def fires(importing: Desk) -> dict[str, Fire]:
    with importing.database.read() as session:
        return {row.number: row for row in session.scalars(select(Fire))}


def replay_due(importing: Desk) -> None:
    with importing.database.write() as session:
        for row, _ in aside.due(session, set_aside.DUE, 50):
            set_aside.replay_due(session, row, LOCAL, Matcher(LOCAL), NOW)


def test_good_rows_go_in_and_bad_ones_are_set_aside_with_their_cells(registered: Desk) -> None:
    run = registered.load((HEAD + KNOWN + NAMED + NOWHERE + DOUBTFUL + BAD).encode(), "fires")
    assert (run.created, run.set_aside, run.faults_total) == (3, 2, 3)
    held = fires(registered)
    assert [held[number].organisation_id is not None for number in ("HZ-1", "HZ-2", "HZ-3")] == [
        True,
        True,
        False,
    ]
    assert (held["HZ-1"].cause, held["HZ-1"].loss_yuan, held["HZ-3"].status) == (
        "electrical",
        3500,
        "unconfirmed",
    )
    assert (held["HZ-2"].area, held["HZ-2"].known_at, held["HZ-2"].dead) == ("150102", NOW, None)
    waiting, faulty = rows_of(registered)
    assert (waiting.state, waiting.cells["organisation_name"]) == ("waiting", "蒙元酒店")
    assert [(fault["field"], fault["column"], fault["value"]) for fault in faulty.faults] == [
        ("at", "F", "2025-03-05 25:30"),
        ("cause", "H", "雷击"),
    ]
    with registered.database.read() as session:
        (origin,) = origins.of(session, "fires", held["HZ-2"].id)
        assert not origins.seen(session, OTHERS, "fires", held["HZ-2"].id)
    assert (origin.import_id, origin.row, origin.by) == (run.id, 3, LOCAL.name)
    assert len(origin.row_sha256) == 64


def test_a_repaired_row_is_replayed_and_one_that_still_does_not_fit_stays(registered: Desk) -> None:
    registered.load((HEAD + KNOWN + BAD).encode(), "fires")
    (bad,) = rows_of(registered)
    with registered.database.write() as session:
        still = set_aside.repair(session, LOCAL, bad.id, bad.version, {"at": "2025-03-05 23:30"}, NOW)
        assert (still.state, [fault["field"] for fault in still.faults]) == ("faulty", ["cause"])
        done = set_aside.repair(session, LOCAL, bad.id, still.version, {"cause": "其他"}, NOW)
        assert (done.state, done.settled_by, done.faults) == ("replayed", LOCAL.name, [])
        with pytest.raises(ApiError, match="dealt with"):
            set_aside.discard(session, LOCAL, bad.id, done.version, NOW)
    assert fires(registered)["HZ-5"].cause == "other"
    with registered.database.read() as session:
        assert "import.repair" in session.scalars(select(AuditEntry.action)).all()
        assert origins.of(session, "fires", fires(registered)["HZ-5"].id)[0].row == bad.row


def test_a_decided_spelling_is_not_asked_again_and_its_rows_go_in(registered: Desk) -> None:
    registered.load((HEAD + DOUBTFUL).encode(), "fires")
    with registered.database.write() as session:
        ((asked, _),) = matches.page(session, LOCAL, ["waiting"], after=None, limit=5)
        assert matches.page(session, OTHERS, ["waiting"], after=None, limit=5) == []
        decided = matching.decide(session, HOHHOT, asked.id, asked.version, "same", NOW)
        assert set_aside.decided(session, decided.key) == 1
    replay_due(registered)
    assert fires(registered)["HZ-4"].organisation_id == asked.organisation_id
    again = registered.load(
        (HEAD + DOUBTFUL.replace("HZ-4", "HZ-6").replace("蒙元", "蒙 元")).encode(), "fires"
    )
    assert (again.created, again.set_aside) == (1, 0)
    with registered.database.write() as session:
        assert len(session.scalars(select(SpellingMatch)).all()) == 1
        assert {"match.decide"} <= set(session.scalars(select(AuditEntry.action)))
        back = matching.take_back(session, HOHHOT, asked.id, decided.version)
        assert back.state == "waiting"
    later = registered.load((HEAD + DOUBTFUL.replace("HZ-4", "HZ-7")).encode(), "fires")
    assert (later.created, later.set_aside) == (0, 1)


def test_a_fire_at_a_place_that_is_not_registered_needs_its_area_and_a_patrol_its_organisation(
    registered: Desk,
) -> None:
    registered.load((HEAD + DOUBTFUL.replace("蒙元酒店,,", "蒙元酒店,,150102")).encode(), "fires")
    patrols = "单位名称,记录编号,巡查时间,巡查项数,异常项数\n蒙元酒店,XC-1,2025-12-30 08:30,24,1\n"
    assert registered.load(patrols.encode(), "patrols").set_aside == 1
    with registered.database.write() as session:
        for asked, _ in matches.page(session, LOCAL, ["waiting"], after=None, limit=5):
            row = matching.decide(session, LOCAL, asked.id, asked.version, "new", NOW)
            set_aside.decided(session, row.key)
    replay_due(registered)
    assert fires(registered)["HZ-4"].organisation_id is None
    (left,) = rows_of(registered)
    assert (left.kind, left.state, left.faults[0]["code"]) == ("patrols", "faulty", "match-none")
    with registered.database.read() as session:
        assert session.scalars(select(Patrol)).all() == []


def test_what_was_found_out_later_completes_a_fire_and_empties_nothing(registered: Desk) -> None:
    registered.load((HEAD + KNOWN).encode(), "fires")
    later = "火灾编号,起火时间,核实情况,区划,死亡人数\nHZ-1,2025-03-02 08:30,已核实,150102,1\n"
    assert registered.load(later.encode(), "fires").changed == 1
    fire = fires(registered)["HZ-1"]
    assert (fire.dead, fire.loss_yuan, fire.cause, fire.version) == (1, 3500, "electrical", 2)
    assert fire.organisation_id is not None


def test_a_fire_that_a_later_file_confirms_is_known_to_be_one_from_then_on(registered: Desk) -> None:
    unsure = KNOWN.replace("已核实", "未核实")
    registered.load((HEAD + unsure).encode(), "fires")
    with registered.database.write() as session:
        for fire in session.scalars(select(Fire)):
            assert fire.known_at == NOW
            fire.known_at = NOW - 1
    registered.load((HEAD + unsure.replace("3500", "9000")).encode(), "fires")
    assert fires(registered)["HZ-1"].known_at == NOW - 1
    registered.load((HEAD + KNOWN).encode(), "fires")
    assert fires(registered)["HZ-1"].known_at == NOW


def test_weather_and_people_are_kept_by_area_and_day(importing: Desk) -> None:
    weather = (
        "区划,日期,日平均气温(℃),相对湿度(%)\n150102,2025-12-01,-12.4,48\n呼和浩特市新城区,2025-12-02,,\n"
    )
    assert importing.load(weather.encode(), "weather").created == 2
    assert importing.load(weather.replace("-12.4", "-13").encode(), "weather").changed == 1
    people = "区划,日期,常住人口,老年人口比例\n150102001,2025-01-01,81000,0.14\n150102,2025-01-01,352100,14\n"
    run = importing.load(people.encode(), "population")
    assert (run.created, run.set_aside) == (1, 1)
    with importing.database.read() as session:
        days = session.scalars(select(WeatherDay).order_by(WeatherDay.day)).all()
        assert [(row.area, row.temperature_c, row.version) for row in days] == [
            ("150102", -13, 2),
            ("150102", None, 1),
        ]
        assert session.scalars(select(PopulationCount)).one().area == "150102001"


WORKS = (
    "单位编号,单位名称,作业票编号,建筑名称,作业类别,部位,开始日期,结束日期,审批人\n"
    "150102-000017,,DH-1,,动火作业,三层东侧,2025-03-02,2025-03-05,周凯\n"
)


def test_works_come_in_with_the_days_on_which_they_are_permitted(registered: Desk) -> None:
    late = "150102-000017,,DH-2,,施工改造,,2025-03-09,2025-03-05,\n"
    named = ",內蒙古蒙源酒店有限责任公司,DH-3,,hot-work,,2025-03-09,2025-04-05,\n"
    run = registered.load((WORKS + late + named).encode(), "works")
    assert (run.created, run.set_aside) == (2, 1)
    (bad,) = rows_of(registered)
    assert [(fault["field"], fault["code"]) for fault in bad.faults] == [("ends_on", "ends-first")]
    with registered.database.read() as session:
        first, second = session.scalars(select(WorkPermit).order_by(WorkPermit.number))
        assert (first.kind, first.until, first.place, first.permitted_by) == (
            "hot-work", "2025-03-05", "三层东侧", "周凯",
        )  # fmt: skip
        assert second.organisation_id == first.organisation_id
        assert [one.row for one in origins.of(session, "works", first.id)] == [2]
    again = registered.load(WORKS.replace("2025-03-05", "2025-03-08").encode(), "works")
    assert (again.created, again.changed) == (0, 1)


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("weather", "区划,日期\n150102,2099-01-01\n", "ahead"),
        ("weather", "区划,日期\n=1+1,2025-01-01\n", "no-such-area"),
        ("weather", "区划,日期,日平均气温(℃)\n150102,2025-01-01,1e999\n", "not-a-number"),
        ("population", "区划,日期,常住人口\n159999001,2025-01-01,5\n", "refers-nowhere"),
        ("fires", HEAD + NOWHERE.replace("150102", ""), "missing"),
        ("fires", HEAD + KNOWN.replace("150102-000017", "150102-9"), "refers-nowhere"),
    ],
)
def test_a_file_of_which_no_row_is_good_is_refused_whole(
    importing: Desk, kind: str, body: str, code: str
) -> None:
    state, faults = importing.check(body.encode(), kind)
    assert (state, [fault.code for fault in faults]) == (State.FAULTY, [code])


def test_nobody_imports_for_another_area(registered: Desk) -> None:
    number = registered.take((HEAD + KNOWN + NOWHERE).encode(), "fires", asker=OTHERS)
    assert registered.importer.check(number, lambda _done, _of: None) is State.FAULTY
    with registered.database.read() as session, pytest.raises(ApiError):
        desk.found(session, HOHHOT, number)


def test_with_too_many_bad_rows_it_is_the_file_that_is_wrong(registered: Desk) -> None:
    strict = Desk(registered.database, registered.folder, max_set_aside=1)
    bad = BAD + BAD.replace("HZ-5", "HZ-6")
    state, faults = strict.check((HEAD + KNOWN + bad).encode(), "fires")
    assert (state, faults[-1].code) == (State.FAULTY, "too-many-set-aside")
