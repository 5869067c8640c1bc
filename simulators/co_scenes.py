"""Carbon monoxide in homes over hours: what is dangerous, and what only looks so.

Rooms, weather, people and well-mixed balances are those of `simulators.fires`; a scene adds its source to the
room of origin, or something to what an electrochemical cell tells. All is drawn.

Sources: leaks `simulators.fires.co_hazards`; gas hobs and cigarettes `simulators.fires.nuisances`; a stove
being lit: CO of wood and dung stoves is highest in the first ten minutes (Roden et al. 2006; Zhang et al.
1999); cells answer to hydrogen with 20 to 60 % and to ethanol and solvents for minutes, and their zero
wanders with temperature by some ppm (Alphasense AAN 109; City Technology CO handbook); kerb and garage air:
WHO air quality guidelines (2010), 5 to 15 ppm in traffic, cold starts in garages some tens of ppm for
minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from simulators.fires import ignitions, nuisances
from simulators.fires.co_hazards import co_leak
from simulators.fires.constants import Array
from simulators.fires.habits import Drawer
from simulators.fires.sources import Source, between, ramp

Draw = np.random.Generator
#: Detectors by the room they hang in.
WHERE = ("room", "next", "beyond")
HOMES = ("bedroom", "kitchen", "living", "ger", "plantroom")
#: The largest part of a fire's heat that well-mixed rooms can describe, kW.
_MOST_KW = 40.0


def emit(drawer: Drawer, source: Source) -> None:
    """Put what a source gives off into the room of origin."""
    habits, run = drawer.habits, drawer.run
    heat, smoke, co, co2, water = source.rates
    calm = min(1.0, _MOST_KW / max(float(heat.max()), 1e-9))
    habits.heat_kw[:, 0, run] += 0.7 * calm * heat
    for column, rate in (
        (habits.haze_m2_s, smoke),
        (habits.co_kg_s, co),
        (habits.co2_kg_s, co2),
        (habits.water_kg_s, water),
    ):
        column[:, 0, run] += calm * rate


def _leaking(fuels: tuple[str, ...]) -> Callable[[Drawer, float, float], Array | None]:
    def leak(drawer: Drawer, event_s: float, area: float) -> None:
        draw = drawer.draw
        since = np.arange(drawer.ticks, dtype=np.float64) * drawer.step_s - event_s
        stretch = between(draw, 0.5, 4.0)
        source = co_leak(since / stretch, area, draw)
        while source.fuel not in fuels:
            source = co_leak(since / stretch, area, draw)
        source.rates[2] *= between(draw, 0.15, 1.0)
        emit(drawer, source)

    return leak


def _fire(drawer: Drawer, event_s: float, area: float) -> None:
    draw = drawer.draw
    since = np.arange(drawer.ticks, dtype=np.float64) * drawer.step_s - event_s
    kinds = (ignitions.smouldering, ignitions.smoulder_to_flame, ignitions.electrical)
    emit(drawer, kinds[int(draw.integers(0, len(kinds)))](since, area, draw))


def _sessions(
    sources: Sequence[Callable[[Array, float, Draw], Source]], most: int, most_co: float
) -> Callable[[Drawer, float, float], Array | None]:
    """Once at the event, and some more times within hours; up to `most_co` times the usual CO."""

    def several(drawer: Drawer, event_s: float, area: float) -> None:
        draw = drawer.draw
        times = np.arange(drawer.ticks, dtype=np.float64) * drawer.step_s
        for later in (0.0, *draw.uniform(0.0, drawer.length_s, int(draw.integers(0, most)))):
            source = sources[int(draw.integers(0, len(sources)))]
            given = source(times - event_s - later, area, draw)
            given.rates[2] *= between(draw, 1.0, most_co)
            emit(drawer, given)
            if source is nuisances.cooking and draw.random() < 0.7:
                drawer.opened(0, event_s + later, 1500.0, draw.uniform(0.5, 5.0))

    return several


def _lighting(drawer: Drawer, event_s: float, area: float) -> None:
    """CO of a cold stove until its flue draws; then it burns well for hours and draws air in."""
    draw = drawer.draw
    times = np.arange(drawer.ticks, dtype=np.float64) * drawer.step_s
    for later in (0.0, *draw.uniform(3600.0, drawer.length_s, int(draw.integers(0, 3)))):
        since = times - event_s - later
        peak = ramp(since, draw.uniform(30, 240), draw.uniform(60, 480), draw.uniform(60, 300)) * (since > 0)
        burns = ramp(since, 900.0, draw.uniform(2, 6) * 3600.0, 1800.0) * (since > 0)
        co = between(draw, 6e-7, 2.5e-5) * area / 20.0
        soot = between(draw, 1e-3, 3e-2)
        rates = np.stack(
            (
                draw.uniform(1.0, 4.0) * burns,
                co * soot * 8000.0 * peak,
                co * (peak + draw.uniform(0.0, 0.01) * burns),
                20 * co * peak,
                8 * co * peak,
            )
        )
        emit(drawer, Source(rates, "stove"))
        drawer.opened(0, event_s + later, 3 * 3600.0, draw.uniform(1.0, 4.0))


def _cross(drawer: Drawer, event_s: float, area: float) -> Array:
    """Hair spray, disinfectant, wine on the stove, a charging battery: minutes, at one or all detectors."""
    draw = drawer.draw
    times = np.arange(drawer.ticks, dtype=np.float64) * drawer.step_s
    told = np.zeros((drawer.ticks, len(WHERE)))
    for later in (0.0, *draw.uniform(0.0, drawer.length_s, int(draw.integers(0, 5)))):
        since = times - event_s - later
        shape = ramp(since, draw.uniform(10, 90), between(draw, 20, 400), draw.uniform(60, 400)) * (since > 0)
        told += between(draw, 8.0, 150.0) * shape[:, None] * np.array([1.0, *draw.uniform(0.0, 0.4, 2)])
    return told


def _drift(drawer: Drawer, event_s: float, area: float) -> Array:
    """The zero wanders: steadily, or with the day's temperature; each cell by its own."""
    draw = drawer.draw
    since = np.arange(drawer.ticks, dtype=np.float64) * drawer.step_s - event_s
    span = draw.uniform(1.0, 10.0) * 3600.0
    steady = np.clip(since / span, 0.0, 1.0)
    daily = 0.5 - 0.5 * np.cos(2 * np.pi * np.maximum(since, 0.0) / (24 * 3600.0))
    shape = steady if draw.random() < 0.6 else daily
    return np.asarray(shape[:, None] * draw.uniform(-6.0, 20.0, len(WHERE)))


