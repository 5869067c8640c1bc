from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlalchemy import func, select, update

from cloud.areas.tables import Township
from cloud.database.engine import Database
from cloud.imports import desk
from cloud.imports.state import State
from cloud.imports.tables import ImportRun
from cloud.organisations.tables import Building, Commissioning, GatewayPlace, Organisation, Point
from cloud.people.asker import LOCAL
from cloud.search import service as search
from cloud.search.ranking import KIND_ORDER
from tests.cloud.imports.conftest import BELOW, ORGANISATIONS, Desk, workbook
from tests.cloud.places import HOHHOT


def csv(*rows: str, encoding: str = "utf-8") -> bytes:
    return "\n".join(rows).encode(encoding)


HEADING = "单位编号,单位名称,类别,区划"
ROW = "n-1,蒙源酒店,高层公共建筑,150102"


def counts(database: Database) -> list[int]:
    with database.read() as session:
        return [
            session.scalar(select(func.count()).select_from(table)) or 0
            for table in (Organisation, Building, GatewayPlace, Point)
        ]


def test_a_workbook_brings_everything_at_once_and_again_changes_nothing(
    importing: Desk, tmp_path: Path
) -> None:
    book = workbook(tmp_path, 单位=ORGANISATIONS, **BELOW)
    run = importing.load(book)
    assert (run.state, run.created, run.rows_done) == ("applied", 9, 9)
    again = importing.load(book)
    assert (again.created, again.changed, again.unchanged) == (0, 0, 9)
    assert counts(importing.database) == [2, 1, 1, 2]
    with importing.database.read() as session:
        figures = session.scalars(select(Commissioning).order_by(Commissioning.organisation_id)).all()
        assert [(row.gateways, row.points_planned) for row in figures] == [(1, 2), (0, 0)]
        point = session.scalars(select(Point).where(Point.part == "p-1")).one()
        assert None not in (point.room_id, point.building_id, point.device_id)
        hotel = session.scalars(select(Organisation).where(Organisation.number == "n-1")).one()
        assert hotel.contacts == [{"name": "王芳", "phone": "13900000000", "duty": ""}]
        assert [one.name for one in search.find(session, LOCAL, "感烟", KIND_ORDER, "15", 5)[0]] == [
            "302室感烟"
        ]


def test_a_changed_row_is_found_by_its_number_and_what_the_file_lacks_stays(importing: Desk) -> None:
    importing.load(csv(HEADING + ",地址", ROW + ",海拉尔大街12号"), "organisations")
    run = importing.load(csv(HEADING, "n-1,蒙源大酒店,宾馆饭店,150105"), "organisations")
    assert (run.created, run.changed) == (0, 1)
    with importing.database.read() as session:
        row = session.scalars(select(Organisation)).one()
        assert (row.name, row.area, row.address, row.version) == ("蒙源大酒店", "150105", "海拉尔大街12号", 2)
        assert session.scalars(select(Commissioning.area)).one() == "150105"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_file_is_read_whoever_wrote_it(importing: Desk, encoding: str, delimiter: str) -> None:
    body = csv(HEADING, ROW, encoding=encoding).decode(encoding).replace(",", delimiter).encode(encoding)
    assert importing.load(body, "organisations").created == 1


def test_english_headings_and_names_do_as_well(importing: Desk) -> None:
    body = csv("organization number,x", "")
    assert importing.check(body, "organisations")[0] is State.FAULTY
    body = csv("Organisation Number,Name*,CATEGORY,area", "n-1,Hotel,Elder-care home,150102")
    assert importing.load(body, "organisations").created == 1


