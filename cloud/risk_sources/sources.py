"""The sources that fire risk is reckoned from: their names, and how long one may be silent. A table."""

from __future__ import annotations

from typing import Final, NamedTuple


class Source(NamedTuple):
    """`silent_days`: with nothing newer than that something is missing; `kind`: the import that brings it."""

    code: str
    zh: str
    en: str
    silent_days: int
    kind: str | None


SOURCES: Final = (
    Source("inspections", "检查记录", "inspections", 62, "inspections"),
    Source("findings", "隐患", "hazards", 62, "hazards"),
    Source("patrols", "单位巡查", "patrols", 31, "patrols"),
    Source("signals", "物联网警情", "alarms of the equipment", 7, None),
    Source("fires", "已核实火灾", "confirmed fires", 92, "fires"),
    Source("works", "施工动火", "works", 62, "works"),
    Source("weather", "天气", "weather", 3, "weather"),
    Source("population", "人口", "people", 400, "population"),
)
BY_CODE: Final = {source.code: source for source in SOURCES}
