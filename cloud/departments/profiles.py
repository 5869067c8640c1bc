"""Which fields there are to share, and which of them a department is offered to begin with. Tables.

1. A field's name and meaning never change; new ones are added. `SCHEMA` is the version of the whole.
2. Nobody is given a field that is not named: what is not in the list is not in the answer.
3. Names of persons are a field of their own, and none of the profiles has it.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

SCHEMA: Final = 1
Noun = Literal["hazard", "inspection", "risk"]
NOUNS: Final[tuple[Noun, ...]] = ("hazard", "inspection", "risk")


class Field(NamedTuple):
    """One field, and of what it is."""

    zh: str
    en: str
    nouns: frozenset[str]


_HAZARD: Final = frozenset({"hazard"})
_INSPECTION: Final = frozenset({"inspection"})
_RISK: Final = frozenset({"risk"})
_BOTH: Final = _HAZARD | _INSPECTION
_EVERY: Final = _BOTH | _RISK

FIELDS: Final = {
    "organisation_number": Field("单位编号", "number of the organisation", _EVERY),
    "organisation": Field("单位名称", "name of the organisation", _EVERY),
    "credit_code": Field("统一社会信用代码", "unified social credit code", _EVERY),
    "area": Field("行政区划", "administrative area", _EVERY),
    "category": Field("类别", "category", _EVERY),
    "address": Field("地址", "address", _EVERY),
    "state": Field("状态", "state", _BOTH),
    "grade": Field("隐患等级", "grade of the hazard", _HAZARD),
    "clause": Field("依据", "clause", _HAZARD),
    "text": Field("隐患情况", "what is wrong", _HAZARD),
    "place": Field("部位", "where", _HAZARD),
    "deadline": Field("整改期限", "deadline", _HAZARD),
    "overdue": Field("是否逾期", "past the deadline", _HAZARD),
    "found_on": Field("发现日期", "day of finding", _HAZARD),
    "closed_on": Field("销案日期", "day of closing", _BOTH),
    "origin": Field("检查来源", "origin of the inspection", _INSPECTION),
    "result": Field("检查结论", "result of the inspection", _INSPECTION),
    "inspected_on": Field("检查日期", "day of the inspection", _INSPECTION),
    "hazards": Field("隐患数", "hazards found", _INSPECTION),
    "hazards_open": Field("未销案隐患数", "hazards still open", _INSPECTION),
    "risk_band": Field("火灾风险等级", "band of fire risk, of its worst site", _RISK),
    "risk_index": Field("火灾风险指数", "index of fire risk, of its worst site; higher is safer", _RISK),
    "risk_sites": Field("已评分建筑或小区数", "sites that are scored", _RISK),
    "risk_scored_on": Field("评分日期", "day of the score", _RISK),
    "inspectors": Field("检查人员", "names of the inspectors", _INSPECTION),
}


class Profile(NamedTuple):
    """A department: the categories that it looks after, empty for all, and its fields."""

    zh: str
    en: str
    categories: tuple[str, ...]
    fields: tuple[str, ...]


_WHO: Final = ("organisation_number", "organisation", "area", "category")
_PROGRESS: Final = (*_WHO, "state", "grade", "deadline", "overdue", "found_on", "closed_on", "result",
                    "inspected_on", "hazards", "hazards_open")  # fmt: skip
_SCORE: Final = ("risk_band", "risk_index", "risk_sites", "risk_scored_on")
_MATTER: Final = (*_PROGRESS, "address", "clause", "text", "place", *_SCORE)

PROFILES: Final = {
    "education": Profile("教育部门", "education", ("school",), _MATTER),
    "health": Profile("卫生健康部门", "health", ("medical",), _MATTER),
    "civil-affairs": Profile("民政部门", "civil affairs", ("elder-care", "elder-alone"), _MATTER),
    "culture-tourism": Profile("文化和旅游部门", "culture and tourism",
                               ("hotel", "entertainment", "heritage"), _MATTER),
    "commerce": Profile("商务部门", "commerce", ("commercial",), _MATTER),
    "housing": Profile("住房城乡建设部门", "housing and construction", ("high-rise", "office"), _MATTER),
    "market-regulation": Profile("市场监管部门(信用)", "market regulation (credit)", (),
                                 (*_WHO, "credit_code", "result", "inspected_on")),
    "emergency-management": Profile("应急管理部门", "emergency management", (), (*_MATTER, "origin")),
    "town": Profile("乡镇街道", "town or sub-district", (), (*_PROGRESS, "risk_band")),
}  # fmt: skip
