"""What is true in the building, asked of the building itself, in the words of the centre."""

from __future__ import annotations

from typing import Any

from simulators import building, documents
from simulators.suite import Suite

#: Register values of the panel by the kind they raise; others raise nothing that stands.
_KINDS = {1: "fire", 2: "fault", 3: "linkage", 5: "linkage", 7: "disabled"}
_STRIDE = 240


def register_of(loop: int, device: int) -> int:
    return loop * _STRIDE + device


def standing(suite: Suite) -> set[tuple[str, str]]:
    """(part, kind) of everything that stands in the Modbus panel, and of every fire elsewhere."""
    house = building.load(documents.find(suite.plan.building, "buildings", suite.plan.folder))
    points = {(point.loop, point.device): point.id for point in house.points_of("panel-1")}
    state: dict[str, Any] = suite.ask({"state": True})
    found: set[tuple[str, str]] = set()
    for register, value in state["registers"]["panel-1"].items():
        place = divmod(int(register), _STRIDE)
        if place in points and int(value) in _KINDS:
            found.add((points[place], _KINDS[int(value)]))
    found |= {
        (part, "fire")
        for part, state_name in state["points"].items()
        if part.startswith("panel-2/") and state_name == "fire"
    }
    found |= {(name, "fire") for name, smoke in state["detectors"].items() if smoke}
    return found
