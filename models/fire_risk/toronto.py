"""Fires of Toronto: which become serious (a loss of 50,000 dollars or more), foretold from earlier years.

The set: fires 2011-2019 (Toronto Open Data, OGL-Toronto). Measured, not simulated. Only what is known of a
place before it burns is looked at: its use, where it is, and the hour. What the crew wrote afterwards
(cause, where it began, how it was put out, whether an alarm was found) would tell the loss by itself.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.fire_risk import judging
from models.fire_risk.austin import rows
from models.fire_risk.judging import Figures, Told
from models.training import isotonic
from models.training.lightgbm_trees import Size, Table
from runtime.faults import PlainFault

FIRES: Final = Path("incidents_toronto/fires_2011_2019.csv.gz")
SERIOUS_DOLLARS: Final = 50_000.0
#: Years that teach, the one that calibrates; those after judge.
_LEARN_UNTIL: Final = 2016
_CALIBRATE: Final = 2017
_SIZE: Final = Size(trees=120, leaves=8, depth=4, rate=0.04, least_rows=40)
_MEMBERS: Final = 4
#: So many fires of a use weigh as much as the mean of all uses.
_PRIOR: Final = 20.0


class Fires(NamedTuple):
    """All (fires,), but `features` (fires, features); `use` numbers the uses of property."""

    year: NDArray[np.int64]
    use: NDArray[np.int64]
    loss: NDArray[np.float64]
    features: NDArray[np.float32]


def read(folder: Path) -> Fires:
    """All fires with a loss on record. Raises PlainFault."""
    found, year, use, loss = [], [], [], []
    uses: dict[str, int] = {}
    for number, row in enumerate(rows(folder / FIRES), 2):
        try:
            at = datetime.fromisoformat(row["tfs_alarm_time"])
            code = int(row["property_use"].split(" ")[0])
            found.append(
                (
                    code // 100, code // 10, code,
                    float(row["latitude"]), float(row["longitude"]),
                    at.hour + at.minute / 60, at.weekday(), at.month,
                )
            )  # fmt: skip
            loss.append(float(row["estimated_dollar_loss"]))
        except (KeyError, ValueError) as fault:
            raise PlainFault(f"{folder / FIRES}, line {number}: {fault}; mend or drop the row") from None
        year.append(at.year)
        use.append(uses.setdefault(row["property_use"], len(uses)))
    return Fires(np.array(year), np.array(use), np.array(loss), np.array(found, dtype=np.float32))


def _by_use(fires: Fires, told: NDArray[np.float64], learn: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The mean of `told` over the fires of a use that teach, drawn to the mean of all: (fires,)."""
    many = np.bincount(fires.use[learn], minlength=fires.use.max() + 1)
    sums = np.bincount(fires.use[learn], told[learn], minlength=many.size)
    return np.asarray((sums + _PRIOR * told[learn].mean()) / (many + _PRIOR))[fires.use]


def figures(folder: Path, seed: int = 1) -> Figures:
    """The chance of a serious fire, and the loss, each beside the mean of the property's use."""
    fires = read(folder)
    learn, calibrate = fires.year <= _LEARN_UNTIL, fires.year == _CALIBRATE
    judge = fires.year > _CALIBRATE
    serious = fires.loss >= SERIOUS_DOLLARS
    probability = _serious(fires, serious, learn, calibrate, seed)
    # The baseline hears the later year too: losses rise from year to year.
    rate = _by_use(fires, serious.astype(float), learn)
    rate *= serious[calibrate].mean() / rate[calibrate].mean()
    told = Told(probability[judge], serious[judge], np.flatnonzero(judge), np.clip(rate[judge], 0, 1))
    return {
        "simulated": False,
        **judging.figures(told, seed),
        "loss": _loss(fires, learn | calibrate, judge, seed),
    }


def _features(fires: Fires, told: NDArray[np.float64], learn: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Features, and what fires of the same use and of like uses gave in the years before.

    Years that do not teach look at all that do; a fire never sees its own year.
    """
    means = np.empty((fires.year.size, 2))
    for year in np.unique(fires.year):
        rows, before = fires.year == year, learn & (fires.year < year)
        middle = told[before].mean() if before.any() else told[learn].mean()
        for place, group in enumerate((fires.use, fires.features[:, 1].astype(np.int64))):
            many = np.bincount(group[before], minlength=int(group.max()) + 1)
            sums = np.bincount(group[before], told[before], minlength=many.size)
            means[rows, place] = ((sums + _PRIOR * middle) / (many + _PRIOR) - middle)[group[rows]]
    return np.column_stack([fires.features, means]).astype(np.float32)


def _serious(
    fires: Fires,
    serious: NDArray[np.bool_],
    learn: NDArray[np.bool_],
    calibrate: NDArray[np.bool_],
    seed: int,
) -> NDArray[np.float64]:
    features = _features(fires, serious.astype(float), learn)
    raw = _raw(features, serious.astype(float), learn, _SIZE, seed)
    return np.asarray(1 / (1 + np.exp(-isotonic.fit(raw[calibrate], serious[calibrate])(raw))))


def _raw(
    features: NDArray[np.float32], told: NDArray[np.float64], learn: NDArray[np.bool_], size: Size, seed: int
) -> NDArray[np.float64]:
    table = Table(features[learn], told[learn], [0] * features.shape[1], seed)
    every = np.arange(int(learn.sum()))
    boosters = [table.boosted(every, size, seed + member) for member in range(_MEMBERS)]
    return np.asarray(np.mean([booster.predict(features, raw_score=True) for booster in boosters], axis=0))


def _loss(fires: Fires, learn: NDArray[np.bool_], judge: NDArray[np.bool_], seed: int) -> Figures:
    """The logarithm of the loss: mean square error, beside the mean of the use."""
    logs = np.log10(1 + fires.loss)
    said = _raw(_features(fires, logs, learn), logs, learn, replace(_SIZE, objective="regression"), seed)
    baseline = _by_use(fires, logs, learn)
    error, without = (float(((one - logs)[judge] ** 2).mean()) for one in (said, baseline))
    constant = float(((logs[learn].mean() - logs)[judge] ** 2).mean())
    return {"log10_mse": error, "baseline_log10_mse": without, "constant_log10_mse": constant}
