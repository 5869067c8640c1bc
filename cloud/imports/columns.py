"""What the columns of each kind of file are: names, explanations, and which reader takes a cell. A table."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from cloud.imports.cells import (
    DATUM,
    GATEWAY,
    METRES,
    NUMBER,
    PHONE,
    TOWNSHIP,
    area,
    category,
    number,
    social_credit_code,
    text,
)
from cloud.imports.column import Column
from cloud.imports.force_columns import FORCE_COLUMNS
from cloud.imports.inspection_columns import INSPECTION_COLUMNS, INSPECTION_KINDS
from cloud.imports.place_columns import PLACE_COLUMNS
from cloud.imports.record_columns import RECORD_COLUMNS, RECORD_KINDS

_ORGANISATION = Column(
    "organisation", "单位编号", "organisation number", True, NUMBER, "150102-000017",
    "该单位在“单位”表中的编号", "the number of the organisation",
)  # fmt: skip
_BUILDING = Column(
    "building",
    "建筑名称",
    "building",
    False,
    text(128),
    "主楼",
    "该单位的建筑",
    "a building of the organisation",
)
_LEVEL = Column(
    "level", "楼层", "floor level", False, number(-20, 200, whole=True), "3",
    "地上一层为1,地下一层为-1", "1 is the ground floor, -1 the first below",
)  # fmt: skip
_ROOM = Column("room", "房间名称", "room", False, text(128), "302室", "该楼层的房间", "a room of that floor")
_X = Column(
    "x_m", "平面X(米)", "plan x (m)", False, METRES, "2.5", "距平面图左边", "from the plan's left edge"
)
_Y = Column(
    "y_m", "平面Y(米)", "plan y (m)", False, METRES, "2", "距平面图下边", "from the plan's lower edge"
)
_GATEWAY_COLUMN = Column(
    "gateway",
    "网关号",
    "gateway",
    True,
    GATEWAY,
    "gw-150102-0001",
    "网关的唯一编号",
    "the gateway's own name",
)


def _must(column: Column) -> Column:
    return column._replace(required=True)


def _may(column: Column) -> Column:
    return column._replace(required=False)


COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "townships": (
        Column(
            "code",
            "乡镇代码",
            "township code",
            True,
            TOWNSHIP,
            "150102001",
            "九位统计用区划代码",
            "nine digits",
        ),
        Column("name_zh", "乡镇名称", "township name", True, text(128), "海拉尔东路街道", "", ""),
        Column("name_en", "英文名称", "english name", False, text(128), "", "", ""),
        Column("population", "人口", "population", False, number(0, 10_000_000, whole=True), "", "", ""),
    ),
    "organisations": (
        _ORGANISATION._replace(
            field="number",
            zh_help="自定的唯一编号,重复导入时据此更新",
            en_help="your own; imports find it again by this",
        ),
        Column("name", "单位名称", "name", True, text(128), "呼和浩特市蒙源酒店有限公司", "", ""),
        Column(
            "category",
            "类别",
            "category",
            True,
            category,
            "高层公共建筑",
            "从下拉列表选择",
            "choose from the list",
        ),
        Column(
            "area",
            "区划",
            "area",
            True,
            area,
            "150102",
            "六位区划码或全称",
            "six-digit code or full name",
        ),
        Column(
            "township",
            "乡镇代码",
            "township code",
            False,
            TOWNSHIP,
            "150102001",
            "九位,可不填",
            "nine digits",
        ),
        Column("address", "地址", "address", False, text(256), "海拉尔大街12号", "", ""),
        Column(
            "credit_code",
            "统一社会信用代码",
            "credit code",
            False,
            social_credit_code,
            "91350100M000100Y43",
            "18位,核对校验位;住户不填",
            "18 characters, verified; homes have none",
        ),
        Column("contact", "联系人", "contact", False, text(128), "王芳", "", ""),
        Column("phone", "联系电话", "phone", False, PHONE, "13900000000", "", ""),
        Column(
            "persons",
            "人数",
            "persons",
            False,
            number(0, 10_000_000, whole=True),
            "120",
            "居住或工作的人数",
            "who live or work there",
        ),
        Column("note", "备注", "note", False, text(2000), "", "", ""),
    ),
    "buildings": (
        _ORGANISATION,
        _must(_BUILDING)._replace(
            field="name", zh_help="单位内唯一", en_help="its own within the organisation"
        ),
        Column("use", "用途", "use", False, text(128), "宾馆", "", ""),
        Column("address", "地址", "address", False, text(256), "海拉尔大街12号", "", ""),
        Column("height_m", "高度(米)", "height (m)", False, number(0, 1000), "78.5", "", ""),
        Column("storeys", "地上层数", "storeys", False, number(0, 200, whole=True), "22", "", ""),
        Column("storeys_below", "地下层数", "storeys below", False, number(0, 20, whole=True), "2", "", ""),
        Column(
            "area_m2",
            "建筑面积(平方米)",
            "floor area (m2)",
            False,
            number(0, 100_000_000),
            "32000",
            "",
            "",
        ),
        Column(
            "longitude",
            "经度",
            "longitude",
            False,
            number(95, 128),
            "111.67",
            "十进制度",
            "decimal degrees",
        ),
        Column(
            "latitude",
            "纬度",
            "latitude",
            False,
            number(36, 55),
            "40.82",
            "十进制度",
            "decimal degrees",
        ),
        Column(
            "datum",
            "坐标系",
            "datum",
            False,
            DATUM,
            "GCJ-02",
            "WGS-84 或 GCJ-02,缺省 WGS-84",
            "WGS-84 unless said",
        ),
    ),
    "floors": (
        _ORGANISATION,
        _must(_BUILDING),
        _must(_LEVEL),
        Column("name", "楼层名称", "floor name", False, text(128), "3F", "", ""),
        Column("height_m", "层高(米)", "height (m)", False, number(0, 100), "3.6", "", ""),
        Column("plan_width_m", "平面图宽(米)", "plan width (m)", False, METRES, "60", "", ""),
        Column("plan_depth_m", "平面图深(米)", "plan depth (m)", False, METRES, "18", "", ""),
    ),
    "rooms": (
        _ORGANISATION,
        _must(_BUILDING),
        _must(_LEVEL),
        _must(_ROOM)._replace(field="name"),
        Column("use", "用途", "use", False, text(128), "客房", "", ""),
        Column("area_m2", "面积(平方米)", "area (m2)", False, number(0, 1_000_000), "28", "", ""),
        _X,
        _Y,
    ),
    "gateways": (
        _ORGANISATION,
        _GATEWAY_COLUMN,
        Column("name", "网关名称", "gateway label", False, text(128), "消控室网关", "", ""),
        _BUILDING,
        _LEVEL,
        _ROOM,
    ),
    "devices": (
        _ORGANISATION,
        Column(
            "name",
            "设备名称",
            "device",
            True,
            text(128),
            "1号报警控制器",
            "单位内唯一",
            "its own within the organisation",
        ),
        _may(_GATEWAY_COLUMN),
        Column(
            "profile",
            "型号描述",
            "profile",
            False,
            text(128),
            "gst-5000",
            "设备档案名",
            "name of the device profile",
        ),
        Column("serial", "序列号", "serial", False, text(128), "GST-88123", "", ""),
        _BUILDING,
        _LEVEL,
        _ROOM,
        _X,
        _Y,
    ),
    "points": (
        _ORGANISATION,
        _GATEWAY_COLUMN,
        Column(
            "part",
            "部件号",
            "part",
            True,
            text(128),
            "panel-1/1-023",
            "网关内唯一",
            "its own within the gateway",
        ),
        Column("name", "点位名称", "point", True, text(128), "三层302室感烟", "", ""),
        Column(
            "system_type",
            "系统类型码",
            "system type",
            True,
            number(0, 255, whole=True),
            "1",
            "GB/T 26875.3 表4",
            "GB/T 26875.3 table 4",
        ),
        Column(
            "component_type",
            "部件类型码",
            "component type",
            True,
            number(0, 255, whole=True),
            "42",
            "GB/T 26875.3 表5",
            "GB/T 26875.3 table 5",
        ),
        Column(
            "device",
            "设备名称",
            "device",
            False,
            text(128),
            "1号报警控制器",
            "该单位的设备",
            "a device of the organisation",
        ),
        _BUILDING,
        _LEVEL,
        _ROOM,
        _X,
        _Y,
    ),
    **INSPECTION_COLUMNS,
    **RECORD_COLUMNS,
    **FORCE_COLUMNS,
    **PLACE_COLUMNS,
}

#: The kinds in the order in which they are applied, with the names of their sheets.
KINDS: Final[dict[str, tuple[str, str]]] = {
    "townships": ("乡镇", "townships"),
    "organisations": ("单位", "organisations"),
    "buildings": ("建筑", "buildings"),
    "floors": ("楼层", "floors"),
    "rooms": ("房间", "rooms"),
    "gateways": ("网关", "gateways"),
    "devices": ("设备", "devices"),
    "points": ("点位", "points"),
    **INSPECTION_KINDS,
    **RECORD_KINDS,
    "stations": ("消防站", "stations"),
    "units": ("力量", "units"),
    "waters": ("水源", "waters"),
    "facilities": ("重点场所", "facilities"),
}
#: Of these the good rows go in and the others are set aside; of the rest a file goes in whole or not at all.
RECORDS: Final = frozenset({"inspections", "hazards", "patrols", *RECORD_KINDS})


def kind_of(sheet: str) -> str | None:
    """The kind whose name a sheet bears, in either language."""
    sought = sheet.strip().lower()
    return next((kind for kind, names in KINDS.items() if sought in (kind, *names)), None)


_LOOSE = re.compile(r"[\s*()\[\]_:/-]+")


def heading_key(heading: str) -> str:
    """A heading as it is compared: without blanks, brackets, the star of a must, case and full width."""
    return _LOOSE.sub("", unicodedata.normalize("NFKC", heading)).lower()


def headings(kind: str) -> dict[str, Column]:
    """Every heading under which a column of the kind is known."""
    return {
        heading_key(name): column for column in COLUMNS[kind] for name in (column.zh, column.en, column.field)
    }
