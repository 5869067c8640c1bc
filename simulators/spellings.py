"""Simulated organisations and the ways in which files write them, with the truth known. Nothing is real.

Kinds of spelling are functions of an organisation. Those of `SEEN` were looked at while weights were set;
those of `HELD_OUT` were not. `SIBLINGS` are other organisations that look alike.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from telemetry.areas import COUNTIES, LEAGUES

_CHARACTERS: Final = (
    "蒙源金鼎华盛宏远长青嘉禾永安和润博雅东晟新宇国泰万邦兴业中瑞元德同仁康宁福寿松鹤"
    "春晖启明育才格桑乌兰查干巴彦宝力阿拉呼伦伊利赛音吉祥天骄鸿雁银驼云圣泉丰泽恒通鑫"
    "旺达顺佳美丽江海山河星辰龙凤腾飞"
)
_TRADES: Final = (
    "酒店", "大酒店", "宾馆", "商贸", "超市", "物业管理",
    "房地产开发", "化工", "餐饮管理", "餐厅", "网吧", "电影院",
    "幼儿园", "养老院", "医院", "药店", "木业", "机械制造",
    "纺织", "物流", "汽车销售", "装饰工程", "食品",
    "建材市场",
)  # fmt: skip
_FORMS: Final = ("有限公司", "有限责任公司", "股份有限公司", "")
_ROADS: Final = (
    "新华", "中山", "成吉思汗", "海拉尔", "锡林", "钢铁", "友谊", "建设", "民族", "团结", "胜利",
    "光明", "迎宾", "文化",
)  # fmt: skip
_ROAD_KINDS: Final = ("大街", "路", "东路", "西路", "南路", "北街", "巷")
_NUMERALS: Final = "零一二三四五六七八九"
_SOUNDS: Final = {
    "源": "元", "鼎": "顶", "华": "花", "盛": "胜", "宏": "红", "远": "院", "青": "清",
    "嘉": "佳", "禾": "和",
    "博": "伯", "雅": "亚", "晟": "圣", "宇": "羽", "泰": "太",
    "瑞": "锐", "德": "得", "康": "糠", "福": "富",
    "鹤": "贺", "晖": "辉", "启": "起", "明": "名", "祥": "详", "泉": "全",
    "丰": "风", "恒": "衡", "鑫": "新",
    "旺": "望", "达": "答", "顺": "瞬", "腾": "藤", "龙": "隆",
}  # fmt: skip
_TRADITIONAL: Final = str.maketrans(
    "华国东兴业长关龙凤腾飞丽银云圣饭馆药纺织机装饰汽车销网电区锡团结胜东路",
    "華國東興業長關龍鳳騰飛麗銀雲聖飯館藥紡織機裝飾汽車銷網電區錫團結勝東路",
)
_LEAGUE: Final = {code: zh for code, zh, _ in LEAGUES}
_COUNTY: Final = {code: zh for code, zh, *_ in COUNTIES}


@dataclass(frozen=True)
class Organisation:
    """What is true of one; `brand`, `trade` and `form` make its name."""

    number: int
    area: str
    brand: str
    trade: str
    form: str
    road: str
    door: int
    building: int
    branch: str = ""
    prefixed: bool = True

    @property
    def name(self) -> str:
        """As the registry has it."""
        city = _LEAGUE[self.area[:4]] if self.prefixed else ""
        return f"{city}{self.brand}{self.trade}{self.form}{self.branch}"

    @property
    def address(self) -> str:
        """As the registry has it."""
        return f"{_COUNTY[self.area]}{self.road}{self.door}号{self.building}号楼"


@dataclass(frozen=True)
class Written:
    """As a file writes it; `area` may be empty. `truth`: the organisation's number; None: in no registry."""

    kind: str
    name: str
    address: str
    area: str
    truth: int | None


Way = Callable[[random.Random, Organisation], tuple[str, str]]


def organisations(amount: int, seed: int) -> list[Organisation]:
    """So many different ones, spread over the counties."""
    draw = random.Random(seed)
    codes = sorted(_COUNTY)
    return [_organisation(draw, number, draw.choice(codes)) for number in range(1, amount + 1)]


def written(known: list[Organisation], amount: int, seed: int, ways: dict[str, Way]) -> list[Written]:
    """So many rows of files, each of a kind of `ways`; a fifth are siblings that no registry has."""
    draw = random.Random(seed)
    found = []
    for at in range(amount):
        one = draw.choice(known)
        told = one.area if draw.random() < 0.6 else ""
        if at % 5 == 4:
            other = draw.choice(SIBLINGS)(draw, one)
            found.append(Written("sibling", other.name, other.address, told and other.area, None))
            continue
        kind = draw.choice(list(ways))
        name, address = ways[kind](draw, one)
        found.append(Written(kind, name, address, told, one.number))
    return found


def _organisation(draw: random.Random, number: int, area: str) -> Organisation:
    brand = "".join(draw.sample(_CHARACTERS, draw.choice((2, 2, 2, 3, 3, 4))))
    road = draw.choice(_ROADS) + draw.choice(_ROAD_KINDS)
    trade, form = draw.choice(_TRADES), draw.choice(_FORMS)
    branch = f"第{draw.choice('一二三')}分公司" if form and draw.random() < 0.05 else ""
    door, building = draw.randint(1, 199), draw.randint(1, 12)
    return Organisation(number, area, brand, trade, form, road, door, building, branch, draw.random() < 0.6)


def _form(draw: random.Random, one: Organisation) -> tuple[str, str]:
    other = draw.choice([form for form in ("有限公司", "有限责任公司", "") if form != one.form])
    return (one if one.branch else replace(one, form=other)).name, one.address


