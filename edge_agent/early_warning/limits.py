"""From a site's trade-off to the limits of a model. Pure.

`balanced` is what the model was judged with. `cautious` asks for more certainty and for twice the time, so it
warns later and less often for nothing; `early` for less of both. The steps are in log-odds, where a model's
evidence adds up.
"""

from __future__ import annotations

import math

from edge_agent.early_warning.settings import LimitSettings, TradeOff
from models.decision import Limits

#: Step in log-odds, and factor of the confirming ticks.
_STEPS: dict[TradeOff, tuple[float, float]] = {
    "cautious": (1.0, 2.0),
    "balanced": (0.0, 1.0),
    "early": (-1.0, 0.5),
}


def site_limits(own: Limits, chosen: TradeOff | LimitSettings) -> Limits:
    """The limits that hold on this site; `own` are those of the model."""
    if isinstance(chosen, LimitSettings):
        return Limits(chosen.on, chosen.sure, chosen.off, chosen.confirm, chosen.calm)
    step, longer = _STEPS[chosen]
    if not step:
        return own
    return Limits(
        on=_moved(own.on, step),
        sure=_moved(own.sure, step),
        off=_moved(own.off, step),
        confirm=max(1, round(own.confirm * longer)),
        calm=own.calm,
    )


def _moved(probability: float, step: float) -> float:
    if probability >= 1.0:
        return probability
    return 1.0 / (1.0 + math.exp(-(math.log(probability / (1.0 - probability)) + step)))
