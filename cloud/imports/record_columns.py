"""The columns of files of what fire risk is reckoned from besides: fires, works, weather, people. A table."""

from __future__ import annotations

from typing import Final

from cloud.fires.causes import CAUSES, STATUSES
from cloud.imports.cells import NUMBER, TOWNSHIP, area, number, one_of, text
from cloud.imports.column import Column
from cloud.imports.inspection_columns import (
    OWNER_NAMED,
    PLACE,
    day,
    moment,
)
from cloud.work_permits.kinds import KINDS as WORKS


def iso_day(cell: str) -> str:
    """A day as the tables keep it."""
    return day(cell).isoformat()


def county_or_township(cell: str) -> str:
    """A township by its nine digits, else a county."""
    return str(TOWNSHIP(cell)) if len(cell) == 9 and cell.isdigit() else area(cell)


def _words(table: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name.lower(): code for code, (zh, en) in table.items() for name in (code, zh, en)}


def _listed(table: dict[str, tuple[str, str]]) -> tuple[str, str]:
    return "、".join(zh for zh, _ in table.values()), ", ".join(table)


_AREA: Final = Column(
    "area", "区划", "area", True, area, "150102", "六位区划码或全称", "six-digit code or full name"
)
_DAY: Final = Column("day", "日期", "day", True, iso_day, "2026-12-01", "", "")
_PEOPLE = number(0, 100_000, whole=True)

RECORD_COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "fires": (
        Column("number", "火灾编号", "fire number", True, NUMBER, "HZ-2026-0001",
               "原系统中的唯一编号;出警火灾为 incident-编号", "unique; a fire of dispatch is incident-17"),
        *OWNER_NAMED,
        PLACE,
        _AREA._replace(required=False, zh_help="无单位时必填", en_help="where no organisation is named"),
        Column("place", "起火地点", "place", False, text(512), "新华大街与锡林路交叉口", "", ""),
        Column("longitude", "经度", "longitude", False, number(95, 128), "111.67", "WGS-84", "WGS 84"),
        Column("latitude", "纬度", "latitude", False, number(36, 55), "40.82", "WGS-84", "WGS 84"),
        Column("at", "起火时间", "time of the fire", True, moment, "2026-03-02 08:30",
               "北京时间", "Beijing time"),
        Column("status", "核实情况", "status", True, one_of(_words(STATUSES), *_listed(STATUSES)), "已核实",
               "只有已核实的用于模型", "only confirmed ones teach models"),
        Column("cause", "起火原因", "cause", False, one_of(_words(CAUSES), *_listed(CAUSES)), "电气", "", ""),
        Column("injured", "受伤人数", "injured", False, _PEOPLE, "0", "", ""),
        Column("dead", "死亡人数", "dead", False, _PEOPLE, "0", "", ""),
        Column("loss_yuan", "直接财产损失(元)", "direct loss (yuan)", False, number(0, 1e12), "3500", "", ""),
        Column("note", "备注", "note", False, text(2000), "", "", ""),
    ),
    "works": (
        *OWNER_NAMED,
        Column("number", "作业票编号", "permit number", True, NUMBER, "DH-2026-0001",
               "原系统中的唯一编号", "unique where it comes from"),
        PLACE,
        Column("kind", "作业类别", "kind", True, one_of(_words(WORKS), *_listed(WORKS)), "动火作业", "", ""),
        Column("place", "部位", "place", False, text(512), "三层东侧", "", ""),
        Column("begins_on", "开始日期", "first day", True, day, "2026-03-02", "", ""),
        Column("ends_on", "结束日期", "last day", True, day, "2026-03-05",
               "含当日", "the day itself is within"),
        Column("permitted_by", "审批人", "permitted by", False, text(64), "周凯", "", ""),
        Column("note", "备注", "note", False, text(2000), "", "", ""),
    ),
    "weather": (
        _AREA,
        _DAY,
        Column("temperature_c", "日平均气温(℃)", "mean temperature (C)", False,
               number(-70, 60), "-12.4", "", ""),
        Column("wind_ms", "平均风速(米/秒)", "mean wind (m/s)", False, number(0, 100), "3.2", "", ""),
        Column("humidity", "相对湿度(%)", "relative humidity (%)", False, number(0, 100), "48", "", ""),
        Column("precipitation_mm", "降水量(毫米)", "precipitation (mm)", False, number(0, 2000), "0", "", ""),
    ),
    "population": (
        _AREA._replace(parse=county_or_township, zh_help="六位区划码、全称,或九位乡镇代码",
                       en_help="a county, or the nine digits of a township"),
        _DAY._replace(zh_help="统计日期", en_help="as of this day"),
        Column("persons", "常住人口", "residents", True,
               number(0, 100_000_000, whole=True), "352100", "", ""),
        Column("households", "户数", "households", False, number(0, 100_000_000, whole=True), "", "", ""),
        Column("elderly_share", "老年人口比例", "share over 65", False,
               number(0, 1), "0.14", "0 到 1", "0 to 1"),
        Column("rented_share", "出租住房比例", "share let", False, number(0, 1), "0.21", "0 到 1", "0 to 1"),
    ),
}  # fmt: skip

RECORD_KINDS: Final[dict[str, tuple[str, str]]] = {
    "fires": ("火灾", "fires"),
    "works": ("施工动火", "works"),
    "weather": ("天气", "weather"),
    "population": ("人口", "population"),
}
