"""The model of first attendance: turnout and travel by distance, effects of groups, then trees.

What it may know is what is known when the order is given: the hour, the place with its ground and nearest
station, and the station of the engine that is sent. Nothing of what was found there, or of how many
engines went.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.ensemble import GradientBoostingRegressor

from models.travel_time import effects
from models.travel_time.curve import Curve, one_line, with_turnout
from models.travel_time.fires import UNKNOWN, Fires
from runtime.faults import PlainFault

Floats = NDArray[np.float64]
Texts = NDArray[np.str_]
Places = dict[str, tuple[float, float]]
_LEAST_FIRES = 100
#: Fires by which a station that no list names is placed.
_LEAST_OF_STATION = 3
_SEEDS = 3
_NIGHT = (23, 7)


@dataclass(frozen=True)
class Attendance:
    """What was learnt from one file of fires."""

    places: Places
    #: Metres taken where the station's place is not known: the median of the training.
    usual_m: float
    one_line: Curve
    base: Curve
    station: effects.Effects
    hour: effects.Effects
    ground: effects.Effects
    trees: tuple[Any, ...]

    def seconds(self, fires: Fires, station: Texts) -> Floats:
        """Seconds from the order to the arrival of an engine of `station`, one a fire."""
        additive = self._additive(fires, station)
        features = self._features(fires, station, additive)
        return np.asarray(additive + np.mean([tree.predict(features) for tree in self.trees], axis=0))

    def curve_seconds(self, fires: Fires, station: Texts) -> Floats:
        """What the one-line curve says of the same."""
        return self.one_line.seconds(self.metres(fires, station))

    def metres(self, fires: Fires, station: Texts) -> Floats:
        """Straight-line distance of each fire from a station; the usual one where its place is not known."""
        return _metres(self.places, fires, station, self.usual_m)

    def at_call(self, fires: Fires) -> Texts:
        """The station to be expected before anybody has chosen: the ground's own, else the nearest."""
        known = np.array([name in self.places for name in fires.ground.tolist()], dtype=bool)
        return np.where(known, fires.ground, _nearest(self.places, fires)[0])

    def _additive(self, fires: Fires, station: Texts) -> Floats:
        return (
            self.base.seconds(self.metres(fires, station))
            + effects.of(self.station, station)
            + effects.of(self.hour, fires.hour)
            + effects.of(self.ground, fires.ground)
        )

    def _features(self, fires: Fires, station: Texts, additive: Floats) -> Floats:
        return np.column_stack(
            [
                self.metres(fires, station),
                _nearest(self.places, fires)[1],
                self.metres(fires, fires.ground),
                station == fires.ground,
                fires.east,
                fires.north,
                fires.hour,
                (fires.hour >= _NIGHT[0]) | (fires.hour < _NIGHT[1]),
                additive,
            ]
        ).astype(float)


def fit(fires: Fires, listed: Places | None = None) -> Attendance:
    """Learn from fires; stations that `listed` does not name are placed amid the fires that they went to.

    Raises PlainFault: too few fires to learn from.
    """
    if len(fires) < _LEAST_FIRES:
        raise PlainFault(
            f"{fires.path}: {len(fires)} fires are too few to learn from; give at least {_LEAST_FIRES}"
        )
    places = {**_estimated(fires), **(listed or {})}
    raw = _metres(places, fires, fires.station, np.nan)
    usual_m = float(np.nanmedian(raw)) if np.isfinite(raw).any() else 1_500.0
    metres = np.where(np.isfinite(raw), raw, usual_m)
    base = with_turnout(metres, fires.seconds)
    left = fires.seconds - base.seconds(metres)
    station, hour, ground = effects.fitted(left, [fires.station, fires.hour, fires.ground])
    curve = one_line(metres, fires.seconds)
    plain = Attendance(places, usual_m, curve, base, station, hour, ground, ())
    additive = plain._additive(fires, fires.station)
    features = plain._features(fires, fires.station, additive)
    trees = tuple(_tree(seed).fit(features, fires.seconds - additive) for seed in range(_SEEDS))
    return Attendance(places, usual_m, curve, base, station, hour, ground, trees)


def _tree(seed: int) -> GradientBoostingRegressor:
    return GradientBoostingRegressor(
        loss="absolute_error",
        learning_rate=0.05,
        n_estimators=120,
        max_depth=4,
        min_samples_leaf=20,
        subsample=0.5,
        max_features=0.5,
        random_state=seed,
    )


def _estimated(fires: Fires) -> Places:
    """Stations amid the fires on their own ground, or, where none is on record, amid those they went to."""
    places: Places = {}
    for keys in (fires.station, fires.ground):
        for name in np.unique(keys).tolist():
            own = keys == name
            if name != UNKNOWN and own.sum() >= _LEAST_OF_STATION:
                places[name] = (float(np.median(fires.east[own])), float(np.median(fires.north[own])))
    return places


def _metres(places: Places, fires: Fires, station: Texts, otherwise: float) -> Floats:
    nowhere = (np.nan, np.nan)
    at = np.array([places.get(name, nowhere) for name in station.tolist()], dtype=float).reshape(-1, 2)
    metres = np.hypot(fires.east - at[:, 0], fires.north - at[:, 1])
    return np.where(np.isfinite(metres), metres, otherwise)


def _nearest(places: Places, fires: Fires) -> tuple[Texts, Floats]:
    if not places:
        return np.full(len(fires), UNKNOWN), np.zeros(len(fires))
    names, at = np.array(list(places)), np.array(list(places.values()))
    metres = np.hypot(fires.east[:, None] - at[:, 0], fires.north[:, None] - at[:, 1])
    nearest = metres.argmin(axis=1)
    return names[nearest], metres[np.arange(len(fires)), nearest]
