"""What people do in three rooms: come and go, air, cook, clean, smoke next door, heat, cool and humidify.

Everything is drawn. `calm` is the background under a fire or nuisance; `busy` a life of hours to a day, with
the weather's swing and the sun. Rates: ASHRAE Fundamentals (people), Abt et al., Environ. Sci. Technol. 34
(2000) 3579 and Wallace (2006) (particles from cooking, cleaning and smoking), ASHRAE 62.1 (air changes).
"""

from __future__ import annotations

import numpy as np

from simulators.fires.ambience import Habits
from simulators.fires.constants import Array

#: A person: kW of convected heat, kg/s of CO2 and water.
PERSON = (0.05, 9.5e-6, 1.7e-5)
_DAY_S = 86_400.0
#: Extinction of fresh fine particles, m²/kg (Mulholland: 3000 to 5000 for smouldering and cooking aerosol).
_FINE = 4000.0


def nothing(ticks: int, runs: int) -> Habits:
    """Rooms in which nothing goes on."""

    def three() -> Array:
        return np.zeros((ticks, 3, runs), dtype=np.float32)

    return Habits(
        ach=three(),
        heat_kw=three(),
        co2_kg_s=three(),
        water_kg_s=three(),
        co_kg_s=three(),
        haze_m2_s=three(),
        door_m3_s=np.zeros((ticks, 2, runs), dtype=np.float32),
        swing_k=np.zeros((ticks, runs), dtype=np.float32),
        radiant_k=np.zeros((ticks, 5, runs), dtype=np.float32),
    )


class Drawer:
    """Draws the habits of one run into column `run` of `habits`."""

    def __init__(self, habits: Habits, run: int, generator: np.random.Generator, step_s: float) -> None:
        self.habits, self.run, self.draw, self.step_s = habits, run, generator, step_s
        self.ticks = habits.ach.shape[0]
        self.length_s = self.ticks * step_s

    def span(self, begin_s: float, length_s: float) -> slice:
        """Ticks of a stretch of time, cut to the run."""
        first = int(max(begin_s, 0.0) / self.step_s)
        return slice(min(first, self.ticks), min(int((begin_s + length_s) / self.step_s), self.ticks))

    def air(self, ach: Array, door_m3_s: Array) -> None:
        """Air changes (3,) and door flows (2,) that always hold."""
        self.habits.ach[:, :, self.run] = ach
        self.habits.door_m3_s[:, :, self.run] = door_m3_s

    def people(self, room: int, begin_s: float, length_s: float, count: float) -> None:
        """`count` people stay in a room."""
        span = self.span(begin_s, length_s)
        for values, rate in zip(self.habits[1:4], PERSON, strict=True):
            values[span, room, self.run] += count * rate

    def opened(self, room: int, begin_s: float, length_s: float, ach: float) -> None:
        """A window or an outer door stands open."""
        self.habits.ach[self.span(begin_s, length_s), room, self.run] += ach

    def fan(self, begin_s: float, period_s: float, share: float, strength_k: float, ach: float) -> None:
        """Heating or cooling air blows in turns: the detectors of the room feel it, the air is stirred."""
        times = np.arange(self.ticks) * self.step_s
        blowing = ((times - begin_s) % period_s < share * period_s) & (times >= begin_s)
        gentle = np.convolve(blowing, np.ones(15) / 15, mode="full")[: self.ticks]
        felt = self.draw.uniform(0.3, 1.0, 3) * strength_k
        self.habits.radiant_k[:, :3, self.run] += gentle[:, None] * felt
        self.habits.ach[:, 0, self.run] += ach * blowing

    def sun(self, noon_s: float, width_s: float, strength_k: float) -> None:
        """The sun wanders over one detector; clouds pass."""
        times = np.arange(self.ticks) * self.step_s
        beam = np.clip(1.0 - ((times - noon_s) / width_s) ** 2, 0.0, None)
        knots = np.arange(0.0, self.length_s + 400.0, 400.0)
        cloud = np.interp(times, knots, self.draw.uniform(0.2, 1.0, knots.size))
        self.habits.radiant_k[:, int(self.draw.integers(0, 5)), self.run] += strength_k * beam * cloud

    def cooked(self, begin_s: float, length_s: float, room: int) -> None:
        """A meal under a hood that takes most of it: heat, water, gas-burner CO2, a little haze."""
        span, take = self.span(begin_s, length_s), self.draw.uniform(0.15, 0.6)
        gas_kw = self.draw.choice([0.0, 1.5, 2.5])
        self.habits.heat_kw[span, room, self.run] += 0.4 * take
        self.habits.co2_kg_s[span, room, self.run] += gas_kw * take * 5.5e-5
        self.habits.water_kg_s[span, room, self.run] += take * (
            self.draw.uniform(1e-4, 5e-4) + gas_kw * 4.5e-5
        )
        self.habits.co_kg_s[span, room, self.run] += gas_kw * take * self.draw.uniform(1e-8, 1.5e-7)
        self.habits.haze_m2_s[span, room, self.run] += take * _FINE * self.draw.lognormal(np.log(2e-7), 0.7)
        self.habits.ach[span, room, self.run] += self.draw.uniform(1.0, 6.0)

    def smoked(self, begin_s: float, room: int) -> None:
        """A cigarette: 12 mg of particles and 50 mg of CO in eight minutes (Daisey et al. 1998)."""
        span = self.span(begin_s, 480.0)
        self.habits.haze_m2_s[span, room, self.run] += _FINE * 12e-6 / 480.0 * self.draw.uniform(0.6, 1.5)
        self.habits.co_kg_s[span, room, self.run] += 50e-6 / 480.0

    def swept(self, begin_s: float, room: int) -> None:
        """Sweeping or a vacuum cleaner stirs up coarse dust (Abt et al. 2000), some motor heat."""
        span = self.span(begin_s, self.draw.uniform(240.0, 1500.0))
        self.habits.haze_m2_s[span, room, self.run] += 500.0 * self.draw.lognormal(np.log(2e-6), 0.8)
        self.habits.heat_kw[span, room, self.run] += self.draw.choice([0.0, 1.0])

    def moistened(self, begin_s: float, length_s: float, room: int, rate_kg_s: float) -> None:
        """A humidifier, wet floor or laundry."""
        self.habits.water_kg_s[self.span(begin_s, length_s), room, self.run] += rate_kg_s


