"""What the simulated panels' registers hold: a number that tells when it was put there.

Register `r` of panel `p` holds `(tick + 37 r) mod 30000`, where the panel's ticks are `period_s` long and the
panels' ticks are spread evenly over a period. Whoever sees the value at the far end knows how old it is, with
no other word from the panel; both read this machine's clock. 30,000 is the range of a residual current in mA.
"""

from __future__ import annotations

from typing import NamedTuple

MODULUS = 30_000
_STRIDE = 37


class Beat(NamedTuple):
    """When one panel's values change: every `period_s`, `offset_s` after the full period. Seconds UTC."""

    period_s: float
    offset_s: float = 0.0

    def tick(self, now_s: float) -> int:
        """How many changes there have been."""
        return int((now_s - self.offset_s) / self.period_s)

    def at(self, tick: int) -> float:
        """When the change number `tick` is."""
        return tick * self.period_s + self.offset_s


def beats(panels: int, period_s: float) -> list[Beat]:
    """The panels' beats, spread evenly."""
    return [Beat(period_s, panel * period_s / panels) for panel in range(panels)]


def value(tick: int, register: int) -> int:
    """What the register holds after the change number `tick`."""
    return (tick + _STRIDE * register) % MODULUS


def age_s(beat: Beat, register: int, seen: int, now_s: float) -> float:
    """How long ago a value seen now was put into its register. Right up to 30,000 periods."""
    now = beat.tick(now_s)
    return now_s - beat.at(now - (now - (seen - _STRIDE * register)) % MODULUS)
