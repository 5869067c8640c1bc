"""Exact πps without replacement: the pivotal method on two shares at once.

Every unit of a stratum has a risk-blind and a risk-weighted share of its inclusion probability, both whole
parts of `whole`. The sums of both over the stratum are whole multiples of `whole`: the numbers to be drawn.

1. Each step moves shares between two units and leaves every expectation as it was; so a unit is drawn, and
   drawn under a share, with exactly the probability that was frozen.
2. First the units part: two units that have both shares exchange them until one of them has one share only.
   Its inclusion probability does not change.
3. Then, share by share, two units fight (Deville and Tillé 1998): the loser's probability goes to the winner,
   or as much of it as makes the winner's whole. Who is whole is drawn.
4. At most one unit still has both shares; one move along the path through it settles the rest.

It is the dependent rounding of Gandhi, Khuller, Parthasarathy and Srinivasan (2006) on shares × units. With
units in random order and two or more to draw, every pair has a positive chance of being drawn together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

#: `toss(part, of)`: True with the chance `part / of` exactly.
Toss = Callable[[int, int], bool]


class Chance(NamedTuple):
    """A unit and both shares of its inclusion probability."""

    unit: str
    blind: int
    risk: int


Held = tuple[str, int]


def draw(chances: Sequence[Chance], whole: int, toss: Toss) -> dict[str, str]:
    """Which units are drawn, and under which share (`blind` or `risk`); `chances` come in random order."""
    sides, mixed = _parted(chances, toss)
    drawn: dict[str, str] = {}
    left: dict[str, list[Held]] = {}
    for share, units in sides.items():
        chosen, left[share] = _fought(units, whole, toss)
        drawn |= dict.fromkeys(chosen, share)
    if mixed is not None:
        left = _last_path(left, mixed, toss)
        for share, units in left.items():
            chosen, left[share] = _fought(units, whole, toss)
            drawn |= dict.fromkeys(chosen, share)
    if any(left.values()):
        raise ValueError("the inclusion probabilities do not sum to whole numbers")
    return drawn


def _parted(chances: Iterable[Chance], toss: Toss) -> tuple[dict[str, list[Held]], Chance | None]:
    sides: dict[str, list[Held]] = {"blind": [], "risk": []}
    mixed: Chance | None = None
    for chance in chances:
        waiting = [chance] if mixed is None else _exchanged(mixed, chance, toss)
        mixed = None
        for unit, blind, risk in waiting:
            if blind and risk:
                mixed = Chance(unit, blind, risk)
            elif blind or risk:
                sides["blind" if blind else "risk"].append((unit, blind + risk))
    return sides, mixed


def _exchanged(one: Chance, other: Chance, toss: Toss) -> list[Chance]:
    if not (other.blind and other.risk):
        return [one, other]
    moved = _moved(min(one.risk, other.blind), min(one.blind, other.risk), toss)
    return [
        Chance(one.unit, one.blind + moved, one.risk - moved),
        Chance(other.unit, other.blind - moved, other.risk + moved),
    ]


def _moved(up: int, down: int, toss: Toss) -> int:
    """`up` or `-down`, so that nothing is moved on average."""
    return up if toss(down, up + down) else -down


def _fought(units: Iterable[Held], whole: int, toss: Toss) -> tuple[list[str], list[Held]]:
    """Who is drawn, and the one, if any, whose probability is still neither none nor whole."""
    drawn: list[str] = []
    standing: list[Held] = []
    for held in units:
        if held[1] == whole:
            drawn.append(held[0])
        elif not standing:
            standing = [held]
        else:
            (one, a), (other, b) = standing[0], held
            if a + b <= whole:
                winner = one if toss(a, a + b) else other
                standing = [(winner, a + b)] if a + b < whole else []
                drawn += [] if standing else [winner]
            else:
                one_is_drawn = toss(whole - b, 2 * whole - a - b)
                drawn.append(one if one_is_drawn else other)
                standing = [(other if one_is_drawn else one, a + b - whole)]
    return drawn, standing


def _last_path(left: dict[str, list[Held]], mixed: Chance, toss: Toss) -> dict[str, list[Held]]:
    """The move blind – mixed unit – risk; behind it each side sums to one whole."""
    ((one, a),), ((other, b),) = left["blind"], left["risk"]
    moved = _moved(min(mixed.blind, b), min(a, mixed.risk), toss)
    sides = {
        "blind": [(one, a + moved), (mixed.unit, mixed.blind - moved)],
        "risk": [(mixed.unit, mixed.risk + moved), (other, b - moved)],
    }
    return {share: [held for held in units if held[1]] for share, units in sides.items()}
