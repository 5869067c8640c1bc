"""The records that fire risk is reckoned from: tables and their columns, declared once.

Days are whole numbers, counted from 1970 in local time. `site` is a row of the table of sites; in text files
it is the site's own code. What is not known is NaN in numbers and empty in text files; nothing is guessed.
Codes of categories are those of the registry of places; homes are put together as residential communities.
"""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

Kind = Literal["text", "site", "day", "number", "code"]


class Column(NamedTuple):
    """A column; `words` are what its codes mean, in order. Where it `may_lack`, a value may be unknown."""

    name: str
    kind: Kind
    zh: str
    en: str
    words: tuple[str, ...] = ()
    may_lack: bool = False


CATEGORIES: Final = (
    "high-rise", "commercial", "chemical", "office", "industrial", "medical", "elder-care", "school",
    "heritage", "hotel", "entertainment", "small-premises", "other", "community",
)  # fmt: skip
COMMUNITY: Final = CATEGORIES.index("community")
#: What a hazard is about: wiring; storage and ways; electric bicycles; fire and gas in use; equipment.
HAZARDS: Final = ("electrical", "storage", "ebike", "flame", "facilities")
SIGNALS: Final = (
    "alarm", "fault", "disabled", "offline", "water", "power", "electrical-warning", "early-warning",
)  # fmt: skip
SOURCES: Final = ("inspection", "patrol", "public")
CAUSES: Final = ("electrical", "storage", "ebike", "flame", "hot-work", "other")


def _number(name: str, zh: str, en: str) -> Column:
    return Column(name, "number", zh, en, may_lack=True)


#: What the registry holds of a site, as numbers; yes is 1, no is 0.
REGISTRY: Final = (
    _number("built_year", "建成年份", "year it was built"),
    _number("rewired_year", "最近一次电气线路改造年份", "year the wiring was last renewed"),
    _number("storeys", "地上层数", "storeys above ground"),
    _number("area_m2", "建筑面积（平方米）", "floor area, m²"),
    _number("people", "人数", "people there at the busiest hour"),
    _number("households", "户数", "households"),
    _number(
        "storage_class",
        "储存物品火灾危险性（0 少 … 3 易燃易爆）",
        "what is stored: 0 little … 3 dangerous goods",
    ),
    _number("ebike", "是否有电动自行车停放充电", "electric bicycles are parked or charged there"),
    _number("gas", "是否用火用气", "open fire or gas is used"),
    _number("sleeping", "是否有人住宿", "people sleep there"),
    _number("key_unit", "是否消防安全重点单位", "it is a key unit for fire safety"),
    _number("station_km", "距消防站（公里）", "distance to the fire station, km"),
    _number("points", "接入的物联网点位数", "points connected to the centre"),
    _number("connected_day", "接入日期", "day it was connected"),
    _number("elderly_share", "老年人口比例", "share of residents over 65"),
    _number("rented_share", "出租比例", "share of homes that are let"),
)

_SITE: Final = Column("site", "site", "建筑或小区", "the site")
_DAY: Final = Column("day", "day", "日期", "the day")

TABLES: Final[dict[str, tuple[Column, ...]]] = {
    "sites": (
        Column("code", "text", "编号", "the site's code"),
        Column("city", "text", "盟市代码", "code of the league or city"),
        Column("county", "text", "旗县区代码", "code of the county"),
        Column("category", "code", "类别", "category", CATEGORIES),
        *REGISTRY,
    ),
    "weather": (
        Column("city", "text", "盟市代码", "code of the league or city"),
        _DAY,
        _number("temperature_c", "日平均气温", "mean of the day, °C"),
        _number("wind_ms", "风速", "wind, m/s"),
        _number("humidity", "相对湿度", "relative humidity, %"),
    ),
    "inspections": (
        _SITE,
        _DAY,
        Column("blind", "number", "是否不看风险抽中", "drawn without regard to risk: 1"),
    ),
    "findings": (
        _SITE,
        _DAY,
        Column("kind", "code", "隐患类别", "what it is about", HAZARDS),
        Column("major", "number", "是否重大隐患", "it is a major hazard: 1"),
        Column("source", "code", "来源", "who found it", SOURCES),
        Column("due_day", "day", "整改期限", "day by which it must be rectified"),
        Column("rectified_day", "day", "整改完成日期", "day it was rectified", may_lack=True),
    ),
    "patrols": (
        _SITE,
        _DAY,
        Column("due", "number", "当月应巡查次数", "rounds due in the month that ended"),
        Column("done", "number", "当月已巡查次数", "rounds done"),
        Column("hazards", "number", "巡查发现隐患数", "hazards told of"),
    ),
    "signals": (
        _SITE,
        _DAY,
        Column("kind", "code", "物联网信号类别", "what the equipment told", SIGNALS),
        Column("amount", "number", "数量（次、点·日、小时）", "how much: events, point-days, hours"),
    ),
    "permits": (_SITE, _DAY, Column("until_day", "day", "动火或施工结束日期", "day hot work or works end")),
    "fires": (
        _SITE,
        _DAY,
        Column("confirmed", "number", "是否核实为真实火灾", "verified as a real fire: 1"),
        Column("cause", "code", "起火原因", "cause", CAUSES),
        Column("serious", "number", "是否造成伤亡或较大损失", "people were hurt or the loss was great: 1"),
        Column("loss_yuan", "number", "直接财产损失（元）", "direct loss, yuan"),
    ),
}  # fmt: skip
EVENTS: Final = tuple(name for name in TABLES if name not in ("sites", "weather"))
