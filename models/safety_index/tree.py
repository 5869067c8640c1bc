"""The indicator tree as a table: five groups, and what each is measured by.

An indicator's mark runs straight from 0 at `worst` to 100 at `best`; both are settings of a version, not of
nature. Groups after 区域消防安全风险评估 as its studies quote it: sources of fire hazard, the city's ground,
the fire service, warning and control, and what society does itself.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Group(NamedTuple):
    """A first-level indicator."""

    code: str
    zh: str
    en: str


class Indicator(NamedTuple):
    """A second-level indicator: its unit, and the values at which its mark is 0 and 100."""

    code: str
    group: str
    zh: str
    en: str
    unit: str
    worst: float
    best: float


GROUPS: Final = (
    Group("hazard", "火灾危险源", "sources of fire hazard"),
    Group("ground", "城市基础信息", "the city's ground"),
    Group("force", "消防力量", "fire service"),
    Group("warning", "火灾预警防控", "warning and control"),
    Group("society", "社会防控能力", "what society does itself"),
)

INDICATORS: Final = (
    Indicator("fires", "hazard", "万人火灾起数",
              "confirmed fires per 10,000 residents a year", "起/万人", 10.0, 1.0),
    Indicator("expected", "hazard", "单位预测火灾率",
              "expected fires of organisations a year", "%", 4.0, 0.3),
    Indicator("high_risk", "hazard", "高风险以上单位占比",
              "organisations of high or very high risk", "%", 30.0, 2.0),
    Indicator("crowded", "hazard", "人员密集场所密度",
              "crowded places per km² built up", "处/km²", 40.0, 2.0),
    Indicator("chemical", "hazard", "易燃易爆场所密度",
              "places with dangerous goods per 100 km²", "处/100 km²", 20.0, 0.5),
    Indicator("density", "ground", "建成区人口密度",
              "residents per km² built up", "人/km²", 20_000.0, 3_000.0),
    Indicator("old", "ground", "老旧建筑占比", "buildings of before 1990", "%", 40.0, 5.0),
    Indicator("hydrants", "ground", "消火栓完好率", "hydrants in order", "%", 60.0, 98.0),
    Indicator("lanes", "ground", "消防车通道畅通率", "fire lanes kept clear", "%", 60.0, 98.0),
    Indicator("stations", "force", "消防站责任面积", "built-up km² a station", "km²", 20.0, 6.0),
    Indicator("crew", "force", "万人消防员数", "firefighters per 10,000 residents", "人/万人", 2.0, 10.0),
    Indicator("in_time", "force", "五分钟到场率", "arrivals within five minutes", "%", 40.0, 95.0),
    Indicator("micro", "force", "微型消防站覆盖率",
              "key units and communities with a micro station", "%", 40.0, 98.0),
    Indicator("connected", "warning", "重点单位物联接入率", "key units connected", "%", 20.0, 98.0),
    Indicator("equipment", "warning", "消防设施完好率", "fire equipment in order", "%", 70.0, 99.0),
    Indicator("duty", "warning", "查岗应答率", "duty checks answered", "%", 70.0, 99.0),
    Indicator("dispatch", "warning", "警情核实到调派时间",
              "from verified alarm to dispatch", "s", 180.0, 30.0),
    Indicator("patrols", "society", "单位巡查完成率", "rounds done of those due", "%", 50.0, 98.0),
    Indicator("rectified", "society", "隐患按期整改率", "hazards rectified in time", "%", 50.0, 98.0),
    Indicator("inspected", "society", "监督检查覆盖率",
              "organisations inspected within a year", "%", 5.0, 60.0),
    Indicator("trained", "society", "消防培训覆盖率",
              "residents and staff trained within a year", "%", 10.0, 80.0),
)  # fmt: skip

BY_CODE: Final = {one.code: place for place, one in enumerate(INDICATORS)}


def of_group(code: str) -> list[int]:
    """The numbers of the indicators of a group."""
    return [place for place, one in enumerate(INDICATORS) if one.group == code]
