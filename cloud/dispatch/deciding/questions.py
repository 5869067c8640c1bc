"""What the caller is asked (接警询问要点), by type: one table. Pure.

The answers drive the type (`TURNS`), the grade (`cloud.dispatch.deciding.grades`) and the force (conditions
of run cards). Questions come in the order in which they are asked: what decides who is sent comes first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, NamedTuple

from cloud.dispatch.deciding.conditions import Answer, Answers, Condition, among, at_least, yes
from cloud.dispatch.deciding.incident_types import FIRES, RESCUES, SPECIAL, IncidentType
from cloud.dispatch.deciding.words import Words

T = IncidentType


class AnswerKind(StrEnum):
    """What an answer looks like."""

    NUMBER = "number"
    YES_NO = "yes-no"
    CHOICE = "choice"


class Question(NamedTuple):
    """One question, of which types it is asked, and what may be answered."""

    key: str
    zh: str
    en: str
    kind: AnswerKind
    types: frozenset[IncidentType]
    choices: Mapping[str, Words] = {}
    lowest: float = 0
    highest: float = 100_000


_INSIDE: Final = FIRES - {T.VEHICLE_FIRE, T.GRASSLAND_FIRE, T.FODDER_FIRE}

QUESTIONS: Final[tuple[Question, ...]] = (
    Question(
        "trapped",
        "有多少人被困或受伤?",
        "How many people are trapped or hurt?",
        AnswerKind.NUMBER,
        FIRES | RESCUES,
    ),
    Question(
        "helpless",
        "其中有老人、儿童、病人或行动不便者吗?",
        "Are old, young, sick or disabled people among them?",
        AnswerKind.YES_NO,
        _INSIDE | {T.LIFT_RESCUE, T.WEATHER_RESCUE},
    ),
    Question(
        "burning",
        "什么东西着火?",
        "What is burning?",
        AnswerKind.CHOICE,
        FIRES,
        {
            "furniture": Words("家具杂物", "furniture and goods"),
            "kitchen": Words("厨房油锅", "a kitchen or pan"),
            "electrical": Words("电器线路", "electrical equipment"),
            "e-bike": Words("电动自行车、锂电池", "an e-bike or lithium battery"),
            "gas": Words("燃气", "gas"),
            "oil": Words("油品", "oil or fuel"),
            "chemicals": Words("化学品", "chemicals"),
            "vehicle": Words("车辆", "a vehicle"),
            "grass": Words("草场林木", "grass or trees"),
            "fodder": Words("草垛棚圈", "fodder or a pen"),
            "rubbish": Words("垃圾", "rubbish"),
        },
    ),
    Question(
        "floor",
        "在第几层?(地下为负)",
        "On which floor? (below ground: negative)",
        AnswerKind.NUMBER,
        _INSIDE,
        lowest=-10,
        highest=200,
    ),
    Question(
        "storeys",
        "建筑共有几层?",
        "How many storeys has the building?",
        AnswerKind.NUMBER,
        _INSIDE,
        lowest=1,
        highest=200,
    ),
    Question(
        "area_m2",
        "燃烧面积约多少平方米?",
        "About how many square metres burn?",
        AnswerKind.NUMBER,
        FIRES,
        highest=1e9,
    ),
    Question("smoke", "烟很大吗?", "Is there much smoke?", AnswerKind.YES_NO, _INSIDE),
    Question(
        "explosion",
        "有爆炸或爆炸危险吗?",
        "Has anything exploded, or may it?",
        AnswerKind.YES_NO,
        FIRES | {T.GAS_LEAK, T.HAZARDOUS_LEAK},
    ),
    Question(
        "wind_m_s",
        "现场风力约每秒几米?",
        "How strong is the wind, m/s?",
        AnswerKind.NUMBER,
        frozenset({T.GRASSLAND_FIRE, T.FODDER_FIRE}),
        highest=60,
    ),
    Question(
        "homes_near",
        "下风方向有住户或棚圈吗?",
        "Are there homes or pens downwind?",
        AnswerKind.YES_NO,
        frozenset({T.GRASSLAND_FIRE, T.FODDER_FIRE}),
    ),
    Question(
        "vehicles",
        "涉及几辆车?",
        "How many vehicles?",
        AnswerKind.NUMBER,
        frozenset({T.ROAD_ACCIDENT}),
        highest=500,
    ),
    Question(
        "pinned",
        "有人被挤压吗?",
        "Is anybody pinned?",
        AnswerKind.YES_NO,
        frozenset({T.ROAD_ACCIDENT, T.COLLAPSE}),
    ),
    Question(
        "cargo",
        "有危险货物吗?",
        "Are there hazardous goods?",
        AnswerKind.YES_NO,
        frozenset({T.ROAD_ACCIDENT, T.VEHICLE_FIRE}),
    ),
    Question(
        "spreading",
        "泄漏在扩散吗?",
        "Is the leak spreading?",
        AnswerKind.YES_NO,
        frozenset({T.GAS_LEAK, T.HAZARDOUS_LEAK}),
    ),
    Question(
        "collapsed_m2",
        "坍塌面积约多少平方米?",
        "About how many square metres have collapsed?",
        AnswerKind.NUMBER,
        frozenset({T.COLLAPSE, T.WEATHER_RESCUE}),
        highest=1e7,
    ),
    Question(
        "in_water",
        "人在水里还是冰下?",
        "Is the person in the water?",
        AnswerKind.YES_NO,
        frozenset({T.WATER_RESCUE}),
    ),
)
BY_KEY: Final = {question.key: question for question in QUESTIONS}


class Turn(NamedTuple):
    """An answer that makes another type of an incident."""

    types: frozenset[IncidentType]
    when: Condition
    to: IncidentType


_ORDINARY: Final = FIRES - SPECIAL
#: The first that holds is taken. A special place stays one whatever burns in it.
TURNS: Final[tuple[Turn, ...]] = (
    Turn(FIRES, among("burning", "chemicals"), T.HAZARDOUS_FIRE),
    Turn(_ORDINARY - {T.HAZARDOUS_FIRE}, among("burning", "oil", "gas"), T.HAZARDOUS_FIRE),
    Turn(_ORDINARY, among("burning", "grass"), T.GRASSLAND_FIRE),
    Turn(_ORDINARY, among("burning", "fodder"), T.FODDER_FIRE),
    Turn(frozenset({T.OTHER_FIRE, T.BUILDING_FIRE}), among("burning", "vehicle"), T.VEHICLE_FIRE),
    Turn(_ORDINARY & _INSIDE, Condition("floor", at_most=-1), T.UNDERGROUND_FIRE),
    # GB 50016: a home above 27 m and another building above 24 m is high; from nine and eight storeys on.
    Turn(_ORDINARY & _INSIDE, at_least("storeys", 9), T.HIGH_RISE_FIRE),
    Turn(_ORDINARY & _INSIDE, at_least("floor", 9), T.HIGH_RISE_FIRE),
    Turn(frozenset({T.ROAD_ACCIDENT}), yes("cargo"), T.HAZARDOUS_LEAK),
)


def asked_of(kind: IncidentType) -> list[Question]:
    """The questions of a type, in order."""
    return [question for question in QUESTIONS if kind in question.types]


def turned(kind: IncidentType, answers: Answers) -> IncidentType:
    """The type once these answers are known."""
    return next(
        (turn.to for turn in TURNS if kind in turn.types and turn.to != kind and turn.when.holds(answers)),
        kind,
    )


class BadAnswer(Exception):
    """An answer that the question does not take: which, and why, in both languages."""

    def __init__(self, key: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.key, self.zh, self.en = key, zh, en


def checked(told: Mapping[str, Any]) -> dict[str, Answer]:
    """Answers as they may be kept; raises BadAnswer. `None` takes an answer back and is left out."""
    return {key: _checked(key, value) for key, value in told.items() if value is not None}


def _checked(key: str, value: Any) -> Answer:
    question = BY_KEY.get(key)
    if question is None:
        raise BadAnswer(key, f"没有“{key}”这个问题。", f"There is no question `{key}`.")
    match question.kind:
        case AnswerKind.YES_NO if isinstance(value, bool):
            return value
        case AnswerKind.CHOICE if value in question.choices:
            return str(value)
        case AnswerKind.NUMBER if isinstance(value, int | float) and not isinstance(value, bool):
            if question.lowest <= value <= question.highest:
                return float(value)
    zh, en = _TAKES[question.kind](question)
    raise BadAnswer(key, f"“{question.zh}”{zh}。", f"“{question.en}” {en}.")


_TAKES: Final[dict[AnswerKind, Callable[[Question], tuple[str, str]]]] = {
    AnswerKind.YES_NO: lambda _: ("请答是或否", "takes yes or no"),
    AnswerKind.CHOICE: lambda question: (
        f"请选 {'、'.join(question.choices)}",
        f"takes one of {', '.join(question.choices)}",
    ),
    AnswerKind.NUMBER: lambda question: (
        f"请填 {question.lowest:g} 至 {question.highest:g} 的数",
        f"takes a number from {question.lowest:g} to {question.highest:g}",
    ),
}
