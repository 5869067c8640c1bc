"""What the columns of a list are called on Chinese sites, and in English, as one table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from device_profiles.site_list.sheets import Row, Sheet

#: Role of a column -> the headings it is known by, as `plain` leaves them.
HEADINGS = {
    "panel": (
        "控制器",
        "控制器号",
        "主机",
        "主机号",
        "机号",
        "主机编号",
        "控制器编号",
        "panel",
        "panelno",
        "controller",
    ),
    "loop": ("回路", "回路号", "回路编号", "总线", "总线号", "loop", "loopno", "loopnumber", "bus"),
    "device": (
        *(
            "设备号",
            "设备地址",
            "地址号",
            "点号",
            "器件号",
            "部件号",
            "device",
            "deviceno",
            "point",
            "pointno",
        ),
        *("devicenumber", "deviceaddress"),
    ),
    "address": (
        *(
            "地址",
            "地址码",
            "编码",
            "编号",
            "设备编号",
            "设备编码",
            "点位",
            "点位号",
            "点位编号",
            "一次码",
            "二次码",
        ),
        *("器件地址", "部件地址", "回路地址", "address", "addr", "code", "id"),
    ),
    "type": (
        *("类型", "设备类型", "部件类型", "器件类型", "种类", "设备种类", "名称类型", "类别", "设备类别"),
        *(
            "设备",
            "设备名称",
            "器件名称",
            "部件名称",
            "型号类型",
            "type",
            "devicetype",
            "kind",
            "componenttype",
        ),
    ),
    "label": (
        "名称",
        "描述",
        "注释",
        "中文注释",
        "汉字描述",
        "汉字注释",
        "设备描述",
        "说明",
        "name",
        "label",
        "description",
    ),
    "place": (
        *(
            "位置",
            "安装位置",
            "安装地点",
            "安装部位",
            "部位",
            "地点",
            "设备位置",
            "所在位置",
            "房间",
            "place",
        ),
        *("location", "position", "room"),
    ),
    "floor": ("楼层", "层", "层号", "所在楼层", "floor", "storey", "level"),
    "building": ("楼栋", "楼号", "栋", "栋号", "建筑", "楼宇", "building", "block"),
    "zone": ("分区", "防火分区", "报警分区", "区域", "区号", "zone", "area", "firezone"),
    "remark": ("备注", "备考", "remark", "remarks", "note", "notes", "comment"),
    "number": ("序号", "行号", "no", "nr", "#", "seq"),
}
_ROLES = {heading: role for role, headings in HEADINGS.items() for heading in headings}
#: Title rows above the headings are skipped, but not for ever.
_SEARCHED_ROWS = 30
_ODD = re.compile(r"[\s()\[\]【】:：.、_*/\\-]+")


class Columns(NamedTuple):
    """The row of the headings, and the column (from 0) of every role that was found."""

    row: int
    of: dict[str, int]


def plain(text: str) -> str:
    """A heading or a name without what people vary: width, case, blanks and marks."""
    return _ODD.sub("", unicodedata.normalize("NFKC", text)).lower()


def find(sheet: Sheet) -> Columns | None:
    """The row that names the most columns, an address among them; None when there is none."""
    best: Columns | None = None
    for row in sheet.rows[:_SEARCHED_ROWS]:
        roles = _roles(row)
        useful = len(roles.keys() - {"number"})
        addressed = "device" in roles or "address" in roles
        if addressed and useful >= 2 and (best is None or useful > len(best.of.keys() - {"number"})):
            best = Columns(row.number, roles)
    return best


def _roles(row: Row) -> dict[str, int]:
    found: dict[str, int] = {}
    for column, text in enumerate(row.cells):
        role = _ROLES.get(plain(text)) or _ROLES.get(plain(_before_bracket(text)))
        if role is not None:
            found.setdefault(role, column)
    return found


def _before_bracket(text: str) -> str:
    return re.split(r"[(（\[【]", text, maxsplit=1)[0]


def known(roles: Sequence[str]) -> str:
    """The headings of some roles, for people."""
    return "; ".join(f"{role}: {'/'.join(HEADINGS[role][:4])}" for role in roles)
