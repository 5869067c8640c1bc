"""Fires of the sweep by kind: flaming, smouldering, smouldering that flames, electrical, liquid.

Each function takes seconds since ignition (negative before it), the floor area (m²) and a generator.
Sources: growth NFPA 72 annex B; smouldering Quintiere et al. (1982) and Ohlemiller; smoulder to flame after
Babrauskas and Krasny, NBS Monograph 173 (22 min to hours, here compressed into an hour); cables after
Babrauskas, NISTIR 7120, and Bukowski; pools after Babrauskas, SFPE Handbook (m'' of the fuel, diameter).
"""

from __future__ import annotations

import numpy as np

from simulators.fires import curves
from simulators.fires.constants import Array
from simulators.fires.sources import Source, between, given_off, jittered, ramp

Draw = np.random.Generator
_SOLID = ("wood", "paper", "cotton", "foam", "furniture", "polystyrene", "polyethylene", "abs")
_GLOWING = ("wood", "cotton", "paper", "furniture", "foam", "dung", "felt")


def grown(since_s: Array, alpha: float, peak_kw: float, steady_s: float, decay_s: float) -> Array:
    """t² growth to a peak, steady, then decay with a time constant, kW."""
    grown_s = np.sqrt(peak_kw / alpha)
    rising = alpha * np.clip(since_s, 0.0, grown_s) ** 2
    return np.asarray(rising * np.exp(-np.maximum(since_s - grown_s - steady_s, 0.0) / decay_s))


def flaming(since_s: Array, area: float, draw: Draw) -> Source:
    """Flames from the start: a thing with a measured curve, or t² after an incipient stretch."""
    if draw.random() < 0.45:
        name = str(draw.choice(np.array(list(curves.CURVES))))
        if area < 12 and name in ("christmas tree, dry", "wood pallets"):
            name = "waste basket, paper"
        curve = curves.CURVES[name]
        stretch, scale = between(draw, 0.5, 2.5), between(draw, 0.5, 1.5)
        power = curves.heat(name, since_s, stretch, scale)
        material = curve.material
        facts: dict[str, float | str] = {"curve": name, "stretch": stretch, "peak_kw": float(power.max())}
        base, wide = curve.base_m, curve.diameter_m
    else:
        material = str(draw.choice(np.array(_SOLID)))
        peak = min(between(draw, 20, 3000), 60.0 * area + 100.0)
        alpha, incipient = between(draw, 0.0006, 0.19), draw.choice([0.0, draw.uniform(10, 300)])
        small = between(draw, 0.05, 3.0) * np.clip(since_s / (0.3 * incipient + 10.0), 0, 1) ** 2
        steady, decay = draw.uniform(60, 600), draw.uniform(60, 400)
        power = np.maximum(
            grown(since_s - incipient, alpha, peak, steady, decay),
            small * np.exp(-np.maximum(since_s - incipient, 0) / 120.0),
        )
        facts = {"alpha": alpha, "incipient_s": float(incipient), "peak_kw": peak}
        base, wide = draw.uniform(0.0, 1.2), 0.2 + 0.025 * peak**0.5
    if draw.random() < 0.12:
        out = draw.uniform(60, 600)
        power = power * np.exp(-np.maximum(since_s - out, 0) / 25.0)
        facts["put_out_s"] = out
    burnt = jittered(material, draw)
    return Source(
        given_off(burnt, power, 0.0 * power),
        material,
        base,
        wide,
        facts=facts | _yields(burnt.soot, burnt.co),
    )


def glow(since_s: Array, draw: Draw, facts: dict[str, float | str]) -> Array:
    """Mass loss of smouldering, kg/s: Quintiere's law scaled, or a slow rise to a steady rate."""
    if draw.random() < 0.5:
        scale = between(draw, 0.08, 1.6)
        minutes = np.clip(since_s, 0.0, 3600.0) / 60.0
        rate = scale * (0.10 * minutes + 0.0185 * minutes**2) / 60_000.0
        facts |= {"law": "quintiere", "scale": scale}
    else:
        steady, rise = between(draw, 0.3, 12.0), between(draw, 120, 3600)
        rate = steady / 60_000.0 * ramp(since_s, rise, 7200.0, 600.0) ** draw.uniform(1.0, 2.0)
        facts |= {"law": "steady", "g_min": steady, "rise_s": rise}
    return np.minimum(rate, 0.3e-3)


