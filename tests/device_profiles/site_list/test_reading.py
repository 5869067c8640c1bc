"""A site's list is read however the site writes it, and what is wrong in it is told by its cell."""

import io
from collections.abc import Sequence

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device_profiles.site_list import component_words, headings, sheets, template
from device_profiles.site_list.addresses import AddressRule, shape
from device_profiles.site_list.reading import SiteList, read
from device_profiles.site_list.sheets import Row, Sheet, SheetError, column_name

GRID = AddressRule(loops=(1, 9), devices=(1, 240))
HEADER = ["回路", "地址", "设备类型", "安装位置"]


def listed(*rows: Sequence[object], rule: AddressRule = GRID, panel: int | None = None) -> SiteList:
    cells = [[("" if cell is None else str(cell)) for cell in row] for row in rows]
    return read(Sheet("", [Row(number, row) for number, row in enumerate(cells, 1)]), rule, panel)


def addresses(found: SiteList) -> list[str]:
    assert not found.faults, [str(fault) for fault in found.faults]
    return [point.address for point in found.points]


def workbook(*rows: Sequence[object], merge: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    if merge:
        sheet.merge_cells(merge)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def test_a_plain_list_is_read() -> None:
    found = listed(HEADER, [1, 23, "光电感烟", "三层302"], [2, 1, "手报", "走廊"])
    assert addresses(found) == ["1-23", "2-1"]
    assert [point.component_type for point in found.points] == [42, 23]
    assert found.points[0].place_zh == "三层302"
    assert found.points[0].label_zh == "点型光电感烟火灾探测器"
    assert found.points[0].label_en == "point photoelectric smoke"


def test_the_headings_are_found_below_title_rows() -> None:
    found = listed(["某某大厦点位表"], [], ["编制:张三", "日期:2026-01-01"], HEADER, [1, 2, "烟感", "x"])
    assert addresses(found) == ["1-2"]


@pytest.mark.parametrize(
    ("header", "row", "address"),
    [
        (["编码", "设备类型"], ["1-023", "烟感"], "1-23"),
        (["回路号", "设备编号", "类型"], ["１", "０２３", "温感"], "1-23"),
        (["点位号", "名称"], ["2回路17号", "库房"], "2-17"),
        (["Loop No.", "Address", "Device Type"], ["L2", "17", "smoke detector"], "2-17"),
        (["地址(编码)", "位置"], ["L01D005", "x"], "1-5"),
        (["控制器", "地址", "位置"], ["1", "1-2-30", "x"], "2-30"),
    ],
)
def test_every_way_to_write_an_address_is_understood(header: list[str], row: list[str], address: str) -> None:
    assert addresses(listed(header, row)) == [address]


def test_floor_and_building_make_the_place() -> None:
    found = listed([*HEADER, "楼层", "楼号", "防火分区"], [1, 2, "烟感", "302", "3", "A座", "3-1"])
    assert (found.points[0].place_zh, found.points[0].zone) == ("A座 3层 302", "3-1")


def test_the_one_text_of_a_panels_list_is_the_place() -> None:
    found = listed(["回路", "地址", "注释"], [1, 2, "三层302室"])
    assert (found.points[0].label_zh, found.points[0].place_zh) == ("", "三层302室")


def test_every_fault_is_told_at_once_by_its_cell() -> None:
    found = listed(
        HEADER,
        [1, 1, "烟感", "a"],
        [1, 1, "烟感", "doubled"],
        [None, 5, "烟感", "no loop"],
        [1, None, "烟感", "no address"],
        [1, "abc", "烟感", "no number"],
        [12, 7, "烟感", "no such loop"],
        [1, 999, "烟感", "no such address"],
        [1, 8, "烟敢", "no such type"],
        [1, 9, "", "no type"],
        [2, "1-10", "烟感", "two loops"],
    )
    said = [str(fault) for fault in found.faults]
    assert [text.split(":")[0] for text in said] == [
        "行3 列B / row 3 column B",
        "行4 列A / row 4 column A",
        "行5 列B / row 5 column B",
        "行6 列B / row 6 column B",
        "行7 列A / row 7 column A",
        "行8 列B / row 8 column B",
        "行9 列C / row 9 column C",
        "行10 列C / row 10 column C",
        "行11 列A / row 11 column A",
    ]
    assert "is in row 2 already; correct one" in said[0]
    assert "is outside this panel's 1 to 9" in said[4]
    assert "unknown component type '烟敢'" in said[6]
    assert "是否为" in said[6]
    assert [point.address for point in found.points] == ["1-1"]


def test_the_panels_own_check_is_heard() -> None:
    rule = AddressRule(
        check=lambda loop, device: "would be register 9" if device == 7 else None, loops=(1, 9)
    )
    (fault,) = listed(HEADER, [1, 7, "烟感", "x"], rule=rule).faults
    assert "would be register 9" in fault.en


NAMED = AddressRule(counts=False, shapes=frozenset({"n-n-n"}), example="1-3-30")


@pytest.mark.parametrize(
    ("header", "row", "shapes", "address"),
    [
        (["编码", "位置"], ["1-02-017", "x"], {"n-n-n"}, "1-2-17"),
        (["控制器号", "回路", "地址", "位置"], [1, 2, "017", "x"], {"n-n-n"}, "1-2-17"),
        (["回路", "地址", "位置"], [2, 17, "x"], {"n-n"}, "2-17"),
        (["二次码", "位置"], ["001004", "x"], {"n"}, "1004"),
        (["回路", "二次码", "位置"], [1, "001004", "x"], {"n"}, "1004"),
        (["地址", "位置"], ["L01D023", "x"], {"nDn", "nMn"}, "1D23"),
        (["地址", "位置"], ["1m5", "x"], {"nDn", "nMn"}, "1M5"),
    ],
)
def test_a_panel_that_names_its_points_gets_its_own_names(
    header: list[str], row: list[object], shapes: set[str], address: str
) -> None:
    rule = AddressRule(counts=False, shapes=frozenset(shapes))
    assert addresses(listed(header, row, rule=rule)) == [address]


def test_an_address_that_is_not_the_panels_is_told_with_an_example() -> None:
    rows = (["回路", "地址", "位置"], [2, 17, "x"])
    (fault,) = listed(*rows, rule=NAMED).faults
    assert "look like 1-3-30, not 2-17; complete it (the panel's number: --panel)" in fault.en
    assert addresses(listed(*rows, rule=NAMED, panel=1)) == ["1-2-17"]


def test_the_form_of_an_address_is_known() -> None:
    assert [shape(address) for address in ("1-3-30", "1D23", "1004")] == ["n-n-n", "nDn", "n"]


def test_a_list_of_several_panels_needs_to_know_which() -> None:
    rows = (["主机号", *HEADER], [1, 1, 5, "烟感", "a"], [2, 1, 5, "烟感", "b"])
    (fault, *_) = listed(*rows).faults
    assert "the list holds panels 1, 2; choose one by --panel" in fault.en
    assert addresses(listed(*rows, panel=2)) == ["1-5"]
    assert "there are 1, 2" in listed(*rows, panel=3).faults[0].en


def test_a_list_without_headings_or_points_is_told() -> None:
    assert "no headings in the first 30 rows" in listed(["a", "b"], [1, 2]).faults[0].en
    assert "no point below the headings" in listed(HEADER).faults[0].en


def test_empty_rows_and_running_numbers_are_no_points() -> None:
    found = listed(["序号", *HEADER], [1, 1, 5, "烟感", "a"], [2, None, None, None, None], [])
    assert addresses(found) == ["1-5"]
    assert found.skipped == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_every_usual_encoding(encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in (HEADER, ["1", "23", "烟感", "三层"]))
    sheet = sheets.read("list.csv", text.encode(encoding))
    assert addresses(read(sheet, GRID)) == ["1-23"]


def test_excel_numbers_and_merged_cells_are_read() -> None:
    data = workbook(
        HEADER, [1, 23.0, "烟感", "a"], [None, 24, "烟感", "b"], [None, 25, "烟感", "c"], merge="A2:A3"
    )
    found = read(sheets.read("list.xlsx", data), GRID)
    assert [point.address for point in found.points] == ["1-23", "1-24"]
    assert str(found.faults[0]).startswith("行4 列A / row 4 column A: 缺少回路号")


def test_a_formula_is_refused() -> None:
    data = workbook(HEADER, [1, 23, "烟感", "a"], [1, "=B2+1", "烟感", "b"])
    (fault,) = read(sheets.read("list.xlsx", data), GRID).faults
    assert str(fault) == "行3 列B / row 3 column B: 单元格是公式；请粘贴为数值 / a formula; paste its value"


def test_the_template_is_a_list_itself() -> None:
    assert addresses(read(sheets.read("t.xlsx", template.workbook()), GRID)) == ["1-23"]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.xlsx", b"hello", "not an Excel file"),
        ("a.xlsx", b"PK\x03\x04 broken", "a damaged Excel file"),
        ("a.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the old xls format; save it as xlsx"),
        ("a.csv", b"\x00\x01\x02", "neither UTF-8 nor GBK"),
        ("a.csv", b"a," * 6_000_000, "a list has at most"),
        ("a.csv", b"a\n" * 30_000, "a list has at most"),
    ],
)
def test_a_file_that_is_no_list_is_told(name: str, data: bytes, words: str) -> None:
    with pytest.raises(SheetError, match=words):
        sheets.read(name, data)


