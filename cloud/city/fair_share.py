"""Who gets what next: fair between seats, and never at a fire's cost. Pure.

1. A site on fire that nobody has goes to whoever asks, however much they have; the first fire first.
2. Of the rest nobody is given more than their share while another seat has less: the share is all that
   waits, divided by the seats at work and rounded up.
3. What waits for nobody (all acknowledged, all fires verified) is not handed out.
4. By hand anybody may take anything that nobody has. The share is about what the centre hands out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from math import ceil

from cloud.city.units import Unit


def share_of(count: int, seats: int) -> int:
    """How many of so many each seat should have at most."""
    return ceil(count / max(1, seats))


def next_for(
    seat: str, found: Sequence[Unit], held: Mapping[str, str], at_work: Collection[str]
) -> Unit | None:
    """What this seat is given; None: nothing, or it has its share. `held`: unit to seat."""
    free = [unit for unit in found if unit.waits and unit.key not in held]
    fires = [unit for unit in free if unit.fire]
    if fires:
        return fires[0]
    if not free or over_its_share(seat, found, held, at_work):
        return None
    return free[0]


def over_its_share(
    seat: str, found: Sequence[Unit], held: Mapping[str, str], at_work: Collection[str]
) -> bool:
    """Whether this seat has its share while another has less than this one."""
    known = {unit.key for unit in found if unit.waits}
    loads = dict.fromkeys({*at_work, seat}, 0)
    for key, by in held.items():
        if key in known and by in loads:
            loads[by] += 1
    others = [load for by, load in loads.items() if by != seat]
    return bool(others) and loads[seat] >= share_of(len(known), len(loads)) and min(others) < loads[seat]
