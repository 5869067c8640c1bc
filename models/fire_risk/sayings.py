"""What a station chief would say of each subject of the features: one line a subject, in both languages.

A sentence states what is on record, not what the model makes of it; whether it raises or lowers the risk is
told beside it. `{0}`, `{1}` are the facts named, in order.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from models.fire_risk.schema import HAZARDS, SIGNALS


class Saying(NamedTuple):
    """A sentence of facts; `none` where the first of them is 0, `unknown` where it is not on record."""

    facts: tuple[str, ...]
    zh: str
    en: str
    none_zh: str = ""
    none_en: str = ""
    unknown_zh: str = ""
    unknown_en: str = ""
    #: The table in which the record stands, and the code of its `kind` or `source` where that matters.
    table: str = "sites"
    column: str = ""
    code: int = 0


HAZARD_WORDS: Final = {
    "electrical": ("电气线路", "wiring"),
    "storage": ("堆放与疏散通道", "storage and blocked ways"),
    "ebike": ("电动自行车", "electric bicycles"),
    "flame": ("用火用气", "open fire and gas"),
    "facilities": ("消防设施", "fire equipment"),
}
#: What a signal is called, and the unit of its amount.
SIGNAL_WORDS: Final = {
    "alarm": ("火警信号", "fire signals", "次", ""),
    "fault": ("设备故障", "equipment faults", "次", ""),
    "disabled": ("点位屏蔽", "points disabled", "点·日", " point-days"),
    "offline": ("网关离线", "gateway offline", "小时", " h"),
    "water": ("消防水压或水位异常", "fire water out of order", "小时", " h"),
    "power": ("消防电源异常", "fire power supply out of order", "小时", " h"),
    "electrical-warning": ("电气火灾监控预警", "electrical fire warnings", "次", ""),
    "early-warning": ("火灾早期预警", "early fire warnings", "次", ""),
}


def _hazard(word: str) -> Saying:
    zh, en = HAZARD_WORDS[word]
    return Saying(
        (f"found:{word}:1095", f"found:{word}:365"),
        f"近三年发现{zh}隐患 {{0:.0f}} 处，其中近一年 {{1:.0f}} 处",
        f"hazards of {en} found: {{0:.0f}} in three years, {{1:.0f}} of them within a year",
        f"近三年未发现{zh}隐患",
        f"no hazard of {en} found in three years",
        table="findings",
        column="kind",
        code=HAZARDS.index(word),
    )


def _open(word: str) -> Saying:
    zh, en = HAZARD_WORDS[word]
    return Saying(
        (f"open:{word}",),
        f"{{0:.0f}} 处{zh}隐患尚未整改",
        f"hazards of {en} not rectified yet: {{0:.0f}}",
        f"没有未整改的{zh}隐患",
        f"no open hazard of {en}",
        table="findings",
        column="kind",
        code=HAZARDS.index(word),
    )


def _signal(word: str) -> Saying:
    zh, en, unit_zh, unit_en = SIGNAL_WORDS[word]
    return Saying(
        (f"signal:{word}:365", f"signal:{word}:91"),
        f"近一年{zh} {{0:.0f}} {unit_zh}，其中近三个月 {{1:.0f}} {unit_zh}",
        f"{en}: {{0:.0f}}{unit_en} in a year, {{1:.0f}}{unit_en} of it within three months",
        f"近一年没有{zh}",
        f"{en}: none in a year",
        "未接入物联网，情况不明",
        "not connected, so nothing is known",
        table="signals",
        column="kind",
        code=SIGNALS.index(word),
    )


def _registry(facts: tuple[str, ...], zh: str, en: str, none_zh: str = "", none_en: str = "") -> Saying:
    name_zh, name_en = zh.split("{")[0].strip() or zh, en.split("{")[0].strip() or en
    return Saying(facts, zh, en, none_zh, none_en, f"{name_zh}未登记", f"{name_en}: not on record")


SAYINGS: Final[dict[str, Saying]] = {
    "category": Saying(("category",), "类别：{category_zh}", "category: {category_en}"),
    "age": _registry(("built_year",), "建成年份 {0:.0f}", "built in {0:.0f}"),
    "wiring": _registry(
        ("rewired_year",), "最近一次电气线路改造 {0:.0f} 年", "wiring last renewed in {0:.0f}"
    ),
    "size": _registry(
        ("area_m2", "storeys"),
        "建筑面积 {0:.0f} 平方米，{1:.0f} 层",
        "floor area {0:.0f} m² on {1:.0f} storeys",
    ),
    "people": _registry(("people",), "人数 {0:.0f}", "people there: {0:.0f}"),
    "storage_class": _registry(
        ("storage_class",),
        "储存物品火灾危险性等级 {0:.0f}（最高 3）",
        "fire hazard class of what is stored: {0:.0f} of 3",
        "储存物品少",
        "little is stored",
    ),
    "ebike": _registry(
        ("ebike",),
        "有电动自行车停放或充电",
        "electric bicycles are parked or charged there",
        "无电动自行车停放充电",
        "no electric bicycles are parked or charged there",
    ),
    "gas": _registry(
        ("gas",), "用火用气", "open fire or gas is used", "不用火用气", "no open fire or gas is used"
    ),
    "sleeping": _registry(("sleeping",), "有人住宿", "people sleep there", "无人住宿", "nobody sleeps there"),
    "key_unit": _registry(
        ("key_unit",),
        "消防安全重点单位",
        "a key unit for fire safety",
        "非重点单位",
        "no key unit for fire safety",
    ),
    "station": _registry(("station_km",), "距消防站 {0:.1f} 公里", "{0:.1f} km from the fire station"),
    "connected": Saying(
        ("points", "since_connected"),
        "已接入物联网点位 {0:.0f} 个",
        "points connected: {0:.0f}",
        unknown_zh="未接入物联网",
        unknown_en="not connected to the centre",
    ),
    "households": _registry(("households",), "住户 {0:.0f} 户", "households: {0:.0f}"),
    "elderly": _registry(("elderly_share",), "老年人口比例 {0:.0%}", "{0:.0%} of residents are over 65"),
    "rented": _registry(("rented_share",), "出租比例 {0:.0%}", "{0:.0%} of homes are let"),
    "inspections": Saying(
        ("inspections:1095", "since_inspection"),
        "近三年监督检查 {0:.0f} 次，距上次 {1:.0f} 天",
        "inspections in three years: {0:.0f}, the last {1:.0f} days ago",
        "近三年没有监督检查记录",
        "no inspection on record in three years",
        table="inspections",
    ),
    **{f"hazard:{word}": _hazard(word) for word in HAZARDS},
    **{f"open:{word}": _open(word) for word in HAZARDS},
    "hazards": Saying(
        ("found_by:inspection:1095", "inspections:1095"),
        "近三年 {1:.0f} 次检查共发现隐患 {0:.0f} 处",
        "hazards found by inspections in three years: {0:.0f}; inspections: {1:.0f}",
        "近三年检查未发现隐患",
        "inspections found no hazard in three years",
        table="findings",
        column="source",
    ),
    "public": Saying(
        ("found_by:public:1095",),
        "近三年群众举报隐患 {0:.0f} 处",
        "hazards reported by people in three years: {0:.0f}",
        "近三年没有群众举报",
        "nobody reported a hazard in three years",
        table="findings",
        column="source",
        code=2,
    ),
    "major": Saying(
        ("major:1095",),
        "近三年重大隐患 {0:.0f} 处",
        "major hazards in three years: {0:.0f}",
        "近三年没有重大隐患",
        "no major hazard in three years",
        table="findings",
    ),
    "overdue": Saying(
        ("overdue",),
        "{0:.0f} 处隐患超过整改期限",
        "hazards past their term: {0:.0f}",
        "没有逾期隐患",
        "no hazard is past its term",
        table="findings",
    ),
    "rectify": Saying(
        ("rectified:1095", "days_to_rectify"),
        "近三年整改隐患 {0:.0f} 处，平均用时 {1:.0f} 天",
        "hazards rectified in three years: {0:.0f}, on average within {1:.0f} days",
        "近三年没有整改记录",
        "nothing rectified in three years",
        table="findings",
    ),
    "patrols": Saying(
        ("patrols_done:365", "patrols_due:365", "patrol_hazards:365"),
        "近一年应巡查 {1:.0f} 次，实际 {0:.0f} 次，自查隐患 {2:.0f} 处",
        "rounds within a year: {0:.0f} done of {1:.0f} due, hazards they told of: {2:.0f}",
        "近一年应巡查 {1:.0f} 次，一次未做",
        "rounds within a year: none done of {1:.0f} due",
        "没有上报巡查",
        "no rounds are reported",
        table="patrols",
    ),
    **{f"signal:{word}": _signal(word) for word in SIGNALS},
    "works": Saying(
        ("works:365", "works_open"),
        "近一年动火或施工 {0:.0f} 次",
        "hot work or building works within a year: {0:.0f}",
        "近一年没有动火或施工",
        "no hot work or building works within a year",
        table="permits",
    ),
    "fires": Saying(
        ("fires:1095", "fires:365"),
        "近三年核实火灾 {0:.0f} 起，其中近一年 {1:.0f} 起",
        "confirmed fires: {0:.0f} in three years, {1:.0f} of them within a year",
        "近三年没有火灾",
        "no fire in three years",
        table="fires",
    ),
    "alike": Saying(
        ("fires_alike", "sites_alike"),
        "本旗县区同类 {1:.0f} 处，近两年火灾 {0:.0f} 起",
        "others of its kind in the county: {1:.0f}, their fires in two years: {0:.0f}",
        table="",
    ),
    "city": Saying(
        ("fires_city", "sites_city"),
        "全市同类对象 {1:.0f} 处，近两年火灾 {0:.0f} 起",
        "others in the city: {1:.0f}, their fires in two years: {0:.0f}",
        table="",
    ),
    "weather": Saying(
        ("temperature:30", "wind:30", "humidity:30"),
        "近一月平均气温 {0:.0f} °C，风速 {1:.1f} 米/秒，湿度 {2:.0f} %",
        "over the last month {0:.0f} °C, wind {1:.1f} m/s, humidity {2:.0f} %",
        unknown_zh="近一月气象资料缺失",
        unknown_en="no weather on record for the last month",
        table="weather",
    ),
    "season": Saying(("day",), "季节：{month} 月", "season: month {month}", table=""),
}
