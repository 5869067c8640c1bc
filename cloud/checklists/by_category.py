"""Which items belong to which category of organisation (检查表). A table over `items`."""

from __future__ import annotations

from typing import Final

from cloud.checklists.items import GROUPS, ITEMS
from cloud.organisations.categories import CATEGORIES

#: Looked at everywhere but in homes.
_COMMON: Final = (
    "papers.responsible", "papers.plan", "papers.check", "papers.maintenance", "escape.clear", "escape.signs",
    "compartment.doors", "equipment.kept", "equipment.extinguishers", "access.lane", "danger.electric",
    "people.training", "people.drill",
)  # fmt: skip
_SYSTEMS: Final = (
    "papers.yearly-test", "control-room.duty", "control-room.certificate", "control-room.procedure",
    "control-room.panel", "equipment.hydrants", "equipment.sprinklers", "equipment.detectors",
    "equipment.pumps",
)  # fmt: skip
_KEY_UNIT: Final = ("papers.archive", "papers.patrol", "people.micro-station", "people.guide")
_ASSEMBLY: Final = ("papers.opening", "escape.windows", "escape.stairs", "compartment.materials")
_SLEEPING: Final = (*_ASSEMBLY, "people.night")
_HOME: Final = (
    "escape.clear", "escape.windows", "escape.e-bikes", "equipment.detectors", "danger.electric",
    "danger.gas",
)  # fmt: skip

_MORE: Final[dict[str, tuple[str, ...]]] = {
    "high-rise": (
        *_SYSTEMS, *_KEY_UNIT, "escape.stairs", "escape.e-bikes", "compartment.shafts",
        "compartment.materials", "access.rescue", "danger.e-bike-charging", "danger.gas",
    ),
    "commercial": (
        *_SYSTEMS, *_KEY_UNIT, *_ASSEMBLY, "compartment.shafts", "access.rescue", "danger.kitchen",
        "danger.flame", "danger.gas",
    ),
    "chemical": (
        *_SYSTEMS, *_KEY_UNIT, "danger.goods", "danger.flame", "compartment.living", "access.spacing",
    ),
    "office": (*_SYSTEMS, "papers.archive", "escape.stairs", "compartment.shafts", "access.rescue"),
    "industrial": (
        *_SYSTEMS, "compartment.living", "compartment.materials", "danger.goods", "danger.flame",
        "access.spacing",
    ),
    "medical": (*_SYSTEMS, *_KEY_UNIT, *_SLEEPING, "danger.goods", "access.rescue"),
    "elder-care": (*_SYSTEMS, *_KEY_UNIT, *_SLEEPING, "danger.kitchen", "danger.gas"),
    "school": (*_KEY_UNIT, *_SLEEPING, "equipment.hydrants", "equipment.detectors", "danger.kitchen"),
    "heritage": (
        "papers.archive", "papers.patrol", "equipment.hydrants", "equipment.detectors", "danger.flame",
        "access.spacing", "people.micro-station",
    ),
    "hotel": (*_SYSTEMS, *_KEY_UNIT, *_SLEEPING, "danger.kitchen", "danger.gas"),
    "entertainment": (*_SYSTEMS, *_KEY_UNIT, *_ASSEMBLY),
    "small-premises": ("escape.windows", "compartment.living", "danger.gas", "danger.e-bike-charging"),
    "community": (
        *_SYSTEMS, "papers.archive", "escape.stairs", "escape.e-bikes", "access.rescue",
        "danger.e-bike-charging", "danger.gas", "people.micro-station",
    ),
    "other": ("equipment.hydrants", "danger.gas"),
}  # fmt: skip


def checklist(category: str) -> tuple[str, ...]:
    """The codes of a category's items, in the order of a walk; ValueError when there is no such category."""
    entry = CATEGORIES.get(category)
    if entry is None:
        raise ValueError(f"there is no category {category!r}")
    chosen = set(_HOME if entry.household else (*_COMMON, *_MORE[category]))
    order = {group: place for place, group in enumerate(GROUPS)}
    places = {code: place for place, code in enumerate(ITEMS)}
    return tuple(sorted(chosen, key=lambda code: (order[ITEMS[code].group], places[code])))