@pytest.mark.parametrize(
    ("heading", "row", "where"),
    [
        (HEADING, "n-1,,高层公共建筑,150102", (2, "B", "missing")),
        (HEADING, "n-1,x,城堡,150102", (2, "C", "not-one-of")),
        (HEADING, "n-1,x,学校,110101", (2, "D", "no-such-area")),
        (HEADING, "n 1,x,学校,150102", (2, "A", "bad-number")),
        (HEADING, "n-1,x\x07,学校,150102", (2, "B", "bad-character")),
        (HEADING, f"n-1,{'长' * 129},学校,150102", (2, "B", "too-long")),
        (HEADING, "n-1,x,学校,150102,extra", (2, "E", "cell-beyond")),
        (HEADING + ",人数", "n-1,x,学校,150102,很多", (2, "E", "not-a-number")),
        (HEADING + ",人数", "n-1,x,学校,150102,nan", (2, "E", "not-a-number")),
        (HEADING + ",人数", "n-1,x,学校,150102,-1", (2, "E", "out-of-range")),
        (HEADING + ",统一社会信用代码", "n-1,x,学校,150102,91350100M000100Y44", (2, "E", "credit-code")),
        (HEADING + ",统一社会信用代码", "n-1,x,学校,150102,9.1350100E+17", (2, "E", "excel-number")),
        (HEADING + ",颜色", "n-1,x,学校,150102,红", (1, "E", "column-unknown")),
        (HEADING + ",类别", "n-1,x,学校,150102,学校", (1, "C", "column-twice")),
        ("单位编号,单位名称,类别", "n-1,x,学校", (0, "", "column-missing")),
        ("a,b", "1,2", (0, "", "no-headings")),
        (HEADING, "", (0, "", "no-rows")),
    ],
)
def test_a_fault_names_its_cell(importing: Desk, heading: str, row: str, where: tuple[int, str, str]) -> None:
    state, faults = importing.check(csv(heading, row), "organisations")
    assert state is State.FAULTY
    assert (faults[0].row, faults[0].column, faults[0].code) == where
    assert counts(importing.database)[0] == 0


def test_the_same_number_twice_in_a_file_is_a_fault_of_the_later_row(importing: Desk) -> None:
    _, faults = importing.check(csv(HEADING, ROW, "n-2,y,学校,150102", ROW), "organisations")
    assert [(fault.row, fault.code) for fault in faults] == [(4, "twice")]


@pytest.mark.parametrize(
    ("sheet", "row", "where"),
    [
        ("建筑", ["n-9", "主楼"], ("A", "refers-nowhere")),
        ("建筑", ["n-1", "副楼", 1, 111.0, ""], ("E", "half-position")),
        ("楼层", ["n-1", "副楼", 1], ("B", "refers-nowhere")),
        ("楼层", ["n-1", "主楼", 0], ("C", "no-floor-0")),
        ("房间", ["n-1", "主楼", 4, "x"], ("C", "refers-nowhere")),
        ("设备", ["n-1", "x", "gw-9"], ("C", "refers-nowhere")),
        ("点位", ["n-2", "gw-1", "p-9", "x", 1, 42], ("B", "refers-nowhere")),
        ("点位", ["n-1", "gw-1", "p-9", "x", 1, 42, "", "", 3], ("I", "place-half")),
        ("点位", ["n-1", "gw-1", "p-9", "x", 1, 42, "无此设备"], ("G", "refers-nowhere")),
        ("点位", ["n-1", "gw-1", "p-9", "x", 256, 42], ("E", "out-of-range")),
    ],
)
def test_what_a_row_refers_to_must_be_there(
    importing: Desk, tmp_path: Path, sheet: str, row: list[Any], where: tuple[str, str]
) -> None:
    below = {name: [*rows, row] if name == sheet else rows for name, rows in BELOW.items()}
    state, faults = importing.check(workbook(tmp_path, 单位=ORGANISATIONS, **below))
    assert state is State.FAULTY
    assert [(fault.sheet, fault.column, fault.code) for fault in faults][:1] == [(sheet, *where)]


def test_nobody_imports_into_what_lies_outside_their_scope(importing: Desk) -> None:
    _, faults = importing.check(csv(HEADING, "n-1,x,学校,150202"), "organisations", asker=HOHHOT)
    assert [fault.code for fault in faults] == ["outside-scope"]
    importing.load(csv(HEADING, "n-1,x,学校,150202"), "organisations")
    _, faults = importing.check(csv("单位编号,建筑名称", "n-1,主楼"), "buildings", asker=HOHHOT)
    assert [fault.code for fault in faults] == ["refers-nowhere"]


def test_an_interrupted_application_goes_on_where_it_was(database: Database, tmp_path: Path) -> None:
    importing = Desk(database, tmp_path / "i", whole_rows=1, piece_rows=10)
    body = csv(HEADING, *(f"n-{at},单位{at},学校,150102" for at in range(95)))
    number = importing.take(body, "organisations")
    importing.importer.check(number, lambda _done, _of: None)

    class PowerCut(Exception):
        pass

    def cut(done: int, _of: int) -> None:
        if done == 50:
            raise PowerCut

    with database.write() as session:
        desk.apply(session, LOCAL, number, 0)
    with pytest.raises(PowerCut):
        importing.importer.apply(number, cut)
    assert (counts(database)[0], importing.run(number).rows_done) == (50, 50)
    assert importing.importer.apply(number, lambda _done, _of: None) is State.APPLIED
    assert (counts(database)[0], importing.run(number).created) == (95, 95)