def _prefix(draw: random.Random, one: Organisation) -> tuple[str, str]:
    city, county = _LEAGUE[one.area[:4]], _COUNTY[one.area]
    bare = replace(one, prefixed=False).name
    way = draw.choice(("内蒙古自治区" + city, city + county, "", county, "内蒙古" + city.removesuffix("市")))
    return way + bare, draw.choice(("内蒙古自治区" + city, city, "内蒙古" + city)) + one.address


def _bracket(_draw: random.Random, one: Organisation) -> tuple[str, str]:
    bare = replace(one, prefixed=False)
    city = _LEAGUE[one.area[:4]].removesuffix("市")
    return f"{one.brand}{one.trade}（{city}）{bare.form}{one.branch}", one.address


def _width(_draw: random.Random, one: Organisation) -> tuple[str, str]:
    wide = "".join(chr(ord(each) + 0xFEE0) if "0" <= each <= "9" else each for each in one.address)
    return f" {one.name[:3]} {one.name[3:]}", wide


def _numerals(_draw: random.Random, one: Organisation) -> tuple[str, str]:
    said = "".join(_NUMERALS[int(each)] if each.isdigit() else each for each in one.address)
    return one.name.replace("一", "1").replace("二", "2").replace("三", "3"), said


def _traditional(_draw: random.Random, one: Organisation) -> tuple[str, str]:
    return one.name.translate(_TRADITIONAL), one.address


def _address(draw: random.Random, one: Organisation) -> tuple[str, str]:
    building = draw.choice(("{}栋", "{}幢", "{}#楼", "{}座", "{}栋2单元301室", ""))
    door = draw.choice(("{}号", "{}号院", "{}"))
    if door == "{}" and building:
        door = "{}号"
    area = draw.choice((_COUNTY[one.area], "", _LEAGUE[one.area[:4]] + _COUNTY[one.area]))
    return one.name, area + one.road + door.format(one.door) + building.format(one.building)


def _sound(draw: random.Random, one: Organisation) -> tuple[str, str]:
    heard = [each for each in one.brand if each in _SOUNDS]
    if not heard:
        return one.name, one.address
    each = draw.choice(heard)
    return replace(one, brand=one.brand.replace(each, _SOUNDS[each])).name, one.address


def _wrong(draw: random.Random, one: Organisation) -> tuple[str, str]:
    at = draw.randrange(len(one.brand))
    brand = one.brand[:at] + draw.choice(_CHARACTERS) + one.brand[at + 1 :]
    return replace(one, brand=brand).name, one.address


def _dropped(draw: random.Random, one: Organisation) -> tuple[str, str]:
    word = one.brand + one.trade
    at = draw.randrange(len(word))
    return replace(one, brand=word[:at] + word[at + 1 :], trade="").name, one.address


def _swapped(draw: random.Random, one: Organisation) -> tuple[str, str]:
    at = draw.randrange(len(one.brand) - 1)
    brand = one.brand[:at] + one.brand[at + 1] + one.brand[at] + one.brand[at + 2 :]
    return replace(one, brand=brand, form="", branch=one.branch).name, one.address


def _short(_draw: random.Random, one: Organisation) -> tuple[str, str]:
    trade = one.trade[:2].removeprefix("大")
    return replace(one, trade=trade or one.trade, form="", branch="", prefixed=False).name + (
        one.branch and "（" + one.branch.replace("分公司", "分店") + "）"
    ), one.address


def _no_address(_draw: random.Random, one: Organisation) -> tuple[str, str]:
    return replace(one, form="", branch=one.branch, prefixed=False).name, ""


def _moved(draw: random.Random, one: Organisation) -> tuple[str, str]:
    return one.name, replace(one, door=draw.randint(1, 199), road=draw.choice(_ROADS) + "路").address


def _twice(draw: random.Random, one: Organisation) -> tuple[str, str]:
    name, _ = draw.choice((_sound, _wrong, _form))(draw, one)
    _, address = draw.choice((_address, _numerals))(draw, one)
    return name, address


SEEN: Final[dict[str, Way]] = {
    "form": _form, "prefix": _prefix, "bracket": _bracket, "width": _width, "numerals": _numerals,
    "traditional": _traditional, "address": _address, "sound": _sound,
}  # fmt: skip
HELD_OUT: Final[dict[str, Way]] = {
    "wrong-character": _wrong, "dropped-character": _dropped, "swapped": _swapped, "short": _short,
    "no-address": _no_address, "other-address": _moved, "two-at-once": _twice,
}  # fmt: skip


def _other_brand(draw: random.Random, one: Organisation) -> Organisation:
    at = draw.randrange(len(one.brand))
    brand = one.brand[:at] + draw.choice(_CHARACTERS) + one.brand[at + 1 :]
    return replace(one, brand=brand + draw.choice(_CHARACTERS), road=draw.choice(_ROADS) + "路", door=7)


def _other_branch(_draw: random.Random, one: Organisation) -> Organisation:
    return replace(one, form=one.form or "有限公司", branch="第九分公司", door=one.door + 3)


def _other_place(draw: random.Random, one: Organisation) -> Organisation:
    area = draw.choice([code for code in sorted(_COUNTY) if code[:4] != one.area[:4]])
    return replace(one, area=area, door=one.door + 5, road=draw.choice(_ROADS) + "大街")


def _neighbour(draw: random.Random, one: Organisation) -> Organisation:
    brand = "".join(draw.sample(_CHARACTERS, 2))
    return replace(one, brand=brand, trade=draw.choice(_TRADES))


SIBLINGS: Final = (_other_brand, _other_branch, _other_place, _neighbour)
