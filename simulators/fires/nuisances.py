"""Nuisances of the sweep by kind: cooking, toast, steam, dust, cigarette, candle, heater, incense.

Strengths follow the nuisance sources of UL 217 (8th ed., cooking), EN 14604 and Cleary, NIST TN 1784 (2013)
and TN 1837 (frying, broiling, toasting: optical densities up to some 0.1 1/m at a few metres), Bukowski et
al., NIST TN 1455 (2008), Wallace et al. (2004) for frying, Daisey et al. (1998) for cigarettes, Lee and Wang
(2004) for incense, Fine, Cass and Simoneit (1999) for candles. Aerosol: 4000 m²/kg for fine organic droplets
(Mulholland), 300 to 800 m²/kg for coarse mineral dust (3 Q / (4 rho r), r = 1 to 4 µm).
"""

from __future__ import annotations

import numpy as np

from simulators.fires.constants import Array
from simulators.fires.materials import MATERIALS
from simulators.fires.sources import Source, between, given_off, ramp

Draw = np.random.Generator
_FINE = 4000.0


def _rates(since_s: Array) -> Array:
    return np.zeros((5, since_s.size))


def cooking(since_s: Array, area: float, draw: Draw) -> Source:
    """Frying or boiling on an electric or gas hob: heat, water, aerosol; CO2 and a little CO from gas."""
    fuel = str(draw.choice(np.array(["electric", "gas"])))
    power, lasts = draw.uniform(0.8, 3.2), draw.uniform(300, 1500)
    on = ramp(since_s, draw.uniform(4.0, 90.0), lasts, 90.0) * (since_s > 0)
    rates = _rates(since_s)
    if fuel == "gas":
        rates += given_off(MATERIALS["gas"]._replace(co=draw.uniform(2e-4, 4e-3)), power * on, 0.0 * on)
    aerosol = between(draw, 1e-8, 8e-6)
    late = ramp(
        since_s - max(0.0, draw.uniform(-80, 240)),
        draw.uniform(10, 400),
        lasts * draw.uniform(0.2, 0.9),
        120.0,
    )
    flicker = draw.uniform(0.5, 1.5, since_s.size // 15 + 2).repeat(15)[: since_s.size]
    boiling = between(draw, 2e-5, 8e-4)
    rates[0] = power * draw.uniform(0.3, 1.0) * on
    rates[1] += aerosol * _FINE * late * flicker
    rates[4] += boiling * on
    rates[2] += 0.02 * aerosol * late
    facts: dict[str, float | str] = {"power_kw": power, "aerosol_kg_s": aerosol, "water_kg_s": boiling}
    return Source(rates, fuel, 0.9, 0.25, 0.05, 5e-5, facts)


def toast(since_s: Array, area: float, draw: Draw) -> Source:
    """Toast: nothing for two minutes, then strong smoke while it chars, until somebody pulls the plug."""
    power = draw.uniform(0.7, 1.6)
    begin, lasts = draw.uniform(0, 220), draw.uniform(20, 400)
    charring = between(draw, 5e-6, 8e-4)
    smoke = ramp(since_s - begin, draw.uniform(30, 120), lasts, 40.0)
    rates = given_off(
        MATERIALS["paper"]._replace(glow_co=draw.uniform(0.01, 0.15)), 0 * smoke, charring * smoke
    )
    on = ((since_s > 0) & (since_s < begin + lasts + 60)) * 1.0
    rates[0] = power * 0.8 * on + np.minimum(rates[0], 1.0)
    rates[4] += 3e-5 * on
    facts: dict[str, float | str] = {"power_kw": power, "charring_kg_s": charring, "smoke_from_s": begin}
    return Source(rates, "bread", 0.9, 0.2, 0.05, 5e-5, facts)


def steam(since_s: Array, area: float, draw: Draw) -> Source:
    """A kettle, a pot, a hot shower, or the cloud when the bathroom's door opens: water and nothing else."""
    fuel = str(draw.choice(np.array(["kettle", "pot", "shower", "burst"])))
    rates = _rates(since_s)
    low, high, least, most = {
        "kettle": (4e-4, 9e-4, 40, 200),
        "pot": (2e-4, 1.5e-3, 300, 1200),
        "shower": (3e-4, 2.5e-3, 240, 1000),
        "burst": (2e-3, 1.5e-2, 10, 60),
    }[fuel]
    rate, lasts = between(draw, low, high), draw.uniform(least, most)
    on = ramp(since_s, min(60.0, lasts / 2), lasts, 15.0) * (since_s > 0)
    rates[4] = rate * on
    rates[0] = rate * 1.9 * draw.uniform(20, 75) * on / 0.7
    facts: dict[str, float | str] = {"water_kg_s": rate, "lasts_s": lasts}
    return Source(rates, fuel, draw.uniform(0.6, 1.6), 0.4, 0.05, 2e-5, facts)


def dust(since_s: Array, area: float, draw: Draw) -> Source:
    """Grinding, sawing, sweeping, plaster: bursts of coarse dust and nothing else; it falls out."""
    fuel = str(draw.choice(np.array(["plaster", "concrete", "wood dust", "sweeping"])))
    burst = np.zeros(since_s.size)
    count = int(draw.integers(1, 9))
    strength = between(draw, 5e-6, 1.2e-3) * draw.uniform(300, 800)
    for begin in np.concatenate(([0.0], draw.uniform(0, 900, count - 1))):
        span = draw.uniform(6, 120)
        burst += draw.uniform(0.2, 1.0) * ((since_s > begin) & (since_s < begin + span))
    rates = _rates(since_s)
    rates[1] = strength * burst
    facts: dict[str, float | str] = {"smoke_m2_s": strength, "bursts": count}
    return Source(
        rates, fuel, draw.uniform(0.3, 1.8), 0.5, draw.uniform(0.05, 0.3), between(draw, 5e-4, 8e-3), facts
    )


def cigarette(since_s: Array, area: float, draw: Draw) -> Source:
    """One to six smokers, one or several each: milligrams of smoke, tens of milligrams of CO."""
    burning = np.zeros(since_s.size)
    people = int(draw.integers(1, 7))
    for begin in np.concatenate(([0.0], draw.uniform(0, 600, people - 1))):
        burning += ramp(since_s - begin, 15.0, draw.uniform(250, 480), 20.0)
    tar, gas = draw.uniform(15e-6, 50e-6) / 400.0, draw.uniform(40e-6, 90e-6) / 400.0
    rates = _rates(since_s)
    rates[0] = 0.008 * burning
    rates[1] = tar * _FINE * burning
    rates[2] = gas * burning
    rates[3] = 8 * gas * burning
    facts: dict[str, float | str] = {"cigarettes": people, "tar_kg_s": tar}
    return Source(rates, "tobacco", draw.uniform(0.7, 1.4), 0.1, 0.02, 2e-5, facts)


def candle(since_s: Array, area: float, draw: Draw) -> Source:
    """Candles: 40 to 100 W each, hardly any soot until somebody blows them out."""
    count, power = int(draw.integers(1, 13)), draw.uniform(0.04, 0.10)
    lasts = draw.uniform(500, 1600)
    on = ramp(since_s, 20.0, lasts, 3.0) * (since_s > 0)
    wax = MATERIALS["wax"]._replace(soot=between(draw, 2e-4, 1e-2), co=between(draw, 3e-4, 6e-3))
    rates = given_off(wax, count * power * on, 0 * on)
    out = (since_s > lasts + 20) & (since_s < lasts + 40)
    rates[1] += count * 5e-7 * _FINE * out
    facts: dict[str, float | str] = {"candles": count, "power_kw": count * power, "soot_yield": wax.soot}
    return Source(rates, "wax", draw.uniform(0.4, 1.2), 0.1, 0.02, 2e-5, facts)


def incense(since_s: Array, area: float, draw: Draw) -> Source:
    """Sticks before a shrine: about 30 mg burnt a minute each, a twentieth of it smoke, a sixth CO."""
    sticks = round(between(draw, 1, 30))
    on = ramp(since_s, 30.0, draw.uniform(600, 2000), 60.0) * (since_s > 0)
    mass = 5e-7 * sticks * on
    soot, co = draw.uniform(0.02, 0.08), draw.uniform(0.10, 0.22)
    rates = np.stack((mass * 9000.0, mass * soot * _FINE, mass * co, mass * 0.9, mass * 0.4))
    facts: dict[str, float | str] = {"sticks": sticks, "soot_yield": soot, "co_yield": co}
    return Source(rates, "incense", draw.uniform(0.8, 1.5), 0.1, 0.01, 2e-5, facts)


def heater(since_s: Array, area: float, draw: Draw) -> Source:
    """A convector: heat only. Gas or kerosene heaters without a flue: CO2, water and a little CO as well."""
    fuel = str(draw.choice(np.array(["convector", "gas", "kerosene"]), p=[0.6, 0.2, 0.2]))
    power = draw.uniform(0.5, 2.5) if fuel == "convector" else draw.uniform(1.5, 4.5)
    cycle, share = draw.uniform(200, 1200), draw.choice([1.0, draw.uniform(0.3, 0.8)])
    on = ((since_s % cycle < share * cycle) & (since_s > 0)) * 1.0
    on = np.convolve(on, np.full(60, 1 / 60))[: since_s.size]
    rates = _rates(since_s)
    rates[0] = power * on
    facts: dict[str, float | str] = {"power_kw": power, "cycle_s": cycle, "share": float(share)}
    if fuel != "convector":
        co = between(draw, 1e-4, 4e-3)
        rates = given_off(MATERIALS[fuel]._replace(soot=1e-5, co=co), power * on, 0 * on)
        facts["co_yield"] = co
    return Source(rates, fuel, draw.uniform(0.2, 0.8), 0.5, 0.05, 2e-5, facts)
