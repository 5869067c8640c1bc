"""Measured heat-release curves of common things as short tables, (seconds, kW), linear between the rows.

Rounded from the curves in Babrauskas, SFPE Handbook (heat release rates); Lawson, Walton and Twilley, NBSIR
83-2787 (chairs, mattress); Lee, NBSIR 85-3195 (waste baskets); Babrauskas et al., NBS Monograph 173
(television, cabinet); range-top oil fires of NIST (Johnsson, NISTIR 5729). The incipient stretch before
flames spread varies between repeats by more than the curve does: the sweep stretches time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulators.fires.constants import Array


class Curve(NamedTuple):
    """What burns it, at what height and width (m), and the rows."""

    material: str
    base_m: float
    diameter_m: float
    rows: tuple[tuple[float, float], ...]


CURVES = {
    "waste basket, paper": Curve(
        "paper", 0.3, 0.3, ((0, 0), (20, 3), (60, 15), (120, 35), (240, 40), (420, 20), (600, 12), (900, 5))
    ),
    "waste basket, plastic": Curve(
        "polyethylene", 0.3, 0.35, ((0, 0), (60, 5), (180, 20), (300, 50), (480, 55), (720, 25), (1200, 8))
    ),
    "armchair": Curve(
        "furniture",
        0.5,
        0.8,
        ((0, 0), (60, 10), (120, 60), (180, 250), (240, 700), (300, 1200), (360, 900), (480, 350), (800, 80)),
    ),
    "wooden chair with cushion": Curve(
        "furniture", 0.5, 0.6, ((0, 0), (60, 8), (150, 60), (260, 210), (330, 150), (500, 60), (900, 25))
    ),
    "mattress": Curve(
        "furniture",
        0.5,
        1.0,
        ((0, 0), (90, 15), (180, 80), (260, 300), (350, 700), (450, 400), (700, 90), (1000, 30)),
    ),
    "bedding": Curve(
        "cotton", 0.6, 0.7, ((0, 0), (60, 5), (150, 25), (300, 55), (450, 70), (700, 40), (1000, 10))
    ),
    "television": Curve(
        "polystyrene", 0.8, 0.5, ((0, 0), (120, 8), (240, 40), (360, 130), (450, 240), (600, 120), (900, 30))
    ),
    "appliance": Curve(
        "abs", 0.8, 0.4, ((0, 0), (120, 4), (300, 20), (450, 60), (600, 110), (800, 70), (1200, 15))
    ),
    "oil pan": Curve(
        "cooking oil", 0.9, 0.25, ((0, 0), (15, 15), (40, 45), (120, 75), (300, 90), (480, 40), (600, 5))
    ),
    "curtain": Curve(
        "cotton", 0.8, 0.6, ((0, 0), (20, 20), (45, 150), (70, 240), (110, 120), (200, 20), (400, 3))
    ),
    "christmas tree, dry": Curve(
        "wood", 0.3, 0.8, ((0, 0), (10, 60), (25, 900), (45, 2200), (80, 800), (150, 120), (300, 20))
    ),
    "wood pallets": Curve(
        "wood", 0.6, 1.0, ((0, 0), (120, 60), (240, 350), (400, 1300), (600, 1900), (900, 1300), (1500, 300))
    ),
}


def heat(name: str, since_s: Array, stretch: float = 1.0, scale: float = 1.0) -> Array:
    """Heat release, kW, `since_s` after ignition; time stretched and heat scaled."""
    seconds, power = np.array(CURVES[name].rows).T
    return np.asarray(scale * np.interp(since_s / stretch, seconds, power, left=0.0, right=0.0))
