"""Whether a unit can be sent at all, and why not. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from cloud.dispatch.deciding.reasons import PassedOver
from cloud.dispatch.deciding.words import Words, minutes
from cloud.dispatch.forces.states import BOUND, STATE_NAMES, UnitState

#: Below that much fuel or charge a unit is not sent untold.
LEAST_FUEL_PERCENT: Final = 15.0
#: After so long away on orders a crew rests as it comes back, for a share of that time.
REST_AFTER_MS: Final = 4 * 3_600_000
_REST_SHARE: Final = 0.5
_LONGEST_REST_MS: Final = 8 * 3_600_000


@dataclass(frozen=True)
class Condition:
    """What decides whether a unit can go."""

    state: UnitState
    crew: int
    crew_least: int
    fuel_percent: float | None
    rest_until: int | None
    retired: bool = False
    #: Whether its place is known: in a station it is, on the road only by a fresh position.
    placed: bool = True


def hindrance(unit: Condition, now: int) -> tuple[PassedOver, Words | None] | None:
    """Why it cannot be sent; None: it can."""
    if unit.retired or unit.state is UnitState.OUT_OF_SERVICE:
        return PassedOver.OUT_OF_SERVICE, None
    if unit.state in BOUND:
        return PassedOver.ON_ORDER, STATE_NAMES[unit.state]
    if unit.state is UnitState.RESTING:
        left = max(0, (unit.rest_until or now) - now) / 1000
        said = minutes(left)
        return PassedOver.RESTING, Words(f"还需 {said.zh}", f"{said.en} more")
    if unit.crew < unit.crew_least:
        return PassedOver.NO_CREW, Words(
            f"现有 {unit.crew} 人,至少 {unit.crew_least} 人", f"{unit.crew} of at least {unit.crew_least}"
        )
    if unit.fuel_percent is not None and unit.fuel_percent < LEAST_FUEL_PERCENT:
        return PassedOver.FUEL, Words(f"剩余 {unit.fuel_percent:.0f}%", f"{unit.fuel_percent:.0f} % left")
    if not unit.placed:
        return PassedOver.STALE, None
    return None


def rest_until(away_since: int | None, now: int) -> int | None:
    """Until when a crew that comes back rests; None: it need not."""
    if away_since is None or now - away_since < REST_AFTER_MS:
        return None
    return now + min(int((now - away_since) * _REST_SHARE), _LONGEST_REST_MS)
