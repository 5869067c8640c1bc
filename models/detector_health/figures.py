"""From played weeks to figures: faults found, how long before a false alarm, and calls for nothing.

Beside the model two rules are judged on the very values it sees: a fixed limit of drift (the mean of a day at
half the alarm value) and no change of the chamber's value for a day. Intervals count sites, not detectors. A
month has 30 days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from models.detector_health.channels import SMOKE
from models.detector_health.examples import truth
from models.detector_health.kinds import FAULTS, KINDS
from models.detector_health.series import Fleet
from models.training import intervals
from models.training.replay import Played
from models.windows import Flags, Floats

Figures = dict[str, Any]
_DAY_S, _MONTH_S = 86_400.0, 30 * 86_400.0
#: A fixed limit of drift, share of the alarm value; EN 54-7:2018 lets compensation take as much.
DRIFT_LIMIT = 0.5
RULES = ("model", "drift", "no_change")
#: A fault counts as one that could be found when it has been visible for this long, s.
_LEAST_S = _DAY_S


@dataclass(frozen=True)
class Judgement:
    """What came of one detector; seconds of the series, NaN for never.

    `warned_s` holds the first call at or after the fault's beginning, `false` the calls while it was well,
    each of the model, the limit of drift, and the rule of no change.
    """

    kind: str
    run: int
    findable: bool
    event_s: float
    alarm_s: float
    length_s: float
    quiet_s: float
    warned_s: tuple[float, ...]
    false: tuple[int, ...]
    called: str


def over_drift(smoke: Floats, alarm_db_m: NDArray[np.float64], step_s: float) -> Flags:
    """Where the mean of the last day is at or above the limit: (ticks, detectors)."""
    day = round(_DAY_S / step_s)
    mean = uniform_filter1d(smoke.astype(float), day, axis=0, origin=(day - 1) // 2, mode="nearest")
    return np.asarray(mean >= DRIFT_LIMIT * alarm_db_m)


def unchanged(smoke: Floats, step_s: float) -> Flags:
    """Where the value has not changed for a day: (ticks, detectors)."""
    tick = np.arange(smoke.shape[0])[:, None]
    moved = np.concatenate([np.zeros((1, smoke.shape[1]), dtype=bool), np.abs(np.diff(smoke, axis=0)) > 1e-6])
    last = np.maximum.accumulate(np.where(moved, tick, 0), axis=0)
    return np.asarray((tick - last) * step_s >= _DAY_S)


def judged(fleet: Fleet, played: Played) -> list[Judgement]:
    """Judge all detectors of a fleet."""
    smoke = fleet.values[:, :, SMOKE]
    fault, known = truth(fleet, smoke.shape[0])
    due = (
        played.raised,
        over_drift(smoke, fleet.alarm_db_m, fleet.step_s),
        unchanged(smoke, fleet.step_s),
    )
    starts = [rule & ~np.concatenate([np.zeros((1, rule.shape[1]), dtype=bool), rule[:-1]]) for rule in due]
    found = []
    for place in range(smoke.shape[1]):
        begun, kind = fault[:, place], played.kind[place]
        after = [rule[:, place] & begun for rule in due]
        found.append(
            Judgement(
                kind=str(fleet.kind[place]),
                run=int(fleet.run[place]),
                findable=float((begun & known[:, place]).sum()) * fleet.step_s >= _LEAST_S,
                event_s=float(fleet.event_s[place]),
                alarm_s=float(fleet.alarm_s[place]),
                length_s=smoke.shape[0] * fleet.step_s,
                quiet_s=float((~begun).sum()) * fleet.step_s,
                warned_s=tuple(
                    float(rule.argmax()) * fleet.step_s if rule.any() else np.nan for rule in after
                ),
                false=tuple(int((start[:, place] & ~begun).sum()) for start in starts),
                called=KINDS[int(kind.argmax())] if kind.any() else "",
            )
        )
    return found


def figures(judged: Sequence[Judgement]) -> Figures:
    """All figures, in all and by fault."""
    faults = [one for one in judged if one.findable]
    months = sum(one.quiet_s for one in judged) / _MONTH_S
    said: Figures = {
        "detectors": len(judged),
        "sites": len({one.run for one in judged}),
        "quiet_months": round(months, 1),
        "faults": _found(faults),
        "by_fault": {name: _found([one for one in faults if one.kind == name]) for name in FAULTS},
        "dust": _dust([one for one in faults if one.kind == "contamination"]),
        "false": {},
    }
    for place, name in enumerate(RULES):
        count = sum(one.false[place] for one in judged)
        said["false"][name] = {"count": count, "per_100_months": None, "interval": None}
        if months:
            low, high = intervals.rate(count, months / 100)
            said["false"][name] |= {
                "per_100_months": round(100 * count / months, 2),
                "interval": [round(low, 2), round(high, 2)],
            }
    return said


def _found(faults: Sequence[Judgement]) -> Figures:
    sites = len({one.run for one in faults})
    said: Figures = {"faults": len(faults)}
    for place, name in enumerate(RULES):
        when = [one.warned_s[place] for one in faults]
        said[name] = _share(int(np.isfinite(when).sum()), len(faults), sites)
    named = [one for one in faults if one.called]
    said["kind_right"] = _share(sum(one.called == one.kind for one in named), len(named), sites)
    days = [
        (one.warned_s[0] - max(one.event_s, 0.0)) / _DAY_S for one in faults if np.isfinite(one.warned_s[0])
    ]
    said["days_from_begin"] = round(float(np.median(days)), 2) if days else None
    return said


def _dust(faults: Sequence[Judgement]) -> Figures:
    """Dust whose false alarm is seen to come, or that was found before: how long before.

    A detector that never was found and whose alarm lies past the end says nothing and is left out.
    """
    said: Figures = {}
    for place, name in enumerate(RULES[:2]):
        told = [one for one in faults if np.isfinite(one.warned_s[place]) or one.alarm_s <= one.length_s]
        lead = [
            (one.alarm_s - one.warned_s[place]) / _DAY_S if np.isfinite(one.warned_s[place]) else -np.inf
            for one in told
        ]
        run = [one.run for one in told]
        said[name] = {
            "before_alarm": _share(sum(days > 0 for days in lead), len(told), len(set(run))),
            "days_before_alarm": round(float(np.median(lead)), 1) if lead else None,
            "interval": intervals.median([max(days, -1e3) for days in lead], run),
        }
    both = [one for one in faults if np.isfinite(one.warned_s[0]) and np.isfinite(one.warned_s[1])]
    gain = [(one.warned_s[1] - one.warned_s[0]) / _DAY_S for one in both]
    said["days_before_drift_limit"] = {
        "of": len(both),
        "median": round(float(np.median(gain)), 1) if gain else None,
        "interval": intervals.median(gain, [one.run for one in both]),
    }
    return said


def _share(found: int, of: int, sites: int) -> Figures:
    low, high = intervals.share(found, of, min(sites, of))
    return {"found": found, "of": of, "share": found / of if of else None, "interval": [low, high]}
