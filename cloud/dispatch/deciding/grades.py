"""Grades (火警和应急救援等级): five of fires, four of rescues, and the rules that give them, as tables. Pure.

After 《火警和应急救援分级规定(试行)》: 1 is lowest. A fire's grade comes from the people who are dead, hurt
or trapped (无、较少、少量、较多、大量), from the area that burns in an ordinary building or a special
place, and from the commander who says that what is there cannot cope. The regulation leaves the numbers to
each brigade: those below are assumptions, 3, 10 and 30 people being the steps of the State Council's
accident classes.

A grade only rises: `risen` never gives less than what was.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from cloud.dispatch.deciding.conditions import Answers, Condition, among, at_least, yes
from cloud.dispatch.deciding.incident_types import FIRES, RESCUES, SPECIAL, Family, IncidentType, family_of
from cloud.dispatch.deciding.words import Words

T = IncidentType


class GradeEntry(NamedTuple):
    """A grade's names and its colour, which is always said in words too."""

    zh: str
    en: str
    colour: str


GRADES: Final[dict[Family, dict[int, GradeEntry]]] = {
    Family.FIRE: {
        1: GradeEntry("一级火警", "fire, grade 1", "green"),
        2: GradeEntry("二级火警", "fire, grade 2", "blue"),
        3: GradeEntry("三级火警", "fire, grade 3", "yellow"),
        4: GradeEntry("四级火警", "fire, grade 4", "orange"),
        5: GradeEntry("五级火警", "fire, grade 5", "red"),
    },
    Family.RESCUE: {
        1: GradeEntry("一级应急救援", "rescue, grade 1", "blue"),
        2: GradeEntry("二级应急救援", "rescue, grade 2", "yellow"),
        3: GradeEntry("三级应急救援", "rescue, grade 3", "orange"),
        4: GradeEntry("四级应急救援", "rescue, grade 4", "red"),
    },
}
HIGHEST: Final = {family: max(grades) for family, grades in GRADES.items()}


class GradeRule(NamedTuple):
    """One reason for a grade; without a condition it holds by type alone."""

    grade: int
    types: frozenset[IncidentType]
    when: Condition | None
    zh: str
    en: str


_ORDINARY: Final = FIRES - SPECIAL - {T.GRASSLAND_FIRE}
_GRASS: Final = frozenset({T.GRASSLAND_FIRE})


def _steps(
    types: frozenset[IncidentType], key: str, zh: str, en: str, *steps: tuple[int, float]
) -> list[GradeRule]:
    return [
        GradeRule(grade, types, at_least(key, number), f"{zh} {number:g} 及以上", f"{en} {number:g} or more")
        for grade, number in steps
    ]


RULES: Final[tuple[GradeRule, ...]] = (
    *_steps(FIRES, "trapped", "被困或伤亡人数", "people trapped or hurt", (2, 1), (3, 3), (4, 10), (5, 30)),
    *_steps(RESCUES, "trapped", "被困或伤亡人数", "people trapped or hurt", (2, 3), (3, 10), (4, 30)),
    *_steps(_ORDINARY, "area_m2", "普通建筑燃烧面积(㎡)", "m² burning", (2, 100), (3, 1_000), (4, 5_000)),
    GradeRule(2, SPECIAL, None, "高层、地下、人员密集、易燃易爆、重要等特殊场所", "a special place"),
    *_steps(
        SPECIAL,
        "area_m2",
        "特殊场所燃烧面积(㎡)",
        "m² burning in a special place",
        (3, 50),
        (4, 500),
        (5, 2_000),
    ),
    *_steps(_GRASS, "area_m2", "过火面积(㎡)", "m² burnt", (2, 10_000), (3, 1_000_000), (4, 10_000_000)),
    *_steps(_GRASS, "wind_m_s", "风速(m/s)", "wind in m/s", (2, 8), (3, 14)),
    GradeRule(
        2, frozenset({T.GRASSLAND_FIRE, T.FODDER_FIRE}), yes("homes_near"), "下风方向有住户", "homes downwind"
    ),
    GradeRule(2, FIRES, yes("helpless"), "老幼病残被困", "people who cannot help themselves are inside"),
    GradeRule(3, FIRES, yes("explosion"), "有爆炸或爆炸危险", "an explosion, or danger of one"),
    GradeRule(
        2,
        FIRES,
        among("burning", "oil", "gas", "chemicals"),
        "油品、燃气或化学品着火",
        "oil, gas or chemicals burn",
    ),
    GradeRule(2, FIRES, among("burning", "e-bike"), "锂电池着火", "a lithium battery burns"),
    GradeRule(
        2, frozenset({T.HAZARDOUS_LEAK, T.COLLAPSE}), None, "危化品或坍塌", "hazardous goods, or a collapse"
    ),
    GradeRule(
        3, frozenset({T.HAZARDOUS_LEAK, T.GAS_LEAK}), yes("spreading"), "泄漏在扩散", "the leak spreads"
    ),
    GradeRule(
        3, frozenset({T.HAZARDOUS_LEAK, T.GAS_LEAK}), yes("explosion"), "有爆炸危险", "danger of an explosion"
    ),
    *_steps(frozenset({T.ROAD_ACCIDENT}), "vehicles", "涉及车辆", "vehicles involved", (2, 3), (3, 10)),
    GradeRule(2, frozenset({T.ROAD_ACCIDENT}), yes("pinned"), "有人被挤压", "somebody is pinned"),
    *_steps(frozenset({T.COLLAPSE}), "collapsed_m2", "坍塌面积(㎡)", "m² collapsed", (3, 100), (4, 1_000)),
)


class Graded(NamedTuple):
    """A grade and why it is no lower."""

    grade: int
    reasons: tuple[Words, ...]


def graded(kind: IncidentType, answers: Answers) -> Graded:
    """The grade by rule: the highest that any rule gives, with the reasons for it. Never below 1."""
    holding = [
        rule for rule in RULES if kind in rule.types and (rule.when is None or rule.when.holds(answers))
    ]
    grade = min(max((rule.grade for rule in holding), default=1), HIGHEST[family_of(kind)])
    reasons = tuple(Words(rule.zh, rule.en) for rule in holding if rule.grade >= grade and grade > 1)
    return Graded(grade, reasons or (Words("起始等级", "the grade that every incident begins at"),))


def risen(held: int, kind: IncidentType, found: int) -> int:
    """The grade once a rule or a commander has found another: it only rises, to the highest there is."""
    return min(max(held, found), HIGHEST[family_of(kind)])


def entry(kind: IncidentType, grade: int) -> GradeEntry:
    """A grade's names. A fire that becomes a rescue keeps its grade as far as that ladder goes."""
    family = family_of(kind)
    return GRADES[family][min(max(grade, 1), HIGHEST[family])]
