"""Cover (防区覆盖): what a dispatch leaves bare, who moves up to close it, and who may go home again. Pure.

A place is covered while a free unit reaches it within the standard. Its risk says how much it costs to
leave it bare, in the same weighted seconds that arrivals are counted in. Of all sets of moves the best is
taken (a program in whole numbers), a move itself costing the time that it takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cloud.dispatch.deciding.linear import INFINITE, Program

#: To the edge of its area within five minutes of the order (消防站建设标准, 建标 152).
STANDARD_S: Final = 300.0
_LIMIT_S: Final = 0.5
#: What a second of moving costs beside a second of arriving: a unit that moves can still be sent.
_MOVING: Final = 0.05
Floats = NDArray[np.float64]


class Bare(NamedTuple):
    """A place without cover: its number, its risk, and how long the nearest free unit would take."""

    place: int
    risk_s: float
    nearest_s: float


class Move(NamedTuple):
    """A unit that is to stand by at another station (移防): its drive, and what that covers."""

    unit: int
    base: int
    seconds: float
    covers: tuple[int, ...]


def bare(risk_s: Sequence[float], seconds: Floats, standard_s: float = STANDARD_S) -> list[Bare]:
    """Places that no unit reaches in time, the worst first; `seconds[place, unit]` of the free units only."""
    nearest = seconds.min(axis=1, initial=INFINITE)
    found = [
        Bare(place, float(risk), float(nearest[place]))
        for place, risk in enumerate(risk_s)
        if nearest[place] > standard_s
    ]
    return sorted(found, key=lambda each: (-each.risk_s, each.place))


def move_ups(
    risk_s: Sequence[float],
    seconds: Floats,
    from_base: Floats,
    moving_s: Floats,
    *,
    most: int = 3,
    standard_s: float = STANDARD_S,
) -> list[Move]:
    """The moves that leave the least at risk, `most` at most, the most useful first.

    `seconds[place, unit]`: from where free units stand now; `from_base[place, base]`: from where they might
    stand by;
    `moving_s[unit, base]`: the drive there, infinite where a unit may not go. A move may also close the gap
    of another.
    """
    covers, base_covers = _within(seconds, standard_s), _within(from_base, standard_s)
    was_bare: NDArray[np.intp] = np.flatnonzero(~covers.any(axis=1))
    if not was_bare.size:
        return []
    program = Program()
    stays = [program.row(-INFINITE, 1.0) for _ in range(covers.shape[1])]
    bases = [program.row(-INFINITE, 1.0) for _ in range(from_base.shape[1])]
    whole = program.row(-INFINITE, float(most))
    needed = [program.row(1.0 - float(covers[place].sum()), INFINITE) for place in range(len(risk_s))]
    moves: dict[int, tuple[int, int]] = {}
    for unit, base in np.argwhere(np.isfinite(moving_s)).tolist():
        entries = {stays[unit]: 1.0, bases[base]: 1.0, whole: 1.0}
        for place in np.flatnonzero(covers[:, unit] != base_covers[:, base]).tolist():
            entries[needed[place]] = 1.0 if base_covers[place, base] else -1.0
        moves[program.column(_MOVING * float(moving_s[unit, base]), entries)] = (unit, base)
    for place, risk in enumerate(risk_s):
        program.column(float(risk), {needed[place]: 1.0}, whole=False)
    solved = program.solved(_LIMIT_S)
    if len(solved.values) != program.columns:
        return []
    chosen = [
        Move(
            unit,
            base,
            float(moving_s[unit, base]),
            tuple(was_bare[base_covers[was_bare, base]].tolist()),
        )
        for column, (unit, base) in moves.items()
        if solved.values[column] > 0.5
    ]
    return sorted(chosen, key=lambda move: (-sum(risk_s[place] for place in move.covers), move.unit))


def recalls(
    risk_s: Sequence[float],
    seconds: Floats,
    away: Sequence[int],
    home: Floats,
    standard_s: float = STANDARD_S,
) -> list[int]:
    """Units standing by elsewhere that may go home: without them there the risk is no greater.

    `away`: the units (columns of `seconds`) that have moved up, those longest away first; `home[place, n]`:
    from the home of `away[n]`.
    """
    covers = _within(seconds, standard_s)
    risk = np.asarray(risk_s)
    going = []
    for at, unit in enumerate(away):
        back = covers.copy()
        back[:, unit] = home[:, at] <= standard_s
        if risk[~back.any(axis=1)].sum() <= risk[~covers.any(axis=1)].sum() + 1e-9:
            covers = back
            going.append(unit)
    return going


def _within(seconds: Floats, standard_s: float) -> NDArray[np.bool_]:
    return np.asarray(seconds <= standard_s, np.bool_)
