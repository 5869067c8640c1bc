"""Series turned into examples: features of a moment, whether the detector needed a hand, and why.

What nobody could know is no example: dust of less than `_VISIBLE` of the alarm value, a value that has stood
still for less than half a day, a chamber blocked for less than a day and a half.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from models.detector_health import features as graph
from models.detector_health.kinds import FAULTS, KINDS
from models.detector_health.series import Fleet
from models.session import Session
from models.training.boosting import Examples
from models.training.cut import ANSWERS, FEATURES, Asked, Cutter, answers_at
from models.training.window_graph import feature_session
from models.windows import Flags

_HOUR_S, _DAY_S = 3600.0, 86_400.0
#: Share of the alarm value that dust has added before it is an example.
_VISIBLE = 0.10
#: Seconds after which a fault can be known of.
_KNOWN_S = {"stuck": 0.5 * _DAY_S, "noisy": 4 * _HOUR_S, "blocked": 1.5 * _DAY_S, "offset_step": 9 * _HOUR_S}
#: No look into a window before this many ticks.
_FIRST = graph.SHAPE.slow_every


def truth(fleet: Fleet, ticks: int) -> tuple[Flags, Flags]:
    """Whether a fault is under way, and whether that could be known: both (ticks, detectors)."""
    seconds = np.arange(ticks)[:, None] * fleet.step_s
    begun = seconds >= np.where(np.isnan(fleet.event_s), np.inf, fleet.event_s)
    wait = np.array([_KNOWN_S.get(str(kind), 0.0) for kind in fleet.kind])
    known = ~begun | (seconds >= np.nan_to_num(fleet.event_s) + wait)
    dusty = fleet.kind == "contamination"
    span = np.where(dusty, fleet.alarm_s - fleet.event_s, 1.0)
    gathered = (seconds - np.nan_to_num(fleet.event_s)) / span
    # A detector that was already gathering dust when the series began can only be seen by what came since.
    since_begin = seconds / span
    known &= ~(dusty & begun & (np.minimum(gathered, since_begin) < _VISIBLE))
    return begun, known


def examples(
    fleets: Iterable[Fleet],
    seed: int,
    each: int = 45,
    tell: Callable[[int], None] = lambda detectors: None,
    model: Session | None = None,
) -> Examples:
    """About `each` random moments of every detector; a faulty one gives some of before and more of after.

    Given a whole model, what it says stands in place of the features: its probability, then its kinds.
    """
    given = graph.inputs()
    asked = (model, ANSWERS) if model else (feature_session(given, graph.features(given)), FEATURES)
    draw = np.random.default_rng(seed)
    parts = []
    for fleet in fleets:
        parts.append(_of_fleet(fleet, asked, draw, each))
        tell(fleet.kind.size)
    return Examples.joined(parts)


def _of_fleet(fleet: Fleet, asked: Asked, draw: np.random.Generator, each: int) -> Examples:
    ticks, detectors, _ = fleet.values.shape
    fault, known = truth(fleet, ticks)
    when, who = [], []
    for place in range(detectors):
        for side in (False, True):
            open_ticks = np.flatnonzero(known[_FIRST:, place] & (fault[_FIRST:, place] == side)) + _FIRST
            count = each if side else (each // 2 if fleet.kind[place] == "healthy" else each // 3)
            chosen = draw.choice(open_ticks, min(count, open_ticks.size), replace=False)
            when.append(np.sort(chosen))
            who.append(np.full(chosen.size, place))
    tick, detector = np.concatenate(when), np.concatenate(who)
    begun = fault[tick, detector]
    kind = np.array([KINDS.index(str(name)) for name in fleet.kind])[detector]
    return Examples(
        features=answers_at(*asked, Cutter(fleet.values, graph.SHAPE), tick, detector, fleet.near),
        positive=begun,
        kind=np.where(begun, kind, len(FAULTS)),
        run=fleet.run[detector],
        group=fleet.run[detector],
    )
