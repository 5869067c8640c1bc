"""From what a site chose to the limits of a model. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from edge_agent.early_warning.settings import LimitSettings, TradeOff
from models.decision import Limits

if TYPE_CHECKING:  # onnxruntime comes with it
    from models.model_file import Description


def limits_of(model: Description, chosen: TradeOff | LimitSettings) -> Limits:
    """The site's own limits; or those that the model names so, each was judged; or the only ones it has."""
    if isinstance(chosen, LimitSettings):
        return Limits(**chosen.model_dump())
    return model.trade_offs.get(chosen, model.limits)
