"""The kinds of run that the sweep draws: who gives off what, where it happens, how long it is followed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from simulators.fires import co_hazards, ignitions, nuisances
from simulators.fires.constants import Array
from simulators.fires.settings import ORDINARY
from simulators.fires.sources import Source


class Kind(NamedTuple):
    """Seconds since its beginning, floor area and generator give a source; share of all runs; where."""

    source: Callable[[Array, float, np.random.Generator], Source]
    length_s: float
    share: float
    rooms: tuple[str, ...] = ORDINARY


_HOME = ("bedroom", "living", "kitchen", "ger", "office", "corridor")
_COOKING = ("kitchen", "kitchen", "living", "ger")

KINDS: dict[str, Kind] = {
    "flaming": Kind(ignitions.flaming, 1080.0, 0.20),
    "smouldering": Kind(ignitions.smouldering, 3780.0, 0.11),
    "smoulder_to_flame": Kind(ignitions.smoulder_to_flame, 3780.0, 0.08),
    "electrical": Kind(ignitions.electrical, 1680.0, 0.09),
    "liquid": Kind(ignitions.liquid, 1080.0, 0.05, (*ORDINARY[1:], "plantroom", "kitchen")),
    "cooking": Kind(nuisances.cooking, 2400.0, 0.10, _COOKING),
    "toast": Kind(nuisances.toast, 1200.0, 0.06, (*_COOKING, "office")),
    "steam": Kind(
        nuisances.steam, 1800.0, 0.08, ("bathroom", "bathroom", "kitchen", "bedroom", "ger", "corridor")
    ),
    "dust": Kind(nuisances.dust, 1800.0, 0.06),
    "cigarette": Kind(nuisances.cigarette, 1200.0, 0.04, _HOME),
    "candle": Kind(nuisances.candle, 2400.0, 0.03, _HOME),
    "heater": Kind(nuisances.heater, 2400.0, 0.04),
    "incense": Kind(nuisances.incense, 2400.0, 0.02, _HOME),
    "co_leak": Kind(co_hazards.co_leak, 3780.0, 0.05, (*_HOME, "ger", "plantroom")),
}
"""`life` is drawn apart: it has no source and lasts for hours."""


def counts(runs: int, kinds: Sequence[str] = tuple(KINDS)) -> dict[str, int]:
    """How many of `runs` each of the `kinds` gets: by share, the largest remainders rounded up."""
    chosen = {name: KINDS[name] for name in dict.fromkeys(kinds)}
    total = sum(kind.share for kind in chosen.values())
    exact = {name: runs * kind.share / total for name, kind in chosen.items()}
    given = {name: int(share) for name, share in exact.items()}
    short = sorted(exact, key=lambda name: given[name] - exact[name])
    for name in short[: runs - sum(given.values())]:
        given[name] += 1
    return given
