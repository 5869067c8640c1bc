"""The first plan of a building, drawn from what the registry knows, by its category. Pure.

What nobody knows is not made up: the text asks for it, in full-width brackets (〔…〕), so that whoever
finishes the
plan sees what is missing. Tactics are those of the service's own teaching by kind of building, in short.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from cloud.dispatch.deciding.words import Words
from cloud.dispatch.preplans.sections import Section

#: A building higher than this is high (GB 50016: public 24 m, homes 27 m).
HIGH_M: Final = 24.0


@dataclass(frozen=True)
class Known:
    """What the registry knows of a building."""

    building: str
    organisation: str
    category: str
    address: str = ""
    use: str = ""
    height_m: float | None = None
    storeys: int | None = None
    storeys_below: int | None = None
    area_m2: float | None = None
    persons: int | None = None
    #: Name, telephone, duty.
    keyholders: Sequence[tuple[str, str, str]] = ()
    #: Name, kind, metres, whether it can be used.
    waters: Sequence[tuple[str, str, float, str]] = ()
    #: Name and substances of dangerous neighbours, metres.
    hazards: Sequence[tuple[str, str, float]] = ()
    #: Names of component types that the registry counts there, with how many.
    systems: Sequence[tuple[str, int]] = field(default=())


#: By category: dangers and tactics that go with it; `*` for all.
BY_CATEGORY: Final[dict[str, tuple[str, str]]] = {
    "high-rise": (
        "竖井蔓延;登高受限;人员疏散时间长。",
        "内攻为主,使用消防电梯与固定消防设施;起火层及上下各一层设阵地;正压送风,疏散楼梯与攻击楼梯分开。",
    ),
    "commercial": (
        "人员密集;大空间蔓延快;内部易迷失方向。",
        "先疏散后灭火;利用防火卷帘分区;设紧急救助小组,进入人员登记。",
    ),
    "chemical": (
        "有毒、易爆;可能复燃或沸溢;废水污染。",
        "上风向停车,先侦检后行动;冷却保护邻近罐;关阀断料由厂方工艺人员配合;收集消防废水。",
    ),
    "office": ("夜间无人报警;吊顶与电缆井蔓延。", "断电后内攻;检查吊顶与电缆井;防止水渍。"),
    "industrial": (
        "大跨度钢结构,受热 15 分钟可能坍塌;堆垛阴燃。",
        "外攻与冷却为先,评估坍塌后再内攻;重型水炮。",
    ),
    "medical": ("病人行动不便;氧气系统;贵重设备。", "按楼层水平转移优先;关闭供氧;逐房搜救并登记。"),
    "elder-care": ("老人行动不便;夜间值守少。", "搜救第一;每层至少两个搜救组;先水平转移到相邻防火分区。"),
    "school": ("学生集中;易恐慌。", "与校方核对人数;集合点清点;逐室搜救。"),
    "heritage": ("木结构;水渍损害;通道狭窄。", "细水雾或低流量;抢救文物清单在前;小型车先行。"),
    "hotel": ("住客不熟悉环境;夜间人多。", "取住客登记;逐房搜救并标记;广播疏散。"),
    "entertainment": ("人员密集;装修发烟大;出口易堵。", "先破拆开口排烟;多出口同时救人。"),
    "*": ("〔待现场核实〕", "侦察、救人、控火并行;先断电断气;设安全员。"),
}


def template(known: Known) -> dict[Section, str]:
    """The texts of a first plan."""
    return {section: "\n".join(line for line in lines(known) if line) for section, lines in _SECTIONS.items()}


def _access(known: Known) -> list[str]:
    where = known.address or "〔填写地址〕"
    return [f"地址:{where}", "主入口与消防车道:〔填写〕", *_size(known)]


def _size(known: Known) -> list[str]:
    told = [
        f"高 {known.height_m:.0f} 米" if known.height_m is not None else "",
        f"地上 {known.storeys} 层" if known.storeys is not None else "",
        f"地下 {known.storeys_below} 层" if known.storeys_below else "",
        f"面积 {known.area_m2:.0f} 平方米" if known.area_m2 is not None else "",
        f"用途:{known.use}" if known.use else "",
    ]
    said = ",".join(part for part in told if part)
    high = known.height_m is not None and known.height_m > HIGH_M
    return [said, "登高操作场地:〔填写位置与承载〕" if high else ""]


def _water(known: Known) -> list[str]:
    if not known.waters:
        return ["1 公里内无登记水源,须远程供水:〔填写方案〕"]
    return [f"{name}({kind}),{metres:.0f} 米,{usable}" for name, kind, metres, usable in known.waters]


def _dangers(known: Known) -> list[str]:
    below = f"地下 {known.storeys_below} 层,排烟困难。" if known.storeys_below else ""
    near = [f"邻近 {name}({what}),{metres:.0f} 米" for name, what, metres in known.hazards]
    persons = f"日常约 {known.persons} 人。" if known.persons else "〔填写日常人数〕"
    return [_of(known)[0], below, persons, *near]


def _keyholders(known: Known) -> list[str]:
    if not known.keyholders:
        return ["〔填写联系人与钥匙存放处〕"]
    return [" ".join(part for part in each if part) for each in known.keyholders]


def _tactics(known: Known) -> list[str]:
    systems = "、".join(f"{name} {count}" for name, count in known.systems)
    high = known.height_m is not None and known.height_m > HIGH_M and known.category != "high-rise"
    return [
        _of(known)[1],
        BY_CATEGORY["high-rise"][1] if high else "",
        f"在册设施:{systems}" if systems else "固定消防设施:〔填写〕",
    ]


def _gathering(_known: Known) -> list[str]:
    return ["车辆集结点:〔填写,位于上风向〕", "人员疏散集合点:〔填写〕"]


def _of(known: Known) -> tuple[str, str]:
    return BY_CATEGORY.get(known.category, BY_CATEGORY["*"])


_SECTIONS: Final[dict[Section, Callable[[Known], list[str]]]] = {
    Section.ACCESS: _access,
    Section.WATER: _water,
    Section.DANGERS: _dangers,
    Section.KEYHOLDERS: _keyholders,
    Section.TACTICS: _tactics,
    Section.GATHERING: _gathering,
}


def missing(sections: dict[str, str]) -> list[str]:
    """Sections that still ask for something."""
    return [name for name, text in sections.items() if "〔" in text or not text.strip()]


MISSING: Final = Words("含待填写内容", "something is still to be filled in")
