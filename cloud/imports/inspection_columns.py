"""The columns of files about inspections: what was inspected, found, and patrolled. A table."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from cloud.checklists.items import ITEMS
from cloud.duty.days import FIRST_DAY, HOUR_MS, LAST_DAY, MINUTE_MS, start_of
from cloud.imports.cells import NUMBER, number, one_of, text
from cloud.imports.column import Column
from cloud.imports.fault import CellFault
from cloud.inspection_draw.roll import EXCLUSIONS, RECENTLY_INSPECTED


def day(cell: str) -> date:
    """A day: 2026-12-01, 2026/12/1, 2026年12月1日, or as Excel has it."""
    found = re.fullmatch(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]00:00(?::00)?)?", cell)
    try:
        value = date(*map(int, found.groups())) if found is not None else None
    except ValueError:
        value = None
    if value is None or not FIRST_DAY <= value <= LAST_DAY:
        raise CellFault("bad-date", "日期格式为 2026-12-01。", "A day is written 2026-12-01.")
    return value


def moment(cell: str) -> int:
    """A moment in Beijing time, as milliseconds UTC: 2026-12-01 08:30; a day alone is its midnight."""
    found = re.fullmatch(r"(.+?)[T ](\d{1,2}):(\d{2})(?::(\d{2}))?", cell)
    if found is None:
        return start_of(day(cell))
    try:
        clock = datetime(2000, 1, 1, int(found[2]), int(found[3]))
    except ValueError:
        raise CellFault("bad-time", "时刻格式为 08:30。", "A time is written 08:30.") from None
    return start_of(day(found[1])) + clock.hour * HOUR_MS + clock.minute * MINUTE_MS


def item(cell: str) -> str:
    """An item of the checklists, by its code or its Chinese name."""
    if cell in ITEMS:
        return cell
    found = next((code for code, row in ITEMS.items() if row.zh == cell), None)
    if found is None:
        raise CellFault("not-one-of", "检查表中没有这个项目。", "No checklist has this item.")
    return found


RESULTS: Final = {"未发现隐患": "passed", "passed": "passed", "发现隐患": "hazards", "hazards": "hazards",
                  "停业": "closed-down", "closed-down": "closed-down", "拒绝检查": "refused",
                  "refused": "refused"}  # fmt: skip
GRADES: Final = {"一般": "general", "general": "general", "重大": "major", "major": "major"}
_RESULT: Final = one_of(
    RESULTS, "未发现隐患、发现隐患、停业、拒绝检查", "passed, hazards, closed-down, refused"
)
_GRADE: Final = one_of(GRADES, "一般、重大", "general, major")

_ROMAN: Final = {"I": "ⅰ", "II": "ⅱ", "III": "ⅲ", "IV": "ⅳ"}
_OWNER: Final = Column(
    "organisation", "单位编号", "organisation number", True, NUMBER, "150102-000017",
    "该单位在“单位”表中的编号", "the number of the organisation",
)  # fmt: skip
#: A file that does not know the registry's numbers names the organisation, and is matched.
OWNER_NAMED: Final = (
    _OWNER._replace(required=False, zh_help="不知编号时填单位名称", en_help="or its name"),
    Column("organisation_name", "单位名称", "organisation name", False, text(128), "蒙源酒店",
           "无编号时按名称和地址比对", "matched where there is no number"),
    Column("organisation_address", "单位地址", "organisation address", False, text(256),
           "海拉尔大街12号", "", ""),
)  # fmt: skip
PLACE: Final = Column(
    "building", "建筑名称", "building", False, text(128), "主楼", "该单位的建筑", "a building of it"
)
_OWN_NUMBER: Final = Column(
    "number", "记录编号", "record number", True, NUMBER, "JC-2026-0001",
    "原系统中的唯一编号,重复导入时据此识别", "unique where it comes from; imports find it again by this",
)  # fmt: skip
_NOTE: Final = Column("note", "备注", "note", False, text(2000), "", "", "")

_CLASSES: Final = {
    "人员密集重点单位": "crowded-key", "crowded-key": "crowded-key", "其他重点单位": "key", "key": "key",
    "一般单位": "ordinary", "ordinary": "ordinary",
}  # fmt: skip
_RISKS: Final = {name: code for code in ("I", "II", "III", "IV") for name in (code.lower(), _ROMAN[code])}
_CREDITS: Final = {code.lower(): code for code in "ABCD"}
_EXCLUSIONS: Final = {
    name: code
    for code, reason in EXCLUSIONS.items()
    if code != RECENTLY_INSPECTED
    for name in (code, reason.zh)
}

INSPECTION_COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "supervision": (
        _OWNER,
        Column("unit_class", "单位类别", "class", True,
               one_of(_CLASSES, "人员密集重点单位、其他重点单位、一般单位", "crowded-key, key, ordinary"),
               "人员密集重点单位", "", ""),
        Column("risk", "风险等级", "risk band", False, one_of(_RISKS, "Ⅰ、Ⅱ、Ⅲ、Ⅳ", "I, II, III, IV"),
               "Ⅲ", "Ⅳ 最危险;空为未评", "IV is the most dangerous; empty: not scored"),
        Column("credit", "信用等级", "credit class", False, one_of(_CREDITS, "A、B、C、D", "A, B, C, D"),
               "B", "", ""),
        Column("exclusion", "不抽取原因", "exclusion", False,
               one_of(_EXCLUSIONS, "停业或注销、停产停业、整改期内、立案查处中", ", ".join(EXCLUSIONS)),
               "", "", ""),
        Column("certain", "必查依据", "certain by", False, text(200), "", "", ""),
    ),
    "inspections": (
        *OWNER_NAMED,
        _OWN_NUMBER,
        PLACE,
        Column("inspected_on", "检查日期", "day of the inspection", True, day, "2026-03-02", "", ""),
        Column("result", "检查结论", "result", True, _RESULT, "发现隐患",
               "未发现隐患、发现隐患、停业、拒绝检查", "passed, hazards, closed-down, refused"),
        Column("by", "检查人员", "inspectors", False, text(128), "王芳、李强", "", ""),
        _NOTE,
    ),
    "hazards": (
        *OWNER_NAMED,
        _OWN_NUMBER,
        PLACE,
        Column("inspection", "检查记录编号", "inspection record", False, NUMBER, "JC-2026-0001",
               "“检查记录”表中的编号;单位自查可不填", "the number of the inspection; none for one's own"),
        Column("found_on", "发现日期", "day of finding", True, day, "2026-03-02", "", ""),
        Column("text", "隐患情况", "what is wrong", True, text(2000), "三层东侧安全出口上锁", "", ""),
        Column("place", "部位", "where", False, text(256), "三层东侧", "", ""),
        Column("grade", "隐患等级", "grade", True, _GRADE, "一般", "一般、重大", "general, major"),
        Column("item", "检查项目", "item", False, item, "escape.clear", "代码或名称", "code or Chinese name"),
        Column("clause", "依据", "clause", False, text(256), "《消防法》第二十八条", "", ""),
        Column("deadline", "整改期限", "deadline", False, day, "2026-03-17", "", ""),
        Column("closed_on", "销案日期", "day of closing", False, day, "2026-03-20", "", ""),
    ),
    "patrols": (
        *OWNER_NAMED,
        _OWN_NUMBER,
        PLACE,
        Column("at", "巡查时间", "time of the patrol", True, moment, "2026-03-02 08:30",
               "北京时间", "Beijing time"),
        Column("by", "巡查人", "who patrolled", False, text(64), "周凯", "", ""),
        Column("items", "巡查项数", "items", True, number(0, 100_000, whole=True), "24", "", ""),
        Column("abnormal", "异常项数", "abnormal items", True, number(0, 100_000, whole=True), "1", "", ""),
        _NOTE,
    ),
}  # fmt: skip

INSPECTION_KINDS: Final[dict[str, tuple[str, str]]] = {
    "supervision": ("抽查属性", "supervision"),
    "inspections": ("检查记录", "inspections"),
    "hazards": ("隐患", "hazards"),
    "patrols": ("单位巡查", "patrols"),
}
