"""The groups that drivers hand over poll after poll, found out once: the slots of their parts and curves."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np

from edge_agent.intake.curves import Bounds, Curves
from edge_agent.intake.hearing import Hearing, Slots
from edge_agent.intake.observation import CurveGroup, PartGroup


@dataclass(frozen=True, slots=True)
class KnownCurves:
    """A group of curves: its parts' slots and its curves' slots, row by row."""

    parts: Slots
    curves: Slots
    bounds: Bounds


class Groups:
    """Remembers each group while its driver has it. `watched` raises for a part that nobody configured."""

    def __init__(self, hearing: Hearing, curves: Curves, watched: Callable[[str], object]) -> None:
        self._hearing = hearing
        self._curves = curves
        self._watched = watched
        self._parts: WeakKeyDictionary[PartGroup, Slots] = WeakKeyDictionary()
        self._known: WeakKeyDictionary[CurveGroup, KnownCurves] = WeakKeyDictionary()

    def forget(self) -> None:
        """Other parts are watched: every group must be looked at anew."""
        self._parts.clear()
        self._known.clear()

    def slots(self, parts: PartGroup | Iterable[str]) -> Slots:
        """The slots of parts that were heard."""
        if not isinstance(parts, PartGroup):
            return self._resolve(parts)
        slots = self._parts.get(parts)
        if slots is None:
            slots = self._parts[parts] = self._resolve(parts.parts)
        return slots

    def known(self, group: CurveGroup) -> KnownCurves:
        """The slots of the group's rows."""
        known = self._known.get(group)
        if known is None:
            pairs = zip(group.parts, group.analog_type.tolist(), strict=True)
            curves = [self._curves.slot(part, code) for part, code in pairs]
            known = KnownCurves(self._resolve(group.parts), np.array(curves, np.int64), Bounds(group))
            self._known[group] = known
        return known

    def _resolve(self, parts: Iterable[str]) -> Slots:
        listed = list(parts)
        for part in listed:
            self._watched(part)
        return self._hearing.slots(listed)
