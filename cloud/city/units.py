"""What a seat takes: the finest groups of open alarms, whatever their number. Pure.

1. A unit is a site on fire with all that rings there, or one cause in one county: what `fold` makes when
   there is room for everything. Its key outlives the coming and going of single alarms.
2. What is shown is folded coarser. A shown group holds units; every unit is held by exactly one shown group.
3. Units stand in the order of what must be seen first; fires stand before the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from cloud.alarm_groups.grouping import Group, Tally, family, fold
from telemetry.event_kinds import EventKind

FIRE = "fire"
#: More than there can be sites, causes and counties.
_EVERYTHING = 10_000_000


class Unit(NamedTuple):
    """One thing that a seat can take."""

    key: str
    group: Group
    area: str

    @property
    def fire(self) -> bool:
        """Whether it is a site on fire."""
        return self.group.cause == FIRE

    @property
    def waits(self) -> bool:
        """Whether anything in it waits for a person: to be acknowledged, or of the fire class verified."""
        return self.group.unacknowledged > 0 or self.group.unverified > 0


def units(tallies: Iterable[Tally]) -> list[Unit]:
    """Every unit, what must be seen first in front."""
    held = list(tallies)
    area_of = {tally.site: tally.area for tally in held}
    return [
        Unit(key_of(group), group, group.area or area_of.get(group.site or "", ""))
        for group in fold(held, _EVERYTHING)
    ]


def key_of(group: Group) -> str:
    """The key of a finest group: `fire@building/17`, `fault@150102`."""
    return f"{group.cause}@{group.site or group.area}"


def held_by(shown: Sequence[Group], found: Iterable[Unit]) -> list[list[Unit]]:
    """The units of each shown group, in their order."""
    alone: dict[str | None, int] = {
        group.site: place for place, group in enumerate(shown) if group.site is not None
    }
    inside: list[list[Unit]] = [[] for _ in shown]
    for unit in found:
        inside[_place(shown, alone, unit)].append(unit)
    return inside


def _place(shown: Sequence[Group], alone: dict[str | None, int], unit: Unit) -> int:
    if unit.fire and unit.group.site in alone:
        return alone[unit.group.site]
    for place, group in enumerate(shown):
        if group.site is not None:
            continue
        causes = (unit.group.cause,) if unit.fire else (unit.group.cause, family(unit.group.cause))
        if group.cause in causes and group.area in (None, unit.group.area):
            return place
    raise ValueError(f"{unit.key} is in none of the groups")


def burning(tallies: Iterable[Tally]) -> set[str]:
    """The sites that are units by themselves."""
    return {tally.site for tally in tallies if tally.kind is EventKind.FIRE and not tally.dismissed}