def smouldering(since_s: Array, area: float, draw: Draw) -> Source:
    """Smouldering only: upholstery, bedding, sawdust, dung, felt."""
    material = str(draw.choice(np.array(_GLOWING)))
    facts: dict[str, float | str] = {}
    rate = glow(since_s, draw, facts)
    burnt = jittered(material, draw)
    facts |= _yields(burnt.glow_soot, burnt.glow_co)
    return Source(
        given_off(burnt, 0.0 * rate, rate), material, draw.uniform(0.0, 0.8), 0.2, 0.01, facts=facts
    )


def smoulder_to_flame(since_s: Array, area: float, draw: Draw) -> Source:
    """Smouldering that bursts into flames after ten minutes to three quarters of an hour."""
    material = str(draw.choice(np.array(_GLOWING)))
    turn = draw.uniform(500, 2700)
    peak, alpha = min(between(draw, 40, 1500), 60.0 * area + 100.0), between(draw, 0.002, 0.06)
    facts: dict[str, float | str] = {"turn_s": turn, "peak_kw": peak, "alpha": alpha}
    rate = glow(since_s, draw, facts) * np.exp(-np.maximum(since_s - turn, 0) / 60.0)
    power = grown(since_s - turn, alpha, peak, draw.uniform(100, 500), draw.uniform(100, 400))
    burnt = jittered(material, draw)
    facts |= _yields(burnt.soot, burnt.co)
    return Source(given_off(burnt, power, rate), material, draw.uniform(0.1, 0.8), 0.4, 0.01, facts=facts)


def electrical(since_s: Array, area: float, draw: Draw) -> Source:
    """A cable or device: insulation overheats and fumes for minutes, then may catch a small, slow flame."""
    material = str(
        draw.choice(np.array(["pvc cable", "xlpe cable", "abs", "polystyrene"]), p=[0.5, 0.2, 0.2, 0.1])
    )
    fuming, most = draw.uniform(60, 900), between(draw, 2e-6, 1.2e-4)
    rate = most * np.clip(since_s / fuming, 0, 1) ** draw.uniform(1, 3)
    catches = draw.random() < 0.6
    peak, alpha = between(draw, 10, 250), between(draw, 0.0004, 0.006)
    power = grown(since_s - fuming, alpha, peak, draw.uniform(100, 600), 200.0) if catches else 0.0 * since_s
    if catches:
        rate = rate * np.exp(-np.maximum(since_s - fuming, 0) / 90.0)
    else:
        rate = rate * np.exp(-np.maximum(since_s - fuming - draw.uniform(60, 900), 0) / 120.0)
    burnt = jittered(material, draw)
    rates = given_off(burnt, power, rate)
    rates[0] += draw.uniform(0.02, 0.3) * (rate > 0)
    facts: dict[str, float | str] = {
        "fuming_s": fuming,
        "fume_kg_s": most,
        "peak_kw": peak if catches else 0.0,
    }
    return Source(
        rates, material, draw.uniform(0.3, 1.8), 0.2, 0.02, facts=facts | _yields(burnt.soot, burnt.co)
    )


def liquid(since_s: Array, area: float, draw: Draw) -> Source:
    """A pool: full heat within seconds, until it is burnt out."""
    material = str(draw.choice(np.array(["heptane", "kerosene", "ethanol", "cooking oil"])))
    peak = min(between(draw, 15, 1200), 50.0 * area + 100.0)
    lasts = draw.uniform(60, 500)
    power = peak * ramp(since_s, draw.uniform(4, 40), lasts, draw.uniform(5, 30))
    burnt = jittered(material, draw)
    facts: dict[str, float | str] = {"peak_kw": peak, "lasts_s": lasts}
    return Source(
        given_off(burnt, power, 0.0 * power),
        material,
        draw.uniform(0.0, 0.9),
        0.15 + 0.03 * peak**0.5,
        facts=facts | _yields(burnt.soot, burnt.co),
    )


def _yields(soot: float, co: float) -> dict[str, float | str]:
    return {"soot_yield": soot, "co_yield": co}