def test_what_does_not_fit_any_more_stops_it_and_leaves_no_half_piece(importing: Desk) -> None:
    code = "91350100M000100Y43"
    number = importing.take(
        csv(HEADING + ",统一社会信用代码", "n-1,x,学校,150102,", f"n-2,y,学校,150102,{code}"), "organisations"
    )
    importing.importer.check(number, lambda _done, _of: None)
    importing.load(csv(HEADING + ",统一社会信用代码", f"n-7,z,学校,150102,{code}"), "organisations")
    assert importing.apply(number) is State.STOPPED
    assert counts(importing.database)[0] == 1
    assert importing.run(number).stopped_en
    assert importing.faults(number)[0].row == 3


def test_faults_are_bounded_and_all_counted(database: Database, tmp_path: Path) -> None:
    importing = Desk(database, tmp_path / "i", max_faults=5)
    number = importing.take(csv(HEADING, *(["x y,,城堡,1"] * 50)), "organisations")
    importing.importer.check(number, lambda _done, _of: None)
    assert (len(importing.faults(number)), importing.run(number).faults_total) == (5, 200)


def test_townships_come_from_the_operator(importing: Desk) -> None:
    body = csv("乡镇代码,乡镇名称,人口", "150102001,海拉尔东路街道,51000", "150102002,锡林北路街道,")
    assert importing.load(body, "townships").created == 2
    with importing.database.read() as session:
        assert list(session.scalars(select(Township.area))) == ["150102", "150102"]


def rezipped(body: bytes, **parts: bytes) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(BytesIO(body)) as source, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            name = part.replace("/", "_").replace(".", "_")
            target.writestr(part, parts.get(name, source.read(part)))
    return held.getvalue()


def test_hostile_workbooks_are_refused_in_plain_words(database: Database, tmp_path: Path) -> None:
    importing = Desk(database, tmp_path / "i", max_unpacked_bytes=1_000_000)
    book = workbook(tmp_path, 单位=ORGANISATIONS)
    bomb = rezipped(book, xl_worksheets_sheet1_xml=b"<x>" + b" " * 5_000_000)
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 50 + b'">]><worksheet>&b;</worksheet>'
    for body, code in (
        (bomb, "too-large-unpacked"),
        (book[:300], "bad-excel"),
        (b"PK\x03\x04" + b"\xff" * 1000, "bad-excel"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 100, "old-excel"),
        (rezipped(book, xl_worksheets_sheet1_xml=b"<worksheet"), "bad-excel"),
        (rezipped(book, xl_worksheets_sheet1_xml=laughs), None),
        (b"", "empty"),
    ):
        state, faults = importing.check(body, "organisations")
        assert state is State.FAULTY
        assert code is None or faults[0].code == code, faults[0].en
        assert counts(database)[0] == 0


def test_formulas_errors_and_merged_cells_are_faults(importing: Desk, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "单位"
    for row in (HEADING.split(","), ["n-1", "=A1&B1", "学校", "150102"], ["n-2", "y", "学校", "150102"]):
        sheet.append(row)
    book.save(tmp_path / "f.xlsx")
    _, faults = importing.check((tmp_path / "f.xlsx").read_bytes())
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [(2, "B", "formula")]
    sheet.merge_cells("C2:C3")
    book.save(tmp_path / "m.xlsx")
    _, faults = importing.check((tmp_path / "m.xlsx").read_bytes())
    assert [(fault.column, fault.code) for fault in faults] == [("C2:C3", "merged")]


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(
    body=some.binary(max_size=400)
    | some.text(max_size=200).map(lambda t: f"{HEADING}\n{t}".encode("utf-8", "replace"))
)
def test_hostile_bytes_never_break_the_check(importing: Desk, body: bytes) -> None:
    state, _ = importing.check(body, "organisations")
    assert state in (State.FAULTY, State.CHECKED)
    with importing.database.write() as session:
        session.execute(update(ImportRun).values(state=State.CANCELLED.value))
