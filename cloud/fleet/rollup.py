"""Figures of counties added up to leagues and the region, and the flows between two looks. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Final

from cloud.fleet import lag

REGION: Final = "15"
#: A step of the history and how long its rows are kept, seconds.
STEPS: Final[tuple[tuple[int, int], ...]] = ((60, 3 * 3_600), (900, 3 * 86_400), (3_600, 35 * 86_400))


@dataclass
class AreaFigures:
    """What stands in one area at one moment, and the totals of its ledgers."""

    gateways: int = 0
    enrolled: int = 0
    online: int = 0
    silent: int = 0
    never: int = 0
    unbound: int = 0
    organisations: int = 0
    organisations_heard: int = 0
    clock_faults: int = 0
    certificates_ending: int = 0
    dead_letters: int = 0
    spool_bytes: int = 0
    received: int = 0
    values_stored: int = 0
    quarantined: int = 0
    shed: int = 0
    lag: list[int] = field(default_factory=list)

    def add(self, other: AreaFigures) -> None:
        """Take another area's figures in."""
        for name in COUNTED:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lag = lag.added(self.lag, other.lag)


COUNTED: Final = tuple(each.name for each in fields(AreaFigures) if each.name != "lag")
TOTALS: Final = ("received", "values_stored", "quarantined", "shed")


@dataclass(frozen=True)
class Flow:
    """What has come between two looks."""

    received: int = 0
    values_stored: int = 0
    quarantined: int = 0
    shed: int = 0


def above(area: str) -> tuple[str, ...]:
    """The areas that a county's figures are added to: itself, its league, the region.

    Whatever the centre holds counts in the region, be its code as it may.
    """
    return tuple(code for code in dict.fromkeys((area, area[:4], REGION)) if code)


def added_up(counties: Mapping[str, AreaFigures]) -> dict[str, AreaFigures]:
    """Every county, every league, and the region."""
    found: dict[str, AreaFigures] = {REGION: AreaFigures()}
    for county, figures in counties.items():
        for area in above(county):
            found.setdefault(area, AreaFigures()).add(figures)
    return found


def flow_between(before: AreaFigures | None, now: AreaFigures) -> Flow:
    """Differences of the totals; the first look has none, and totals that went back count as none."""
    if before is None:
        return Flow()
    return Flow(*(max(getattr(now, name) - getattr(before, name), 0) for name in TOTALS))


def steps_at(at: int) -> Iterable[tuple[int, int]]:
    """Each step's length in seconds, and when the one that holds this moment began."""
    for step_s, _ in STEPS:
        yield step_s, at // (step_s * 1000) * step_s * 1000
