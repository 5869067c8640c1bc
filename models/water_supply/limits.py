"""The fixed limits that the model is measured against; they stay on beside it.

GB 50974-2014 5.2.2 asks 0.07 to 0.15 MPa of static pressure at the worst point: 0.10 MPa is the limit here.
A low level is half of the tank's usual one. Both must hold for five minutes, as common receivers have it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.training.blocks import Block
from models.water_supply.channels import LEVEL, PRESSURE

PRESSURE_MPA, LEVEL_SHARE, BELOW_RATED = 0.10, 0.5, 0.10
_HOLD = 5
_KNOWN_DAYS = 3.0
WORDS = "压力 0.10 MPa 或水位一半 / pressure 0.10 MPa or half the usual level"
STRICT_WORDS = "压力低于额定 10 % / pressure 10 % below rated"


def crossed(block: Block) -> NDArray[np.bool_]:
    """Where the fixed limits speak: (ticks, runs)."""
    low = block.values[:, :, PRESSURE] < PRESSURE_MPA
    return _held(low | (block.values[:, :, LEVEL] < LEVEL_SHARE * _usual(block, LEVEL)))


def crossed_strict(block: Block) -> NDArray[np.bool_]:
    """Where the pressure is a tenth below what is usual at the place: (ticks, runs)."""
    return _held(block.values[:, :, PRESSURE] < (1.0 - BELOW_RATED) * _usual(block, PRESSURE))


def _usual(block: Block, channel: int) -> NDArray[np.float64]:
    """The median of the first days, as people would write it down; NaN where nothing is told."""
    first = block.values[: int(_KNOWN_DAYS * 86_400.0 / block.step_s), :, channel].astype(np.float64)
    told = ~np.isnan(first).all(axis=0)
    usual = np.full(block.runs, np.nan)
    usual[told] = np.nanmedian(first[:, told], axis=0)
    return usual


def _held(over: NDArray[np.bool_]) -> NDArray[np.bool_]:
    held = over.copy()
    for back in range(1, _HOLD):
        held[back:] &= over[:-back]
        held[:back] = False
    return held
