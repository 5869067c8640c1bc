"""What was last told of each analog curve, and which new values are worth telling. Pure.

A value is told when its quality changed, when it left the deadband and the shortest interval has passed, or
when the longest interval has; past its bounds (`always_above`, `always_below`), where an alarm is near, when
it changed at all; and always while its part is in alarm. The same rules decide one value (`worth`) and a
whole column of them (`select`).
"""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from device_profiles.finding import Sample
from edge_agent.intake.observation import CurveGroup
from telemetry.analog_types import ANALOG_TYPES, in_range
from telemetry.messages import Quality

Floats = NDArray[np.float64]
Slots = NDArray[np.int64]
Mask = NDArray[np.bool_]

_GOOD, _OUT_OF_RANGE = int(Quality.GOOD), int(Quality.OUT_OF_RANGE)
_FIRST_ROOM = 64


def quality_of(sample: Sample, *, retained: bool) -> Quality:
    """How far the value can be believed."""
    if not math.isfinite(sample.value) or not in_range(sample.analog_type, sample.value):
        return Quality.OUT_OF_RANGE
    return Quality.UNCERTAIN if retained else Quality.GOOD


class Curves:
    """A slot for each part and analog type; a slot is never given to another."""

    def __init__(self) -> None:
        self._slots: dict[tuple[str, int], int] = {}
        self._of_part: dict[str, list[int]] = {}
        self._types: list[int] = []
        self._at = np.zeros(_FIRST_ROOM)
        #: Infinite where the device gave no number.
        self._value = np.zeros(_FIRST_ROOM)
        self._quality = np.zeros(_FIRST_ROOM, np.uint8)
        self._told = np.zeros(_FIRST_ROOM, np.bool_)

    def slot(self, part: str, analog_type: int) -> int:
        """The curve's slot, a new one when it was never seen."""
        key = (part, analog_type)
        slot = self._slots.get(key)
        if slot is None:
            slot = self._slots[key] = len(self._types)
            self._types.append(analog_type)
            self._of_part.setdefault(part, []).append(slot)
            if slot >= len(self._at):
                for name in ("_at", "_value", "_quality", "_told"):
                    column = getattr(self, name)
                    setattr(self, name, np.concatenate([column, np.zeros_like(column)]))
        return slot

    def worth(self, part: str, sample: Sample, quality: Quality, now: float, *, urgent: bool) -> bool:
        """Whether the value is to be told; it then counts as told at `now` (monotonic seconds)."""
        slot = self.slot(part, sample.analog_type)
        value = sample.value if math.isfinite(sample.value) else math.inf
        if self._told[slot] and self._quality[slot] == quality and not urgent:
            since = now - float(self._at[slot])
            last = float(self._value[slot])
            near = value == last or abs(value - last) <= sample.deadband
            shortest = sample.min_interval_s
            if _past(value, sample):
                near, shortest = value == last, 0.0
            if since < shortest or (near and since < sample.max_interval_s):
                return False
        self._at[slot], self._value[slot], self._quality[slot], self._told[slot] = now, value, quality, True
        return True

    def select(
        self, slots: Slots, bounds: Bounds, values: Floats, now: float, urgent: Mask | None
    ) -> tuple[Mask, NDArray[np.uint8]]:
        """Which of the values are to be told, and the quality of each; those then count as told at `now`."""
        group = bounds.group
        finite = np.isfinite(values)
        value = np.where(finite, values, np.inf)
        possible = finite & (values >= bounds.low) & (values <= bounds.high)
        quality = np.where(possible, _GOOD, _OUT_OF_RANGE).astype(np.uint8)
        last = self._value[slots]
        since = now - self._at[slots]
        same = value == last
        with np.errstate(invalid="ignore"):
            near = same | (np.abs(value - last) <= group.deadband)
        early = since < group.min_interval_s
        if bounds.has_always:
            past = finite & ((values > group.always_above) | (values < group.always_below))
            near = np.where(past, same, near)
            early &= ~past
        held = early | (near & (since < group.max_interval_s))
        held &= self._told[slots] & (self._quality[slots] == quality)
        if urgent is not None:
            held &= ~urgent
        told = ~held
        changed = slots[told]
        self._at[changed] = now
        self._value[changed] = value[told]
        self._quality[changed] = quality[told]
        self._told[changed] = True
        return told, quality

    def close(self, part: str) -> list[int]:
        """The analog types of which something was told; their next values are told whatever they are."""
        slots = [slot for slot in self._of_part.get(part, ()) if self._told[slot]]
        self._told[slots] = False
        return [self._types[slot] for slot in slots]

    def forget(self, parts: Iterable[str]) -> None:
        """What was told of these parts did not arrive: tell the next values whatever they are."""
        for part in parts:
            self.close(part)


def _past(value: float, sample: Sample) -> bool:
    above, below = sample.always_above, sample.always_below
    return math.isfinite(value) and (
        (above is not None and value > above) or (below is not None and value < below)
    )


class Bounds:
    """What `select` needs of a group besides its columns: the values that are possible at all."""

    def __init__(self, group: CurveGroup) -> None:
        self.group = group
        known = [ANALOG_TYPES.get(int(code)) for code in group.analog_type]
        self.low = np.array([entry.minimum if entry else -np.inf for entry in known])
        self.high = np.array([entry.maximum if entry else np.inf for entry in known])
        self.has_always = bool(np.isfinite(group.always_above).any() or np.isfinite(group.always_below).any())
