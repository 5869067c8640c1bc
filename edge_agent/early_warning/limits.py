"""From a site's trade-off to the limits of a model. Pure.

A model says itself what its trade-offs are; each was judged. For one that does not, `balanced` are its
limits, `cautious` asks for more certainty and for twice the time, `early` for less of both; the steps are in
log-odds, where a model's evidence adds up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

from edge_agent.early_warning.settings import LimitSettings, TradeOff
from models.decision import Limits

if TYPE_CHECKING:
    from models.model_file import Description

#: Step in log-odds, and factor of the confirming ticks.
_STEPS: dict[TradeOff, tuple[float, float]] = {
    "cautious": (1.0, 2.0),
    "balanced": (0.0, 1.0),
    "early": (-1.0, 0.5),
}


def site_limits(
    own: Limits, chosen: TradeOff | LimitSettings, judged: Mapping[str, Limits] | None = None
) -> Limits:
    """The limits that hold on this site; `own` are those of the model, `judged` its trade-offs by name."""
    if isinstance(chosen, LimitSettings):
        return Limits(chosen.on, chosen.sure, chosen.off, chosen.confirm, chosen.calm)
    if judged and chosen in judged:
        return judged[chosen]
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


def limits_of(model: Description, chosen: TradeOff | LimitSettings) -> Limits:
    """The limits of a model on this site."""
    return site_limits(model.limits, chosen, model.trade_offs)