def _life(drawer: Drawer, event_s: float, area: float) -> Array | None:
    """A home; every third one at a busy road or beside a garage."""
    draw = drawer.draw
    if draw.random() > 0.35:
        return None
    since = np.arange(drawer.ticks, dtype=np.float64) * drawer.step_s
    rush = sum(np.exp(-(((since - at) / 4000.0) ** 2)) for at in draw.uniform(0, drawer.length_s, 2))
    road = draw.uniform(1.0, 10.0) * (0.4 + rush)
    start = sum(
        between(draw, 5.0, 50.0) * ramp(since - at, 60.0, 60.0, draw.uniform(150, 600)) * (since > at)
        for at in draw.uniform(0, drawer.length_s, int(draw.integers(0, 3)))
    )
    return np.asarray((road + start)[:, None] * draw.uniform(0.3, 1.0, len(WHERE)))


class Scene(NamedTuple):
    """What it adds, and its share of all runs."""

    add: Callable[[Drawer, float, float], Array | None]
    share: float


SCENES: dict[str, Scene] = {
    "stove_leak": Scene(_leaking(("stove", "dung stove", "embers")), 0.15),
    "backdraft": Scene(_leaking(("boiler",)), 0.09),
    "generator": Scene(_leaking(("generator",)), 0.07),
    "fire_smoke": Scene(_fire, 0.09),
    "cooking": Scene(_sessions((nuisances.cooking, nuisances.cooking, nuisances.toast), 4, 8.0), 0.12),
    "cigarette": Scene(
        _sessions((nuisances.cigarette, nuisances.cigarette, nuisances.incense), 6, 2.0), 0.12
    ),
    "lighting": Scene(_lighting, 0.13),
    "cross_sensitivity": Scene(_cross, 0.08),
    "drift": Scene(_drift, 0.07),
    "life": Scene(_life, 0.08),
}
