"""The five shares of data quality, each with its numerator and denominator. Pure.

completeness (完整性): `held` / `owed`
    Messages held here, stored or quarantined, of the numbers that the gateway gave out less those yet in its
    spool. What it evicted, and what the centre shed, stays owed. Leads to the gateway's books.
freshness (新鲜度): `fresh` / `watched`
    Points heard within their own limit (`stale_after`), of those that have one; all of a silent gateway's
    points are beyond it. Both are counted at each scan and added up. Leads to the gateway's points.
timeliness (及时性): `punctual` / `timed`
    Messages that were not late (a minute, by the gateway's believed clock), of those stored.
validity (有效性): `valid` / `examined`
    Values within their range, of all values and each quarantined message as one. Leads to the dead letters.
uniqueness (唯一性): `unique_messages` / `received`
    Messages that came once, of all that came. Leads to the gateway's books.

The counts are differences of the gateway's books between two scans, put into the hour and the day of the
later scan; a scan comes at least every ten minutes (at 100,000 gateways), every minute in small fleets. A
gateway's own count reaches the centre with its next health message, so `held` may run ahead of `owed` by one
interval: a share is never told above one.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

HOUR_S: Final = 3_600
DAY_S: Final = 86_400
#: Days begin at midnight in Beijing.
ZONE_S: Final = 8 * 3_600


@dataclass(frozen=True)
class Counts:
    """Numerators and denominators of one gateway, or of several, over some time."""

    held: int = 0
    owed: int = 0
    fresh: int = 0
    watched: int = 0
    punctual: int = 0
    timed: int = 0
    valid: int = 0
    examined: int = 0
    unique_messages: int = 0
    received: int = 0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*(getattr(self, name) + getattr(other, name) for name in NAMES))


NAMES: Final = tuple(field.name for field in fields(Counts))

#: Share, its numerator, its denominator.
SHARES: Final[tuple[tuple[str, str, str], ...]] = (
    ("completeness", "held", "owed"),
    ("freshness", "fresh", "watched"),
    ("timeliness", "punctual", "timed"),
    ("validity", "valid", "examined"),
    ("uniqueness", "unique_messages", "received"),
)


@dataclass(frozen=True)
class Books:
    """Totals of a gateway's books at one scan."""

    received: int = 0
    stored: int = 0
    duplicates: int = 0
    quarantined: int = 0
    late: int = 0
    values_stored: int = 0
    values_invalid: int = 0
    #: Numbers given out, less those still in the spool.
    owed: int = 0


def counts_between(before: Books, now: Books, fresh: int, watched: int) -> Counts:
    """What has come between two scans. Books that went back (a gateway made anew) count as nothing."""

    def grown(name: str) -> int:
        return max(int(getattr(now, name)) - int(getattr(before, name)), 0)

    stored, quarantined = grown("stored"), grown("quarantined")
    values, invalid = grown("values_stored"), grown("values_invalid")
    received = grown("received")
    return Counts(
        held=stored + quarantined,
        owed=grown("owed"),
        fresh=fresh,
        watched=watched,
        punctual=max(stored - grown("late"), 0),
        timed=stored,
        valid=max(values - invalid, 0),
        examined=values + quarantined,
        unique_messages=max(received - grown("duplicates"), 0),
        received=received,
    )


def share(numerator: int, denominator: int) -> float | None:
    """One over the other, at most one; None: nothing was to be counted."""
    return min(numerator / denominator, 1.0) if denominator > 0 else None


def millionths(numerator: int, denominator: int) -> int | None:
    """The share as a whole number of millionths, rounded down so that only all is 1,000,000."""
    found = share(numerator, denominator)
    return None if found is None else int(found * 1_000_000)


def step_of(at: int, step_s: int) -> int:
    """When the step that holds this moment began; days begin at midnight in Beijing. Milliseconds."""
    zone_ms = ZONE_S * 1000 if step_s == DAY_S else 0
    step_ms = step_s * 1000
    return (at + zone_ms) // step_ms * step_ms - zone_ms
