"""What a detector may tell, in the order of the model's columns.

Smoke is optical density in dB/m (EN 54-7's m): it adds up as soot does; light loss in per cent does not.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from models.channel import ChannelSpec
from models.windows import Floats

CHANNELS = (
    ChannelSpec("smoke", "obscuration", "dB/m"),
    ChannelSpec("heat", "temperature", "°C"),
    ChannelSpec("co", "co", "ppm"),
    ChannelSpec("co2", "co2", "ppm"),
    ChannelSpec("humidity", "humidity", "%"),
)
SMOKE, HEAT, CO, CO2, HUMIDITY = range(len(CHANNELS))
#: Seconds from one value to the next that the models learnt from, at most; the card forbids slower detectors.
SLOWEST_S = 60.0
#: A detector that tells this much light loss over a metre sees no more; %/m.
_DARK = 99.99


def smoke_db_m(obscuration: ArrayLike) -> Floats:
    """dB/m from light loss in %/m: -10 log10(1 - x/100); beyond 99.99 %/m it stays at 40 dB/m."""
    loss = np.clip(np.asarray(obscuration, dtype=np.float64), 0.0, _DARK)
    return np.asarray(-10.0 * np.log10(1.0 - loss / 100.0), dtype=np.float32)


#: What a fixed threshold rings at, and stays on beside the model: 12 %/m, 57 °C.
RINGS: tuple[float | None, ...] = (float(smoke_db_m(12.0)), 57.0, None, None, None)
