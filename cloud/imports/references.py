"""Whether a row fits what is there: its references, its natural key, its place in the asker's scope."""

from __future__ import annotations

from typing import Final

from cloud.imports import force_references, record_references, registry_references
from cloud.imports.fault import CellFault
from cloud.imports.lookups import Lookups
from cloud.imports.sheets import Row
from cloud.imports.wrong import Ahead, Wrong
from cloud.people.asker import Asker

#: The fields that are a row's natural key.
KEYS: Final[dict[str, tuple[str, ...]]] = {
    "townships": ("code",),
    "organisations": ("number",),
    "buildings": ("organisation", "name"),
    "floors": ("organisation", "building", "level"),
    "rooms": ("organisation", "building", "level", "name"),
    "gateways": ("gateway",),
    "devices": ("organisation", "name"),
    "points": ("gateway", "part"),
    "supervision": ("organisation",),
    "inspections": ("number",),
    "hazards": ("number",),
    "patrols": ("organisation", "number"),
    "fires": ("number",),
    "works": ("number",),
    "weather": ("area", "day"),
    "population": ("area", "day"),
    "stations": ("number",),
    "units": ("name",),
    "waters": ("number",),
    "facilities": ("number",),
}
_CHECKS: Final = registry_references.CHECKS | record_references.CHECKS | force_references.CHECKS


def check(asker: Asker, kind: str, row: Row, found: Lookups, ahead: Ahead) -> None:
    """Raise Wrong for the first thing that does not fit; else keep the row's key."""
    values = row.values
    _CHECKS[kind](asker, values, found, ahead)
    if not ahead.add(kind, *(values[name] for name in KEYS[kind])):
        raise Wrong(
            KEYS[kind][-1],
            CellFault(
                "twice", "与前面某行重复,请删除一行。", "The same as a row before. Delete one of them."
            ),
        )
    if kind == "gateways":
        ahead.add("gateway-of", values["organisation"], values["gateway"])
    if kind == "organisations":
        ahead.add("area-of", values["number"], values["area"])
