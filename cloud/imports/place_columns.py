"""The columns of waters and of reference places. A table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from cloud.dispatch.deciding.words import Words
from cloud.dispatch.facilities.kinds import FACILITY_NAMES
from cloud.dispatch.waters.kinds import KINDS, STATE_NAMES
from cloud.duty.days import start_of
from cloud.imports.cells import GATEWAY, NUMBER, PHONE, Parse, area, number, one_of, text
from cloud.imports.column import Column
from cloud.imports.fault import CellFault
from cloud.imports.inspection_columns import day

#: Substances of one place at most.
_MOST: Final = 50


def _named(table: Mapping[str, Words]) -> Parse:
    return one_of(
        {name.lower(): code for code, words in table.items() for name in (str(code), words.zh, words.en)},
        "、".join(words.zh for words in table.values()),
        ", ".join(words.en for words in table.values()),
    )


def _moment(cell: str) -> int:
    """The beginning of a day, ms."""
    return start_of(day(cell))


def substances(cell: str) -> list[str]:
    """Names of substances, with semicolons between."""
    found = [part.strip() for part in re.split(r"[;;、\n]", cell) if part.strip()]
    if len(found) > _MOST or any(len(part) > 128 for part in found):
        raise CellFault(
            "too-many",
            f"最多 {_MOST} 种,每种不超过 128 字。",
            f"At most {_MOST} substances, of 128 characters each.",
        )
    return found


_AREA: Final = Column(
    "area", "区划", "area", True, area, "150103", "六位区划码或全称", "six-digit code or name"
)
_LONGITUDE: Final = Column(
    "longitude", "经度", "longitude", True, number(95, 128), "111.62", "WGS-84", "WGS 84"
)
_LATITUDE: Final = Column("latitude", "纬度", "latitude", True, number(36, 55), "40.81", "WGS-84", "WGS 84")
_ADDRESS: Final = Column("address", "地址", "address", False, text(256), "通道北街", "", "")
_NOTE: Final = Column("note", "备注", "note", False, text(2000), "", "", "")

PLACE_COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "waters": (
        Column(
            "number", "水源编号", "water number", True, NUMBER, "150103-XHS-0012",
            "自定的唯一编号,重复导入时据此更新", "your own; imports find it again by this",
        ),
        Column("name", "水源名称", "water name", True, text(128), "通道北街 12 号消火栓", "", ""),
        Column(
            "kind", "水源类型", "water kind", True,
            _named({kind.value: entry.words for kind, entry in KINDS.items()}), "市政消火栓",
            "消火栓、水鹤、水池、机井、河湖等", "hydrant, standpipe, tank, well, river…",
        ),
        _AREA, _LONGITUDE, _LATITUDE, _ADDRESS,
        Column(
            "state", "状态", "state", False, _named({one.value: words for one, words in STATE_NAMES.items()}),
            "在用", "在用、维修、停用", "in use, under repair, out",
        ),
        Column("owner", "管理单位", "owner", False, text(128), "春华水务", "", ""),
        Column("capacity_m3", "容量(立方米)", "capacity (m3)", False, number(0, 1e9), "", "", ""),
        Column("flow_l_s", "流量(升/秒)", "flow (l/s)", False, number(0, 10_000), "15", "", ""),
        Column("inspected_at", "最近检查", "last inspection", False, _moment, "2026-09-01", "", ""),
        Column(
            "gateway", "监测网关", "gateway", False, GATEWAY, "",
            "监测压力或水位的点位所属网关", "the gateway of the point that measures it",
        ),
        Column("part", "监测部件", "part", False, text(128), "", "该点位的部件编号", "and that point's part"),
        _NOTE,
    ),
    "facilities": (
        Column(
            "number", "场所编号", "place number", True, NUMBER, "150102-YY-01",
            "自定的唯一编号,重复导入时据此更新", "your own; imports find it again by this",
        ),
        Column("name", "场所名称", "place name", True, text(128), "自治区人民医院", "", ""),
        Column(
            "kind", "场所类型", "place kind", True,
            _named({one.value: words for one, words in FACILITY_NAMES.items()}), "医院", "", "",
        ),
        _AREA, _LONGITUDE, _LATITUDE, _ADDRESS,
        Column("phone", "联系电话", "phone", False, PHONE, "0471-1234567", "", ""),
        Column("beds", "床位", "beds", False, number(0, 100_000, whole=True), "1200", "", ""),
        Column("burn_beds", "烧伤床位", "burn beds", False, number(0, 100_000, whole=True), "30", "", ""),
        Column(
            "substances", "危险物质", "substances", False, substances, "",
            "以分号分隔,可带 UN 编号", "with semicolons, perhaps with UN numbers",
        ),
        _NOTE,
    ),
}  # fmt: skip
