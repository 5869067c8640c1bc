"""What goes wrong with a detector over weeks: dust, a stuck value, noise, a blocked chamber, a knock.

Sources: dust raises the scattered light of a clean chamber steadily towards the threshold, EN 54-7:2018, 4.8
and UL 268 (drift compensation, which these values are without); insects and condensation give pulses (Cleary,
NIST TN 1455); what covers the chamber leaves its zero and lets no smoke in (NFPA 72, 14.4: sensitivity and
entry tests). A thermistor opens, shorts or stands still. Rates are assumed: an alarm after 8 to 150 days.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from simulators.fires.constants import Array
from simulators.fires.sources import between

DAY_S = 86_400.0
Draw = np.random.Generator


@dataclass
class Detector:
    """One detector's columns while they are made; (ticks,), smoke in dB/m before noise and steps.

    `smoke` is what enters, `zero` what the clean chamber adds; `sigma` the standard deviation of the noise.
    `alarm_s` is when the fault alone would sound it.
    """

    seconds: Array
    smoke: Array
    zero: Array
    sigma: Array
    alarm: float
    #: Whether it has a thermistor that can fail.
    heat: bool
    draw: Draw
    #: Changes to the finished columns: channel, from tick, function of the column from there on.
    finished: list[tuple[int, int, Callable[[Array], Array]]]
    alarm_s: float = float("nan")


def contamination(one: Detector, event_s: float) -> None:
    """Dust: the zero grows from where it was, straight or bending, and the chamber scatters more."""
    draw = one.draw
    days = between(draw, 8.0, 150.0)
    room = one.alarm - float(one.zero.mean())
    share = np.maximum(one.seconds - event_s, 0.0) / (days * DAY_S)
    bend = draw.uniform(0.8, 1.5)
    one.zero += np.minimum(room * share**bend, 4.0 * one.alarm)
    one.smoke *= 1.0 + 0.3 * np.minimum(share, 1.0)
    one.alarm_s = event_s + days * DAY_S


def stuck(one: Detector, event_s: float) -> None:
    """The chamber's value stands; or the thermistor, where there is one, stands, opens, or shorts."""
    draw, first = one.draw, int(np.searchsorted(one.seconds, event_s))
    if draw.random() < 0.75 or not one.heat:
        one.finished.append((0, first, lambda column: np.full(column.size, column[0])))
        return
    broken = draw.choice([np.nan, -40.0, 125.0])
    one.finished.append(
        (1, first, lambda column: np.full(column.size, column[0] if broken != broken else broken))
    )


def noisy(one: Detector, event_s: float) -> None:
    """An insect or condensation: bursts of pulses; or a bad contact: ten times the noise."""
    draw, on = one.draw, one.seconds >= event_s
    if draw.random() < 0.4:
        one.sigma = np.where(on, one.sigma * between(draw, 5.0, 25.0), one.sigma)
        return
    chance = between(draw, 0.01, 0.2)
    active = np.repeat(draw.random(one.seconds.size // 72 + 1) < draw.uniform(0.3, 1.0), 72)[
        : one.seconds.size
    ]
    pulse = (draw.random(one.seconds.size) < chance) & active & on
    one.zero += pulse * draw.exponential(between(draw, 0.1, 0.5) * one.alarm, one.seconds.size)
    strong = np.flatnonzero(one.zero >= one.alarm)
    one.alarm_s = float(one.seconds[strong[0]]) if strong.size else float("nan")


def blocked(one: Detector, event_s: float) -> None:
    """Paint, a cap left on, a nest: hardly any smoke comes in, the zero is a little lower and calmer."""
    draw, on = one.draw, one.seconds >= event_s
    one.smoke = np.where(on, one.smoke * draw.uniform(0.0, 0.06), one.smoke)
    one.zero = np.where(on, one.zero * draw.uniform(0.7, 1.0), one.zero)
    one.sigma = np.where(on, one.sigma * draw.uniform(0.3, 0.9), one.sigma)


def offset_step(one: Detector, event_s: float) -> None:
    """A knock, a wrong reset, a changed head: the zero jumps and stays."""
    size = between(one.draw, 0.08, 0.5) * one.alarm
    one.zero = np.where(one.seconds >= event_s, one.zero + size, one.zero)


FAULTS: dict[str, Callable[[Detector, float], None]] = {
    "contamination": contamination,
    "stuck": stuck,
    "noisy": noisy,
    "blocked": blocked,
    "offset_step": offset_step,
}