def test_of_several_sheets_one_is_chosen() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(HEADER, [1, 23, "烟感", "a"])))
    other = book.create_sheet("other")
    for row in (HEADER, [2, 7, "烟感", "b"]):
        other.append(row)
    data = io.BytesIO()
    book.save(data)
    with pytest.raises(SheetError, match="several sheets, choose one by --sheet: Sheet, other"):
        sheets.read("l.xlsx", data.getvalue())
    assert addresses(read(sheets.read("l.xlsx", data.getvalue(), "other"), GRID)) == ["2-7"]
    with pytest.raises(SheetError, match="no sheet 'third'"):
        sheets.read("l.xlsx", data.getvalue(), "third")


@pytest.mark.parametrize(
    ("word", "code"),
    [
        *(("烟感", 40), ("感烟探测器", 40), ("手报", 23), ("温感", 30), ("消报", 24), ("消火栓按钮", 24)),
        *(("输入模块", 85), ("声光", 121), ("水流指示器", 96), ("压力开关", 99), ("卷帘", 117), ("42", 42)),
        *(("点型光电感烟火灾探测器", 42), ("Smoke Detector", 40), (" 防火 卷帘 ", 117), ("烟感 ", 40)),
    ],
)
def test_what_sites_call_components_is_known(word: str, code: int) -> None:
    assert component_words.code_of(word) == code