def calm(drawer: Drawer, heated: bool) -> None:
    """The background of a short run: a few people, perhaps a fan, a window, a humidifier, the sun."""
    draw, length = drawer.draw, drawer.length_s
    drawer.air(_leaks(draw), draw.uniform(0.002, 0.05, 2))
    for room in range(3):
        if draw.random() < 0.5:
            begin = draw.choice([-10.0, draw.uniform(0, length)])
            drawer.people(room, begin, draw.uniform(300, length), int(draw.integers(1, 5)))
    if draw.random() < 0.25:
        strength = draw.uniform(0.5, 3.0) * (1 if heated else -1)
        drawer.fan(draw.uniform(-900, 600), draw.uniform(500, 2400), draw.uniform(0.2, 0.7), strength, 0.5)
    if draw.random() < 0.12:
        drawer.opened(0, draw.uniform(0, length), draw.uniform(30, 900), draw.uniform(2, 20))
    if draw.random() < 0.12:
        drawer.moistened(draw.uniform(-600, length / 2), 3600.0, 0, draw.uniform(2e-5, 1.5e-4))
    if draw.random() < 0.12:
        drawer.sun(draw.uniform(-600, length + 600), draw.uniform(1800, 7200), draw.uniform(1, 7))


def busy(drawer: Drawer, room: str) -> None:
    """A life of hours: presence in stretches, airing, meals, cleaning, smokers, fans, sun, weather."""
    draw, length = drawer.draw, drawer.length_s
    drawer.air(_leaks(draw), draw.uniform(0.002, 0.05, 2))
    begun = draw.uniform(0, _DAY_S)
    clock = begun + np.arange(drawer.ticks) * drawer.step_s
    swing = draw.uniform(1, 9) * np.cos(2 * np.pi * (clock - 15 * 3600.0) / _DAY_S)
    drawer.habits.swing_k[:, drawer.run] = swing

    def times(per_hour: float) -> Array:
        return np.sort(draw.uniform(0, length, draw.poisson(per_hour * length / 3600.0)))

    for where in range(3):
        crowd = draw.choice([1, 2, 3, 6], p=[0.4, 0.3, 0.2, 0.1])
        for at in times(draw.uniform(0.1, 0.6)):
            drawer.people(where, at, draw.exponential(3600.0), draw.integers(1, crowd + 1))
    for at in times(draw.choice([0.0, 0.1, 0.5])):
        drawer.opened(int(draw.integers(0, 3)), at, draw.exponential(400.0), draw.uniform(2, 14))
    entrance = room in ("hall", "corridor", "ger", "warehouse", "living")
    for at in times(draw.uniform(0.3, 4.0) if entrance else draw.uniform(0.0, 0.3)):
        drawer.opened(0 if draw.random() < 0.7 else 1, at, draw.uniform(6, 90), draw.uniform(10, 90))
    kitchen = room in ("kitchen", "ger", "living")
    for at in times(0.12 if kitchen else 0.02):
        drawer.cooked(at, draw.uniform(400, 2700), 0 if kitchen else int(draw.integers(1, 3)))
    for at in times(draw.choice([0.0, 0.0, 0.3, 1.0])):
        drawer.smoked(at, int(draw.integers(1, 3)))
    for at in times(0.04):
        drawer.swept(at, int(draw.integers(0, 3)))
    for at in times(0.05):
        drawer.moistened(at, draw.exponential(4 * 3600.0), int(draw.integers(0, 3)), draw.uniform(2e-5, 2e-4))
    if draw.random() < 0.5:
        strength = draw.uniform(-4.0, 4.0)
        drawer.fan(
            draw.uniform(-3600, length / 2), draw.uniform(500, 3600), draw.uniform(0.1, 0.8), strength, 1.0
        )
    if draw.random() < 0.4:
        drawer.sun(13 * 3600.0 + draw.normal(0, 9000) - begun, draw.uniform(1800, 9000), draw.uniform(1, 10))


def _leaks(draw: np.random.Generator) -> Array:
    return draw.lognormal(np.log(0.35), 0.6, 3)
