"""Every code of fire risk with its names. Tables, and how they are told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from cloud.risk.schemas import (
    BandOut,
    CodeOut,
    HorizonOut,
    RuleOut,
    TraitOut,
    VocabularyOut,
)
from cloud.risk.settings import RiskSettings
from cloud.risk.warnings.rules import DESKS, RULES
from cloud.risk.warnings.state_table import ACTION_NAMES, STATE_NAMES
from cloud.vocabulary import LabelOut
from models.fire_risk.grading import BANDS
from models.fire_risk.sayings import HAZARD_WORDS, SIGNAL_WORDS

Words = tuple[str, str]

SUBJECTS: Final[dict[Literal["building", "community"], Words]] = {
    "building": ("单位建筑", "building"),
    "community": ("住宅小区", "residential community"),
}
HORIZONS: Final = {
    "fire:90": ("90 天内发生火灾的概率", "chance of a fire within 90 days", 90),
    "fire:365": ("12 个月内发生火灾的概率", "chance of a fire within 12 months", 365),
}
CAUSES: Final = {
    "first": ("首次评分", "first score"),
    "event": ("事件触发", "an event"),
    "night": ("每夜重算", "nightly scoring"),
    "model": ("模型更换", "another model"),
    "traits": ("资料补充", "facts entered"),
}
RECORDS: Final = {
    "hazard": ("隐患", "hazard"),
    "inspection": ("监督检查", "inspection"),
    "patrol": ("巡查", "patrol"),
    "alarm": ("警情", "alarm"),
    "incident": ("灾情", "incident"),
    "fire": ("火灾记录", "record of a fire"),
    "registry": ("单位档案", "registry"),
    "weather": ("气象", "weather"),
    "work": ("动火施工", "hot work and building works"),
    "area": ("同类对象", "others alike"),
    "model": ("模型", "model"),
}
_REASONS: Final = {
    "category": ("类别", "category"),
    "age": ("建成年代", "age of the building"),
    "wiring": ("电气线路年代", "age of the wiring"),
    "size": ("规模", "size"),
    "people": ("人数", "people there"),
    "storage_class": ("储存物品", "what is stored"),
    "ebike": ("电动自行车", "electric bicycles"),
    "gas": ("用火用气", "open fire and gas"),
    "sleeping": ("住宿", "people sleep there"),
    "key_unit": ("重点单位", "key unit"),
    "station": ("距消防站", "distance to the fire station"),
    "connected": ("物联接入", "connection to the centre"),
    "households": ("户数", "households"),
    "elderly": ("老年人口", "elderly residents"),
    "rented": ("出租比例", "homes that are let"),
    "inspections": ("监督检查", "inspections"),
    "hazards": ("每次检查隐患数", "hazards an inspection"),
    "public": ("群众举报", "reports by the public"),
    "major": ("重大隐患", "major hazards"),
    "overdue": ("逾期隐患", "overdue hazards"),
    "rectify": ("整改用时", "time to rectify"),
    "patrols": ("日常巡查", "patrols"),
    "works": ("动火施工", "works"),
    "fires": ("既往火灾", "fires before"),
    "alike": ("同类火灾", "fires at others alike"),
    "city": ("全市火灾", "fires in the city"),
    "weather": ("气象", "weather"),
    "season": ("季节", "season"),
}
#: What a reason is about: the table above, and each kind of hazard and signal.
REASON_SUBJECTS: Final[Mapping[str, Words]] = (
    _REASONS
    | {f"hazard:{code}": (f"{zh}隐患", f"hazards: {en}") for code, (zh, en) in HAZARD_WORDS.items()}
    | {f"open:{code}": (f"未整改{zh}隐患", f"open hazards: {en}") for code, (zh, en) in HAZARD_WORDS.items()}
    | {f"signal:{code}": (words[0], words[1]) for code, words in SIGNAL_WORDS.items()}
)


class Trait(NamedTuple):
    """Something of a site that a person can enter, and its bounds."""

    zh: str
    en: str
    unit: str
    least: float
    most: float


TRAITS: Final = {
    "built_year": Trait("建成年份", "year it was built", "年", 1200, 2200),
    "rewired_year": Trait("电气线路改造年份", "year the wiring was renewed", "年", 1900, 2200),
    "households": Trait("户数", "households", "户", 0, 100_000),
    "storage_class": Trait("储存物品危险性(0 少 … 3 易燃易爆)", "what is stored: 0 little … 3 dangerous",
                           "", 0, 3),
    "ebike": Trait("有电动自行车停放充电(1 是)", "electric bicycles are parked there: 1", "", 0, 1),
    "gas": Trait("用火用气(1 是)", "open fire or gas is used: 1", "", 0, 1),
    "sleeping": Trait("有人住宿(1 是)", "people sleep there: 1", "", 0, 1),
    "elderly_share": Trait("老年人口比例(0…1)", "share of residents over 65", "", 0, 1),
    "rented_share": Trait("出租比例(0…1)", "share of homes that are let", "", 0, 1),
}  # fmt: skip
#: Stands beside every score of a model that ships.
SIMULATED: Final = (
    "随程序提供的模型以仿真城市数据训练,在用本地火灾记录校准之前,只有风险高低的次序有意义,概率数值不可直接引用。",
    "The models that ship were trained on simulated cities. Until local records of fires calibrate them, only"
    " the order of their probabilities means anything.",
)


def label(words: Words) -> LabelOut:
    """A pair of words as it is told."""
    return LabelOut(zh=words[0], en=words[1])


def vocabulary(settings: RiskSettings) -> VocabularyOut:
    """All of it; thresholds as they are set."""
    return VocabularyOut(
        subjects=_codes(SUBJECTS),
        bands=_bands(settings),
        horizons=[
            HorizonOut(code=code, label=label((zh, en)), days=days)
            for code, (zh, en, days) in HORIZONS.items()
        ],
        reason_subjects=_codes(REASON_SUBJECTS),
        causes=_codes(CAUSES),
        records=_codes(RECORDS),
        signals=_codes({code: (words[0], words[1]) for code, words in SIGNAL_WORDS.items()}),
        traits=[
            TraitOut(code=code, label=label((row.zh, row.en)), unit=row.unit, least=row.least, most=row.most)
            for code, row in TRAITS.items()
        ],
        desks=_codes(DESKS),
        rules=[
            RuleOut(
                code=code,
                label=label((rule.zh, rule.en)),
                desk=rule.desk,
                days=settings.warnings.days.get(code, rule.days),
                threshold=getattr(settings.warnings, rule.setting) if rule.setting else None,
                unit=rule.unit,
            )
            for code, rule in RULES.items()
        ],
        warning_states=_codes({state.value: words for state, words in STATE_NAMES.items()}),
        warning_actions=_codes({action.value: words for action, words in ACTION_NAMES.items()}),
        simulated=label(SIMULATED),
    )


def _codes(table: Mapping[str, Words] | Mapping[Literal["building", "community"], Words]) -> list[CodeOut]:
    return [CodeOut(code=code, label=label(words)) for code, words in table.items()]


def _bands(settings: RiskSettings) -> list[BandOut]:
    tops = [*(band.above for band in BANDS[1:]), 100.0]
    return [
        BandOut.model_validate(
            {
                "code": band.code,
                "label": label((band.zh, band.en)),
                "above": max(band.above, 0.0),
                "to": top,
                "inspect_within_days": settings.inspect_within_days[band.code],
            }
        )
        for band, top in zip(BANDS, tops, strict=True)
    ]
