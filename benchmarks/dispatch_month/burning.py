"""How a fire grows: heat by the square of its age, an area from that, walls and water that hold it. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.dispatch_month.assumptions import KW_M2, MOST_M2


@dataclass(frozen=True)
class Burning:
    """A fire from its ignition, seconds of the month; `held_kw`: where sprinklers keep it."""

    ignited_s: float
    alpha: float
    held_kw: float | None = None

    def heat_kw(self, at_s: float) -> float:
        """Its heat then, kW."""
        free = self.alpha * max(0.0, at_s - self.ignited_s) ** 2
        most = self.held_kw if self.held_kw is not None else MOST_M2 * KW_M2
        return min(free, most)

    def area_m2(self, at_s: float) -> float:
        """What burns then, m²."""
        return self.heat_kw(at_s) / KW_M2

    def when_s(self, kw: float) -> float:
        """When it is that hot if nothing holds it, seconds of the month."""
        return self.ignited_s + float((kw / self.alpha) ** 0.5)
