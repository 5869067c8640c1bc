"""Series turned into examples: features of a moment, whether CO danger was under way, and what it was.

Danger is defined by the standard on the air itself: a hazard whose CO would bring a detector there to the
alarm of EN 50291-1 within the series. What nobody could know is no example: a hazard of which less than
`VISIBLE_PPM` has come, one that never becomes dangerous there, one that is over; and a nuisance that does
become dangerous.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from models.co_hazard import features as graph
from models.co_hazard.channels import CO
from models.co_hazard.kinds import HAZARDS, KINDS
from models.co_hazard.series import Series
from models.co_hazard.standard import alarms
from models.session import Session
from models.training.boosting import Examples
from models.training.cut import ANSWERS, FEATURES, Asked, Cutter, answers_at
from models.training.window_graph import feature_session
from models.windows import Flags

VISIBLE_PPM = 12.0
#: A danger is over when it has fallen to this and the alarm was due before, ppm.
OVER_PPM = 20.0
#: No look into a window before this many ticks.
_FIRST = 12
#: Detectors that are worked on together.
_TOGETHER = 120


def truth(one: Series) -> tuple[Flags, Flags]:
    """Whether danger is under way, and whether that could be known: both (ticks,)."""
    air = one.air[:, CO]
    due = alarms(air, graph.SHAPE.tick_s)
    seconds = np.arange(air.size) * graph.SHAPE.tick_s
    begun = seconds >= one.event_s
    if one.kind not in HAZARDS:
        return np.zeros(air.size, dtype=bool), np.full(air.size, not due.any())
    before = air[~begun][-1] if (~begun).any() else 0.0
    visible = air - before >= VISIBLE_PPM
    over = np.maximum.accumulate(due) & (air < OVER_PPM)
    return begun & due.any(), ~begun | (due.any() & visible & ~over)


def examples(
    series: Iterable[Series],
    seed: int,
    each: int = 60,
    tell: Callable[[int], None] = lambda detectors: None,
    model: Session | None = None,
) -> Examples:
    """About `each` random moments of every series, half of them soon after something began.

    Given a whole model, what it says stands in place of the features: its probability, then its kinds.
    """
    given = graph.inputs()
    asked = (model, ANSWERS) if model else (feature_session(given, graph.features(given)), FEATURES)
    draw = np.random.default_rng(seed)
    parts, waiting = [], []
    for one in series:
        waiting.append(one)
        if len(waiting) == _TOGETHER:
            parts.append(_together(waiting, asked, draw, each))
            tell(len(waiting))
            waiting = []
    if waiting:
        parts.append(_together(waiting, asked, draw, each))
        tell(len(waiting))
    return Examples.joined(parts)


def _together(series: list[Series], asked: Asked, draw: np.random.Generator, each: int) -> Examples:
    step_s = graph.SHAPE.tick_s
    cutter = Cutter(np.stack([one.values for one in series], axis=1), graph.SHAPE)
    when, who, danger = [], [], []
    for place, one in enumerate(series):
        positive, known = truth(one)
        ticks = draw.integers(min(_FIRST, known.size - 1), known.size, each)
        if np.isfinite(one.event_s):
            fresh = one.event_s / step_s + np.exp(draw.uniform(np.log(3), np.log(1200), each // 2))
            ticks[: each // 2] = np.minimum(fresh, known.size - 1)
        ticks = np.unique(ticks[known[ticks]])
        when.append(ticks)
        who.append(np.full(ticks.size, place))
        danger.append(positive[ticks])
    tick, detector = np.concatenate(when), np.concatenate(who)
    begun = np.array([one.event_s for one in series])[detector]
    since = tick * step_s - np.where(np.isnan(begun), 1e9, begun)
    kind = np.array([KINDS.index(one.kind) for one in series])[detector]
    run = np.array([one.run for one in series])[detector]
    return Examples(
        features=answers_at(*asked, cutter, tick, detector),
        positive=np.concatenate(danger),
        kind=np.where(since >= 0, kind, KINDS.index("life")),
        run=run,
        group=run,
    )
