"""The distance curve: what is answered where there are no road data, with its error beside it."""

from __future__ import annotations

from collections.abc import Sequence

from cloud.dispatch.travel_time.policy import HOUR_FACTORS, MAIN
from cloud.dispatch.travel_time.port import Arrival, Place, straight_m

#: t = 3.76 d^0.567, t in s and d in m: 29,287 runs of 200 m to 8 km (LFB 2020-2021, OGL v3).
SCALE, POWER = 3.76, 0.567
#: Mean absolute error of those runs by distance: up to so many metres, so many seconds.
ERROR_S = ((500.0, 54.0), (1_000.0, 56.0), (2_000.0, 61.0), (4_000.0, 74.0), (8_000.0, 89.0))
#: Beyond what was measured the curve's own pace at the end holds on, and the error grows with the time.
MEASURED_M = 8_000.0


class DistanceCurve:
    """Estimates by the straight line alone; it knows neither rivers nor roads, and says how far off it is."""

    def arrivals(
        self, units: Sequence[Place], incident: Place, hour: int | None = None
    ) -> list[Arrival | None]:
        """One estimate a unit, in order, each with its mean error; never None."""
        factor = 1.0 if hour is None else HOUR_FACTORS[MAIN][hour % 24]
        return [self._one(straight_m(unit, incident), factor) for unit in units]

    def _one(self, metres: float, factor: float) -> Arrival:
        at = min(metres, MEASURED_M)
        seconds = SCALE * at**POWER
        if metres > MEASURED_M:
            seconds += (metres - MEASURED_M) * POWER * seconds / at
        error = next((error for upto, error in ERROR_S if metres <= upto), ERROR_S[-1][1])
        at_end = SCALE * MEASURED_M**POWER
        return Arrival(seconds * factor, metres, error * max(1.0, seconds / at_end) * factor)
