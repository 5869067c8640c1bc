"""`steppewatch bench dispatch-month`: the same simulated month by three policies, as a table."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from rich.progress import Progress

from benchmarks.dispatch_month.assumptions import LATE_S, MISSED_S
from benchmarks.dispatch_month.city import city
from benchmarks.dispatch_month.emergencies import month
from benchmarks.dispatch_month.play import Outcome, Play
from benchmarks.dispatch_month.policies import Policy
from benchmarks.figures import Figure, Figures, percentile

SEED = 1


def run(seconds: float, seed: int = SEED) -> dict[str, Figure | Figures]:
    """Figures of each policy; `seconds` has no effect, for a month is a month."""
    emergencies = month(city(np.random.default_rng(seed)), np.random.default_rng((seed, 1)))
    plays: dict[Policy, Play] = {}
    with Progress(transient=True) as progress:
        for policy in Policy:
            task = progress.add_task(policy, total=len(emergencies))
            own = city(np.random.default_rng(seed))
            play = Play(own, emergencies, policy, seed, partial(progress.advance, task))
            play.run()
            plays[policy] = play
    return {
        "seed": seed,
        "emergencies": len(emergencies),
        "real": sum(each.real for each in emergencies),
        "automatic_fires": sum(each.real and bool(each.signs) for each in emergencies),
        "false_alarms": sum(not each.real for each in emergencies),
        **{policy: measures(play.outcomes, play.coverage) for policy, play in plays.items()},
    }


def measures(outcomes: Sequence[Outcome], coverage: float) -> Figures:
    """The figures of one month; a *fire* is one that a device told of."""
    real = [each for each in outcomes if each.emergency.real]
    fires = [each for each in real if each.emergency.fire is not None and each.emergency.signs]
    false = [each for each in outcomes if not each.emergency.real]
    waited = [
        MISSED_S if each.ordered_s is None else each.ordered_s - each.emergency.first_s for each in fires
    ]
    return {
        **_times("fire_to_first_help", [(each, each.helped_s) for each in fires]),
        **_times("fire_to_first_engine", [(each, each.engine_s) for each in fires]),
        **_times("fire_to_full_force", [(each, each.full_s) for each in fires]),
        **_times("any_to_first_help", [(each, each.helped_s) for each in real]),
        "burning_at_first_help_m2_mean": float(np.mean([_burning(each) for each in fires])),
        "coverage_share": coverage,
        "false_engine_turnouts_for_one_fire": sum(each.engines > 0 for each in false) / len(fires),
        "false_micro_turnouts_for_one_fire": sum(each.micro > 0 for each in false) / len(fires),
        "engines_sent_for_nothing": sum(each.engines for each in false),
        "first_sign_to_order_p50_s": percentile(waited, 0.5),
        "first_sign_to_order_max_s": max(waited),
        "fires_missed": sum(each >= MISSED_S for each in waited),
        "fires_late": sum(LATE_S < each < MISSED_S for each in waited),
    }


def _times(name: str, pairs: Sequence[tuple[Outcome, float | None]]) -> Figures:
    took = [at - each.emergency.first_s for each, at in pairs if at is not None]
    return {
        f"{name}_p50_s": percentile(took, 0.5),
        f"{name}_p90_s": percentile(took, 0.9),
        f"{name}_never": len(pairs) - len(took),
    }


def _burning(outcome: Outcome) -> float:
    fire = outcome.emergency.fire
    assert fire is not None, "only fires burn"
    return fire.area_m2(outcome.helped_s if outcome.helped_s is not None else np.inf)
