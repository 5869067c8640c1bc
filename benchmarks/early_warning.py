"""What a tick of early warning costs beside a bare `session.run` on the same windows, in a mixed fleet."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from functools import partial

import numpy as np

from benchmarks.figures import Figures, percentile
from models.early_warning.fleet import KITS
from models.model_file import shipped
from models.scorer import Scorer
from models.windows import Flags

DETECTORS = (10, 200, 2000)


def run(seconds: float) -> Figures:
    """Milliseconds a tick, windows a second and the ratio to the bare call, for each number of detectors."""
    figures: Figures = {}
    model = shipped("early_warning")
    figures["model_bytes"] = model.size
    for count in DETECTORS:
        ours, bare = _measured(count, seconds / len(DETECTORS))
        figures |= {
            f"{count}_detectors_tick_p50_ms": percentile(ours, 0.50) * 1000,
            f"{count}_detectors_tick_p99_ms": percentile(ours, 0.99) * 1000,
            f"{count}_detectors_bare_p50_ms": percentile(bare, 0.50) * 1000,
            f"{count}_detectors_windows_per_s": count / percentile(ours, 0.50),
            f"{count}_detectors_to_bare_ratio": percentile(ours, 0.50) / percentile(bare, 0.50),
        }
    figures["peak_rss_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return figures


def _measured(count: int, seconds: float) -> tuple[list[float], list[float]]:
    """Times of a whole tick and of the bare call, in turns, so that both meet the same machine."""
    model = shipped("early_warning")
    draw = np.random.default_rng(0)
    near = draw.integers(-1, count, (count, model.description.neighbours))
    scorer = Scorer(model, count, near)
    ambient = np.array([0.05, 22.0, 1.0, 600.0, 40.0])
    spread = np.array([0.01, 0.2, 1.0, 20.0, 0.5])
    ticks = np.maximum(ambient + draw.standard_normal((64, count, 5)) * spread, 0.0).astype(np.float32)
    have = _mixed(count, draw)
    for tick in ticks:
        scorer.tick(tick, have)
    ours: list[float] = []
    bare: list[float] = []
    ends = time.perf_counter() + seconds
    number = 0
    while time.perf_counter() < ends:
        tick = ticks[number % len(ticks)]
        ours.append(_timed(partial(scorer.tick, tick, have)))
        inputs = {name: np.ascontiguousarray(value) for name, value in scorer.inputs().items()}
        bare.append(_timed(partial(model.session.run, ["probability", "kind"], inputs)))
        number += 1
    return ours, bare


def _mixed(count: int, draw: np.random.Generator) -> Flags:
    """Which channels each detector has: kits of the market, as common as in training."""
    have = np.zeros((count, 5), dtype=bool)
    for row, kit in enumerate(draw.choice(len(KITS), p=[share for _, share in KITS], size=count)):
        have[row, list(KITS[kit][0])] = True
    return have


def _timed(action: Callable[[], object]) -> float:
    started = time.perf_counter()
    action()
    return time.perf_counter() - started
