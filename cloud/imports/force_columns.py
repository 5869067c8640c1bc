"""The columns of stations and of their units. A table."""

from __future__ import annotations

import re
from typing import Final

from cloud.dispatch.deciding.capabilities import CAPABILITIES, Capability
from cloud.dispatch.forces.station_kinds import KINDS
from cloud.imports.cells import NUMBER, PHONE, area, number, one_of, text
from cloud.imports.column import Column
from cloud.imports.fault import CellFault

_NAMES: Final = {
    name.lower(): capability
    for capability, entry in CAPABILITIES.items()
    if capability is not Capability.CREW
    for name in (capability.value, entry.zh, entry.en)
}
_PAIR = re.compile(r"\s*([^=:]+?)\s*[=:]\s*([0-9][0-9.,]*)\s*")
_KIND = one_of(
    {name.lower(): kind.value for kind, entry in KINDS.items() for name in (kind.value, entry.zh, entry.en)},
    "、".join(entry.zh for entry in KINDS.values()),
    ", ".join(entry.en for entry in KINDS.values()),
)


def gives(cell: str) -> dict[str, float]:
    """Capabilities with amounts, `灭火攻坚=1; 载水=5000`, by name in either language or by code."""
    found: dict[str, float] = {}
    for part in re.split(r"[;;、\n]", cell):
        if not part.strip():
            continue
        pair = _PAIR.fullmatch(part)
        capability = _NAMES.get(pair[1].lower()) if pair is not None else None
        try:
            amount = float(pair[2].replace(",", "")) if pair is not None else 0.0
        except ValueError:
            amount = 0.0
        if capability is None or not 0 < amount <= 1e7:
            known = "、".join(entry.zh for entry in CAPABILITIES.values())
            raise CellFault(
                "bad-capability",
                f"“{part.strip()}”无法识别。请写成“灭火攻坚=1; 载水=5000”,能力为:{known}。",
                f"“{part.strip()}” is not understood. Write “attack=1; water_l=5000”, with these:"
                f" {', '.join(Capability)}.",
            )
        found[capability.value] = amount
    return found


FORCE_COLUMNS: Final[dict[str, tuple[Column, ...]]] = {
    "stations": (
        Column(
            "number", "站点编号", "station number", True, NUMBER, "150103-01",
            "自定的唯一编号,重复导入时据此更新", "your own; imports find it again by this",
        ),
        Column("name", "站点名称", "station name", True, text(128), "回民区消防救援站", "", ""),
        Column(
            "kind", "站点类型", "station kind", True, _KIND, "消防救援站",
            "消防救援站、小型、企业专职、志愿、微型", "regular, small, enterprise, volunteer, micro",
        ),
        Column("area", "区划", "area", True, area, "150103", "六位区划码或全称", "six-digit code or name"),
        Column("longitude", "经度", "longitude", True, number(95, 128), "111.62", "WGS-84", "WGS 84"),
        Column("latitude", "纬度", "latitude", True, number(36, 55), "40.81", "WGS-84", "WGS 84"),
        Column("address", "地址", "address", False, text(256), "通道北街", "", ""),
        Column("phone", "联系电话", "phone", False, PHONE, "0471-1234567", "", ""),
        Column(
            "risk_s", "失防代价(秒)", "risk (s)", False, number(0, 100_000), "300",
            "辖区失防的代价,以秒计", "what it costs to leave its area bare, in seconds of arrival",
        ),
        Column("note", "备注", "note", False, text(2000), "", "", ""),
    ),
    "units": (
        Column(
            "name", "呼号", "call sign", True, text(128), "回民 1 号水罐",
            "全区唯一,重复导入时据此更新", "its own in the region; imports find it again by this",
        ),
        Column(
            "station", "站点编号", "station number", True, NUMBER, "150103-01",
            "该站在“消防站”表中的编号", "the number of its station",
        ),
        Column("plate", "车牌", "plate", False, text(128), "蒙A119X", "", ""),
        Column(
            "gives", "能力", "capabilities", True, gives, "灭火攻坚=1; 载水=5000; 泵流量=40",
            "能力=数量,以分号分隔,不含人员", "capability=amount, with semicolons, without the crew",
        ),
        Column("crew", "现有人员", "crew", True, number(0, 99, whole=True), "6", "", ""),
        Column("crew_least", "最少人员", "least crew", False, number(0, 99, whole=True), "4", "", ""),
        Column("note", "备注", "note", False, text(2000), "", "", ""),
    ),
}  # fmt: skip
