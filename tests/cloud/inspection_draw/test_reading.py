from __future__ import annotations

from pathlib import Path

import pytest

from cloud.inspection_draw import plan, reading
from cloud.inspection_draw.roll import Rolls
from runtime.faults import PlainFault
from tests.cloud.inspection_draw.conftest import Folder

_HEADING = [
    "单位编号",
    "单位名称",
    "行政区划",
    "单位类别",
    "风险等级",
    "信用等级",
    "上次检查",
    "不抽取原因",
    "必查依据",
]
_PAIR = ["inspector", "unit", "kind"]
_PEOPLE = ["inspector", "name", "capacity"]
_GOOD = ["u-01", "蒙源酒店", "150102", "key", "IV", "A", "2026-05-01", "", ""]


def read(folder: Folder) -> Rolls:
    return reading.rolls(plan.load(folder.plan))


def told(folder: Folder) -> str:
    with pytest.raises(PlainFault) as fault:
        read(folder)
    return str(fault.value)


def test_lists_are_read_in_the_order_of_their_ids_whatever_wrote_them(folder: Folder) -> None:
    rows = [_HEADING, _GOOD, ["u-00", "学校", "150102", "key", "Ⅱ", "", "2026/5/1", "整改期内", ""]]
    text = "\r\n".join(",".join(row) for row in rows)
    (folder.path / "units.csv").write_bytes(text.encode("gb18030"))
    (folder.path / "conflicts.csv").write_text("inspector,unit,kind,date\ni-1,u-01,visited,2026-05-01\n")
    found = read(folder)
    assert [row.unit for row in found.units] == ["u-00", "u-01"]
    assert (found.units[0].risk, found.units[0].exclusion) == ("II", "under-rectification")
    assert str(found.units[0].last_inspected) == "2026-05-01"
    assert found.conflicts[0].kind == "visited"


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        (0, "u 01", "2: unit: 'u 01': 编号须为"),
        (1, "", "2: name: '': 不能为空"),
        (2, "1501", "2: area: '1501': 行政区划代码为六位数字"),
        (2, "110101", "2: area: '110101': 不在计划的辖区 1501 内"),
        (3, "hotel", "2: class: 'hotel': 计划中没有该类别"),
        (4, "V", "2: risk: 'V': 应为"),
        (5, "E", "2: credit: 'E': 应为"),
        (6, "2026-13-01", "2: last_inspected: '2026-13-01': 日期格式为"),
        (6, "2026-12-02", "2: last_inspected: '2026-12-02': 晚于计划日期"),
        (7, "recently-inspected", "2: exclusion: 'recently-inspected': 应为"),
        (8, "举报\x07", "2: certain: '举报\ufffd': 请写在一行内"),
    ],
)
def test_a_fault_is_told_by_file_line_and_column(folder: Folder, column: int, value: str, words: str) -> None:
    row = list(_GOOD)
    row[column] = value
    folder.write("units.csv", _HEADING, row)
    folder.write("conflicts.csv", _PAIR)
    assert f"{folder.path / 'units.csv'}:{words}" in told(folder)


def test_every_fault_is_told_at_once_but_no_more_than_a_screenful(folder: Folder) -> None:
    folder.write("units.csv", _HEADING, *([*_GOOD[:2], "x", *_GOOD[3:]] for _ in range(40)))
    folder.write("inspectors.csv", ["inspector", "name", "capacity"], ["i-0", "甲", "many"])
    folder.write("conflicts.csv", _PAIR)
    said = told(folder).splitlines()
    assert len(said) == 31
    assert said[-1].endswith("and 11 more faults")


@pytest.mark.parametrize(
    ("name", "rows", "words"),
    [
        ("units.csv", [_HEADING, _GOOD, _GOOD], "units.csv:3: unit: 'u-01': 与第 2 行重复"),
        ("units.csv", [_HEADING[1:], _GOOD[1:]], "units.csv:1: unit: '': 缺少“单位编号”列"),
        ("units.csv", [[*_HEADING, "电话"], [*_GOOD, "1"]], "units.csv:1: 电话: '电话': 没有这一列"),
        ("units.csv", [[*_HEADING, "name"], [*_GOOD, "x"]], "units.csv:1: name: 'name': 该列出现两次"),
        ("units.csv", [_HEADING, [*_GOOD, "x"]], "units.csv:2: 列数多于表头"),
        (
            "conflicts.csv",
            [_PAIR, ["i-9", "u-00", "kinship"]],
            "conflicts.csv:2: inspector",
        ),
        (
            "conflicts.csv",
            [_PAIR, ["i-0", "u-99", "kinship"]],
            "conflicts.csv:2: unit",
        ),
        (
            "conflicts.csv",
            [_PAIR, ["i-0", "u-00", "visited"]],
            "conflicts.csv:2: date",
        ),
        (
            "inspectors.csv",
            [_PEOPLE, ["i-0", "甲", "-1"]],
            "inspectors.csv:2: capacity",
        ),
    ],
)
def test_lists_that_do_not_hold_together_are_told(
    folder: Folder, name: str, rows: list[list[str]], words: str
) -> None:
    folder.write(name, *rows)
    assert str(folder.path / words) in told(folder)


def test_a_file_that_is_not_there_or_no_text_is_told(folder: Folder) -> None:
    (folder.path / "units.csv").write_bytes(b"\xff\xfe\x00\xd8")
    assert "units.csv" in told(folder)
    (folder.path / "units.csv").unlink()
    assert "see [lists] of the plan" in told(folder)


def test_a_unit_that_no_stratum_takes_is_told(folder: Folder) -> None:
    text = folder.plan.read_text(encoding="utf-8")
    folder.plan.write_text(
        text.replace('classes = ["key"]', 'classes = ["key"]\nrisk = ["IV"]'), encoding="utf-8"
    )
    assert f"{Path('units.csv')}:2: unit: 'u-00': 没有任何分层包含该单位" in told(folder)
