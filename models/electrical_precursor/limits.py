"""The fixed limits that the model is measured against; they stay on beside it.

GB 14287.2-2014 sets residual-current monitors between 20 and 1000 mA (in practice 300 to 500 mA) and GB
14287.3-2014 temperature monitors between 45 and 140 °C; 300 mA and 70 °C are what is usually set.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from models.electrical_precursor.channels import CABLES, RESIDUAL
from models.training.blocks import Block

RESIDUAL_MA, CABLE_C = 300.0, 70.0
WORDS = "剩余电流 300 mA 或线缆温度 70 °C / residual current 300 mA or cable temperature 70 °C"


def crossed(block: Block) -> NDArray[np.bool_]:
    """Where a fixed limit speaks: (ticks, runs)."""
    residual = block.values[:, :, RESIDUAL] >= RESIDUAL_MA
    return np.asarray(residual | (block.values[:, :, list(CABLES)] >= CABLE_C).any(axis=2))
