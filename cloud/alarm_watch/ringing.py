"""What rang, in short, and the component types (GB/T 26875.3) by which it is told what that means. Pure."""

from __future__ import annotations

from typing import Final, NamedTuple

from telemetry.event_kinds import EventKind

#: Pumps of hydrants, sprinklers and foam; flow indicators and pressure switches; keys that a person presses.
PUMPS: Final = frozenset({91, 95, 105})
FLOW: Final = frozenset({96, 98, 99})
HYDRANT: Final = frozenset({24})
CALL_POINTS: Final = frozenset({23}) | HYDRANT


class Ringing(NamedTuple):
    """One alarm of a site: what rang, where and when."""

    id: int
    gateway: str
    part: str
    kind: EventKind
    component_type: int
    place: str
    rung_at: int

    @property
    def key(self) -> tuple[str, str]:
        """Its part."""
        return self.gateway, self.part
