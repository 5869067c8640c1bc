"""The test fires of EN 54-7 in its room (10 x 7 x 4 m, detectors 3 m from the fire), as sources.

TF1 open wood, TF2 smouldering wood, TF3 glowing cotton, TF4 flaming foam, TF5 n-heptane, TF6 methylated
spirits: EN 54-7:2000+A2:2006, annexes F to J (and EN 54-5/-9 for TF1 and TF6), with the ends of test and the
times in which a valid fire reaches them as listed there. The quantities of fuel are the standard's; their
courses are fitted to the published profiles (mass losses: Bjorkman et al., NIST AUBE '01; heptane tray
0.33 x 0.33 m: m'' of Babrauskas, SFPE Handbook, reduced for a tray that is still warming up).

m (dB/m) is ten times the optical density in the infrared of the standard's beam (850 to 950 nm); ours is that
of visible light. Extinction of smoke goes about as 1/wavelength: 633 nm over 900 nm.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from simulators.fires import cases
from simulators.fires.constants import Array
from simulators.fires.exposures import RTI
from simulators.fires.light import density_of
from simulators.fires.materials import MATERIALS
from simulators.fires.settings import Setting
from simulators.fires.sources import Source, given_off, ramp

STEP_S = 2.0
_LENGTH_S = 1000.0
#: Infrared over visible extinction.
INFRARED = 633.0 / 900.0
#: y of the ionisation chamber over m, smoke by smoke: quotient of the middles of the standard's limits.
_Y_PER_M = {"TF1": 10.0, "TF2": 0.82, "TF3": 2.13, "TF4": 4.0, "TF5": 5.55}


#: What three mats of foam make in the standard's profile, kg/kg; wood on the plate and cotton wicks (0.03 to
#: 0.17, Mulholland, SFPE Handbook).
_SOOT, _GLOW_SOOT = {"TF4": 0.03}, 0.14


class StandardFire(NamedTuple):
    """How it is made, where it ends (m dB/m, y, or K) and in which seconds (`within_s`); m at the end."""

    material: str
    end: str
    limit: float
    within_s: tuple[float, float]
    m_at_end: tuple[float, float] | None
    base_m: float
    diameter_m: float


FIRES = {
    "TF1": StandardFire("wood", "y", 6.0, (270.0, 370.0), (0.45, 0.75), 0.1, 0.5),
    "TF2": StandardFire("wood", "m", 2.0, (570.0, 840.0), None, 0.1, 0.22),
    "TF3": StandardFire("cotton", "m", 2.0, (280.0, 750.0), None, 0.3, 0.1),
    "TF4": StandardFire("foam", "y", 6.0, (140.0, 180.0), (1.27, 1.73), 0.05, 0.5),
    "TF5": StandardFire("heptane", "y", 6.0, (120.0, 240.0), (0.92, 1.24), 0.05, 0.33),
    "TF6": StandardFire("ethanol", "K", 60.0, (0.0, 450.0), None, 0.05, 0.5),
}


class Course(NamedTuple):
    """At the standard's detector: s, m dB/m, y, excess K of the gas."""

    times_s: Array
    m_db_m: Array
    y: Array
    excess_k: Array


def source(name: str, times_s: Array) -> Source:
    """What the test fire gives off.

    TF1: 70 sticks of beech, growing to some 150 kW. TF2: ten sticks on a plate that reaches 600 °C in 11 min,
    some 100 g of them pyrolysed. TF3: 90 cotton wicks, 270 g, glowing. TF4: three mats of foam of 20 kg/m³.
    TF5: 650 g of n-heptane with 3 % toluene. TF6: 2 kg of methylated spirits in a
    tray of 0.25 m², 140 kW; alcohol radiates 0.2 of its heat only, so it counts as 160 kW.
    """
    fire = FIRES[name]
    none = np.zeros_like(times_s)
    flames = {
        "TF1": 0.00055 * np.minimum(times_s, 400.0) ** 2,
        "TF4": 80.0 * np.clip(times_s / 180.0, 0, 1) ** 1.5 * (times_s < 200.0),
        "TF5": 110.0 * ramp(times_s, 150.0, 60.0, 20.0) ** 0.7,
        "TF6": 160.0 * ramp(times_s, 60.0, 330.0, 40.0),
    }.get(name, none)
    glow = {
        "TF2": 5.5e-4 * np.clip((times_s - 180.0) / 480.0, 0, 1) ** 2,
        "TF3": 3.3e-4 * ramp(times_s, 200.0, 600.0, 300.0),
    }.get(name, none)
    material = MATERIALS[fire.material]
    material = material._replace(soot=_SOOT.get(name, material.soot), glow_soot=_GLOW_SOOT)
    rates = given_off(material, flames, glow)
    return Source(rates, fire.material, fire.base_m, fire.diameter_m, 1.0 if name == "TF2" else 0.02)


def room() -> Setting:
    """The standard's room, its door shut: 10 x 7 x 4 m; detectors 3 m from the fire."""
    return cases.still((10.0, 7.0, 4.0), (3.0, 3.0, 3.0, 3.0, 3.0), door_w_m=0.02)


def courses() -> dict[str, Course]:
    """All six, followed for a thousand seconds."""
    times = np.arange(0.0, _LENGTH_S, STEP_S)
    sources = [source(name, times) for name in FIRES]
    followed = cases.follow([room()] * len(sources), sources, STEP_S, rti=min(RTI, 3.0))
    found = {}
    for run, name in enumerate(FIRES):
        values = followed.values[:, run, 1]
        m = 10.0 * density_of(np.minimum(values[:, 0], 99.99)) * INFRARED
        found[name] = Course(times, m, m * _Y_PER_M.get(name, 0.0), values[:, 1] - values[0, 1])
    return found


def end_s(name: str, course: Course) -> float:
    """Seconds at which the test fire reaches its end of test; NaN if never."""
    fire = FIRES[name]
    reached = {"m": course.m_db_m, "y": course.y, "K": course.excess_k}[fire.end] >= fire.limit
    return float(course.times_s[np.argmax(reached)]) if reached.any() else float("nan")
