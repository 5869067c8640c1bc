"""A small building's sheet, and edges to put on it."""

from __future__ import annotations

from edge_agent.walk_test import sheet as walk_test
from edge_agent.walk_test.sheet import Edge, Sheet
from edge_agent.watch import Watched
from telemetry.event_kinds import EventKind
from telemetry.messages import Label, Part


def part(name: str, place: str, component_type: int = 42) -> Part:
    return Part(name, 1, 1, component_type, 0, Label("感烟", "smoke"), Label(place), 60)


WATCHED = {
    "panel-1": Watched(part("panel-1", "消防控制室", 1)),
    "panel-1/1-023": Watched(part("panel-1/1-023", "三层302"), "panel-1"),
    "panel-1/1-024": Watched(part("panel-1/1-024", "三层303"), "panel-1"),
    "panel-1/mains": Watched(part("panel-1/mains", "消防控制室", 1), "panel-1"),
    "smoke-9": Watched(part("smoke-9", "地下一层车库", 128)),
}


def fresh() -> Sheet:
    return walk_test.sheet_for("gw-1", Label("示范楼", "demo"), WATCHED, 1_000)


def edge(name: str, kind: EventKind = EventKind.FIRE, *, active: bool = True, ts: int = 5_000) -> Edge:
    return Edge(ts, name, kind, active, "words")
