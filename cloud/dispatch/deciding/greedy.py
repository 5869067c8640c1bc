"""The nearest first: what is done by hand, what exact answers begin with and are judged by. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from cloud.dispatch.deciding.capabilities import missing
from cloud.dispatch.deciding.problem import Answer, Problem, answer


def nearest(problem: Problem, begin: Sequence[Sequence[int]] | None = None) -> Answer:
    """Incident by incident, the weightiest first, the nearest unit that brings something still missing.

    `begin`: units that are sent already.
    """
    free = np.ones(len(problem.units), np.bool_)
    sent = [list(units) for units in begin] if begin is not None else [[] for _ in problem.demands]
    for units in sent:
        free[units] = False
    order = sorted(range(len(problem.demands)), key=lambda at: (-problem.demands[at].weight, at))
    for at in order:
        left = _left(problem, at, sent[at])
        usable = problem.helps(at) & free
        for unit in np.argsort(problem.seconds[at], kind="stable"):
            if not left:
                break
            gives = problem.units[unit].gives
            if usable[unit] and any(gives.get(name, 0.0) > 0 for name in left):
                sent[at].append(int(unit))
                free[unit] = False
                left = missing(left, gives)
    return answer(problem, sent)


def _left(problem: Problem, at: int, sent: Sequence[int]) -> dict[str, float]:
    left = dict(problem.demands[at].needs)
    for unit in sent:
        left = missing(left, problem.units[unit].gives)
    return left
