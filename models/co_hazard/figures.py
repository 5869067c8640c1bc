"""From played series to figures: dangers found, how early, how often wrong, each with its interval.

A detector's hours count as danger, as quiet, or as neither: a hazard too mild to reach the standard's alarm
there, and a nuisance that does reach it, are neither. The standard and the fixed limit are judged on the very
values that the model sees. Intervals count homes, not detectors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models.co_hazard.channels import CO
from models.co_hazard.examples import truth
from models.co_hazard.features import SHAPE
from models.co_hazard.kinds import HAZARDS, KINDS
from models.co_hazard.series import Series
from models.co_hazard.standard import FIXED_PPM, STANDS_S, alarms, first_s, standing
from models.training import intervals
from models.training.replay import Played

Figures = dict[str, Any]
_DAY_S = 86_400.0


@dataclass(frozen=True)
class Judgement:
    """What came of one series; seconds of the series, NaN for never.

    `warned_s`, `standard_s`, `fixed_s` are the first at or after the event; `false` counts beginnings of the
    model's, the standard's and the limit's alarms while all was quiet, for `quiet_s` seconds.
    """

    series: Series
    danger: bool
    quiet_s: float
    warned_s: float
    standard_s: float
    fixed_s: float
    false: tuple[int, int, int]
    called: str


def judged(series: Sequence[Series], played: Played) -> list[Judgement]:
    """Judge all series, which were played side by side in their order."""
    return [_judged(one, played, place) for place, one in enumerate(series)]


def _judged(one: Series, played: Played, place: int) -> Judgement:
    step_s = SHAPE.tick_s
    ticks = one.values.shape[0]
    positive, known = truth(one)
    seconds = np.arange(ticks) * step_s
    begun = seconds >= one.event_s
    co = one.values[:, CO]
    three = (
        played.raised[:ticks, place],
        alarms(co, step_s),
        standing(co, FIXED_PPM, STANDS_S, step_s),
    )
    hazard = one.kind in HAZARDS
    quiet = (~begun if hazard else np.ones(ticks, dtype=bool)) & known
    starts = [np.flatnonzero(due & ~np.concatenate([[False], due[:-1]])) for due in three]
    after = [first_s(due & begun, step_s) if hazard else np.float64(np.nan) for due in three]
    kind = played.kind[place]
    return Judgement(
        series=one,
        danger=bool(positive.any()),
        quiet_s=float(quiet.sum()) * step_s,
        warned_s=float(after[0]),
        standard_s=float(after[1]),
        fixed_s=float(after[2]),
        false=(int(quiet[starts[0]].sum()), int(quiet[starts[1]].sum()), int(quiet[starts[2]].sum())),
        called=KINDS[int(kind.argmax())] if kind.any() else "",
    )


def figures(judged: Sequence[Judgement]) -> Figures:
    """All figures, in all and by kind."""
    dangers = [one for one in judged if one.danger]
    quiet = [one for one in judged if one.series.kind not in HAZARDS]
    said: Figures = {"detectors": len(judged), **_found(dangers), "false": _false(judged)}
    said["by_hazard"] = {
        name: _found([one for one in dangers if one.series.kind == name]) for name in HAZARDS
    }
    said["by_nuisance"] = {
        name: _false([one for one in quiet if one.series.kind == name])
        for name in dict.fromkeys(one.series.kind for one in quiet)
    }
    return said


def _found(dangers: Sequence[Judgement]) -> Figures:
    """How many dangers were found, and how the model's time stands to the standard's and the limit's."""
    homes = len({one.series.run for one in dangers})
    found = [one for one in dangers if np.isfinite(one.warned_s)]
    said: Figures = {
        "dangers": len(dangers),
        "homes": homes,
        "found": _share(len(found), len(dangers), homes),
        "kind_right": _share(sum(one.called == one.series.kind for one in found), len(found), homes),
        "minutes_from_begin": _median([(one.warned_s - one.series.event_s) / 60 for one in found], found),
    }
    for name in ("standard", "fixed"):
        due = [one for one in dangers if np.isfinite(getattr(one, f"{name}_s"))]
        lead = [
            (getattr(one, f"{name}_s") - one.warned_s) / 60 if np.isfinite(one.warned_s) else -np.inf
            for one in due
        ]
        many = len({one.series.run for one in due})
        said[f"before_{name}"] = _share(sum(value > 0 for value in lead), len(due), many)
        said[f"minutes_before_{name}"] = _median([max(value, -1e4) for value in lead], due)
    return said


def _false(quiet: Sequence[Judgement]) -> Figures:
    days = sum(one.quiet_s for one in quiet) / _DAY_S
    said: Figures = {"detectors": len(quiet), "detector_days": round(days, 2)}
    for place, name in enumerate(("model", "standard", "fixed")):
        count = sum(one.false[place] for one in quiet)
        said[name] = {"count": count}
        if days:
            low, high = intervals.rate(count, days / 100)
            said[name] |= {
                "per_100_days": round(100 * count / days, 3),
                "interval": [round(low, 3), round(high, 3)],
            }
    return said


def _share(found: int, of: int, homes: int) -> Figures:
    low, high = intervals.share(found, of, homes)
    return {"found": found, "of": of, "share": found / of if of else None, "interval": [low, high]}


def _median(values: Sequence[float], of: Sequence[Judgement]) -> Figures:
    if not values:
        return {"median": None, "interval": None}
    return {
        "median": round(float(np.median(values)), 2),
        "interval": intervals.median(values, [one.series.run for one in of]),
    }
