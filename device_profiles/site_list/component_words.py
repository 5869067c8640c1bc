"""What people call components on a site, and which component type of GB/T 26875.3 (table 5) is meant."""

from __future__ import annotations

import difflib

from device_profiles.site_list.headings import plain
from telemetry.component_types import COMPONENT_TYPES

#: Component type -> the words it goes by besides its own names.
WORDS: dict[int, tuple[str, ...]] = {
    1: ("控制器", "火灾报警主机", "报警主机", "panel", "facp"),
    10: ("可燃气体", "可燃气探测器", "燃气探测器", "gas"),
    17: ("剩余电流", "漏电", "剩余电流探测器", "电气火灾探测器"),
    18: ("电气测温", "线缆温度"),
    22: ("楼层显示器", "火警显示盘", "层显", "显示盘", "重复显示屏", "repeater"),
    23: (
        *("手报", "手动报警按钮", "手动火灾报警按钮", "手动按钮", "手动报警器", "手报按钮"),
        *("手动报警按钮带电话插孔", "手报带电话插孔", "mcp", "callpoint", "pullstation"),
    ),
    24: ("消报", "消火栓按钮", "消火栓", "消火栓报警按钮", "消防栓按钮", "消栓按钮", "消启", "hydrant"),
    25: ("探测器", "火灾探测器", "detector"),
    30: ("感温", "温感", "温感探测器", "感温探测器", "heat"),
    31: ("点型感温", "点型感温探测器", "点式感温", "智能感温", "智能感温探测器"),
    34: ("感温电缆", "线型感温", "缆式线型感温"),
    37: ("感温光纤", "光纤感温"),
    40: ("感烟", "烟感", "烟感探测器", "感烟探测器", "smoke", "smokedetector"),
    41: ("离子感烟", "离子烟感"),
    42: ("光电感烟", "光电烟感", "点型感烟", "点式感烟", "点型光电感烟", "智能感烟", "智能光电感烟"),
    43: ("红外光束", "红外对射", "线型光束感烟", "对射", "光束感烟", "beam"),
    44: ("吸气式", "空气采样", "极早期", "吸气式感烟", "aspirating"),
    50: ("复合探测器", "复合"),
    51: ("烟温复合", "感烟感温复合", "烟温", "multisensor"),
    61: ("紫外火焰", "紫外"),
    62: ("红外火焰",),
    69: ("火焰探测器", "感光", "flame"),
    74: ("气体探测器",),
    78: ("图像探测器", "图像型火灾探测器"),
    81: ("气体灭火", "气灭控制器", "气体灭火主机"),
    82: ("消防电气控制装置", "控制柜"),
    84: ("模块", "module"),
    85: ("输入模块", "监视模块", "单输入模块", "输入", "监测模块", "inputmodule", "monitormodule"),
    86: ("输出模块", "控制模块", "单输出模块", "outputmodule", "controlmodule"),
    87: ("输入输出模块", "输入输出", "单输入单输出模块", "双输入双输出模块", "iomodule", "切换模块"),
    88: ("中继", "中继器", "中继模块", "隔离器", "短路隔离器", "总线隔离器", "隔离模块", "isolator"),
    91: ("消防泵", "消火栓泵", "消防水泵", "firepump"),
    92: ("水箱", "消防水池", "水池", "watertank"),
    95: ("喷淋泵", "喷淋水泵", "sprinklerpump"),
    96: ("水流", "水流指示器", "水流指示", "flowswitch"),
    97: ("信号阀", "信号蝶阀", "signalvalve"),
    98: ("报警阀", "湿式报警阀", "雨淋阀", "预作用阀"),
    99: ("压力开关", "低压压力开关", "pressureswitch"),
    101: ("启动瓶", "电磁阀"),
    102: ("防火门", "常开防火门", "防火门释放器", "firedoor"),
    103: ("防火阀", "70度防火阀", "70℃防火阀", "firedamper"),
    104: ("新风", "空调", "风机盘管", "通风空调"),
    111: ("排烟风机", "正压风机", "加压风机", "送风机", "排烟机", "风机", "补风机", "送风", "smokefan"),
    113: ("排烟防火阀", "280度防火阀", "280℃防火阀", "280度排烟防火阀"),
    114: ("送风口", "正压送风口", "常闭送风口"),
    115: ("排烟口", "排烟阀", "板式排烟口"),
    116: ("挡烟垂壁", "电动挡烟垂壁"),
    117: ("卷帘", "防火卷帘", "卷帘门", "防火卷帘门", "卷帘控制器", "shutter"),
    118: ("防火门监控", "门磁"),
    121: (
        *("声光", "声光报警器", "声光警报器", "警铃", "讯响器", "警报器", "声光讯响器", "火灾声光警报器"),
        *("sounder", "beacon"),
    ),
    128: ("独立烟感", "独立式烟感", "独立式感烟", "nb烟感", "无线烟感"),
    129: ("一氧化碳", "一氧化碳探测器", "co"),
}

_CODES = {plain(word): code for code, words in WORDS.items() for word in words}
for _term in COMPONENT_TYPES.values():
    for _name in (_term.zh, _term.en):
        _CODES.setdefault(plain(_name), _term.code)
#: Endings that add nothing: 感烟探测器 is 感烟.
_ENDINGS = ("火灾探测器", "探测器", "报警器", "detector")


def code_of(text: str) -> int | None:
    """The component type that a word of a list means; None when nobody knows."""
    word = plain(text)
    if word.isdecimal() and len(word) <= 3 and int(word) in COMPONENT_TYPES:
        return int(word)
    if word in _CODES:
        return _CODES[word]
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and stem in _CODES:
            return _CODES[stem]
        if f"{word}{ending}" in _CODES:
            return _CODES[f"{word}{ending}"]
    return None


def near(text: str) -> list[str]:
    """Known words like this one, for a suggestion."""
    return difflib.get_close_matches(plain(text), list(_CODES), n=3, cutoff=0.5)