def test_no_word_means_two_components() -> None:
    words = [
        (headings.plain(word), code) for code, words in component_words.WORDS.items() for word in set(words)
    ]
    assert len(words) == len({word for word, _ in words})


def test_columns_are_named_as_spreadsheets_do() -> None:
    assert [column_name(n) for n in (0, 25, 26, 701, 702)] == ["A", "Z", "AA", "ZZ", "AAA"]


cells = st.text(max_size=6) | st.sampled_from([*HEADER, "1", "烟感", "1-2"])


@given(st.lists(st.lists(cells, max_size=5), max_size=8))
def test_any_table_is_read_or_told(rows: list[list[str]]) -> None:
    found = listed(*rows)
    assert len({point.address for point in found.points}) == len(found.points)
    assert found.points or found.faults


@given(st.binary(max_size=300))
def test_any_bytes_are_a_table_or_told(data: bytes) -> None:
    for prefix in (b"", b"PK\x03\x04"):
        try:
            sheet = sheets.read("x.csv", prefix + data)
        except SheetError:
            continue
        read(sheet, GRID)


def test_a_line_that_sums_up_is_no_point_and_an_address_makes_it_one() -> None:
    found = listed(["序号", *HEADER], ["1", 1, 23, "感烟", "大厅"], ["合 计", "", "", "1", ""])
    assert addresses(found) == ["1-23"]
    assert found.skipped == 1
    found = listed(["序号", *HEADER], ["合计", 1, 24, "感烟", "大厅"])
    assert addresses(found) == ["1-24"]


def test_a_line_break_within_a_cell_does_not_reach_the_settings() -> None:
    found = listed(HEADER, [1, 23, "感烟", "三层\n走廊"])
    assert [point.place_zh for point in found.points] == ["三层 走廊"]
