"""The level of a part out of what the registry holds of it: nothing need be remembered beside it. Pure."""

from __future__ import annotations

from collections.abc import Collection

from device_profiles.finding import CONCLUDED, STATES
from device_profiles.level import Level
from telemetry.event_kinds import BIT_SUPERVISORY, EventKind
from telemetry.messages import Quality


def level_of(bits: int | None, active: Collection[str], quality: int | None, last_heard: int | None) -> Level:
    """The states that the part is in. A supervisory part of uncertain quality is one in doubt."""
    held = bits or 0
    kinds = {EventKind(kind) for kind in active}
    states = {
        name
        for name, (kind, bit) in STATES.items()
        if name not in CONCLUDED and (held & bit and kind in kinds if bit else kind in kinds)
    }
    doubt = quality == Quality.UNCERTAIN and bool(held & BIT_SUPERVISORY)
    return Level(
        states=frozenset(states - ({"supervisory"} if doubt else set())),
        doubt=doubt,
        quality=Quality.STALE if quality is None else Quality(quality),
        last_heard=last_heard,
    )
