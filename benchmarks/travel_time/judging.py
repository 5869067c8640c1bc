"""A model of attendance judged on fires it has not seen, beside the one-line curve and the regions' means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.travel_time.attendance import Places, fit
from models.travel_time.fires import Fires
from runtime.faults import PlainFault

Said = dict[str, Any]
Floats = NDArray[np.float64]
WITHIN_S = 60.0
#: Straight-line metres from the engine's station: each band's upper end.
BANDS_M = (500.0, 1_000.0, 1_500.0, 2_000.0, 3_000.0, 4_000.0, float("inf"))
#: What the curve is known for on the runs it was drawn through: MAE in seconds, share within 60 s.
YARDSTICK = (66.0, 0.62)
_TRAINED = 2 / 3
_DRAWS = 2_000


def split(fires: Fires) -> tuple[Fires, Fires]:
    """The first two thirds by day to learn from, the later days to be judged on; a day is never parted.

    Raises PlainFault: all on one day.
    """
    cut = np.quantile(fires.day, _TRAINED, method="higher")
    before = fires.day < cut if (fires.day < cut).any() else fires.day <= cut
    if before.all():
        raise PlainFault(
            f"{fires.path}: all fires on one day cannot be split by date; name others with --train"
        )
    return fires.where(before), fires.where(~before)


def unseen(train: Fires, fires: Fires) -> Fires:
    """The training without the rows that are to be judged, should both files hold the same fires."""
    judged = set(_identities(fires))
    return train.where(np.array([one not in judged for one in _identities(train)], dtype=bool))


def apart(train: Fires, fires: Fires, every: int) -> tuple[Fires, Fires]:
    """Every such region by name kept out of the training, and its fires alone to be judged on.

    Raises PlainFault: nothing is left of one of them.
    """
    kept_out = sorted({*train.region.tolist(), *fires.region.tolist()})[::every]
    learnt, told = ~np.isin(train.region, kept_out), np.isin(fires.region, kept_out)
    if not learnt.any() or not told.any():
        raise PlainFault(
            f"{fires.path}: with every {every}. region apart nothing is left to learn from or to be judged"
            " on; give --regions-apart another number"
        )
    return train.where(learnt), fires.where(told)


def judged(train: Fires, fires: Fires, places: Places | None) -> Said:
    """All figures: of the engine that goes, and of what can be said before it is chosen."""
    model = fit(train, places)
    sent, expected = fires.station, model.at_call(fires)
    means = _region_means(train, fires)
    metres = model.metres(fires, sent)
    told = {
        "": model.seconds(fires, sent),
        "curve_": model.curve_seconds(fires, sent),
        "region_": means,
    }
    errors = {name: np.abs(fires.seconds - seconds) for name, seconds in told.items()}
    call_errors = {
        "": np.abs(fires.seconds - model.seconds(fires, expected)),
        "curve_": np.abs(fires.seconds - model.curve_seconds(fires, expected)),
        "region_": errors["region_"],
    }
    placed = np.array([name in model.places for name in sent.tolist()], dtype=bool)
    return {
        **_figures(errors),
        **_intervals(errors, fires.day),
        "median_error_s": float(np.median(errors[""])),
        "p90_error_s": float(np.quantile(errors[""], 0.9)),
        "bias_s": float((told[""] - fires.seconds).mean()),
        "yardstick_mae_s": YARDSTICK[0],
        "yardstick_within_60s": YARDSTICK[1],
        "unit": "attending",
        "at_call": {
            **_figures(call_errors),
            **_intervals(call_errors, fires.day),
            "station_foreseen": float((expected == sent).mean()),
        },
        "by_hour": {
            str(hour): _figures(errors, fires.hour == hour)
            for hour in range(24)
            if (fires.hour == hour).any()
        },
        "by_distance_m": {name: _figures(errors, inside) for name, inside in _bands(metres) if inside.any()},
        "curve": f"{model.one_line.scale:.3g} * d^{model.one_line.power:.3f}",
        "train": _span(train),
        "judged": _span(fires),
        "stations_listed": len(places or {}),
        "stations_placed_by_fires": len(model.places) - len(places or {}),
        "fires_of_unplaced_stations": int((~placed).sum()),
        "fires_of_unseen_stations": int((~np.isin(sent, train.station)).sum()),
        "rows_without_attendance": fires.unattended,
    }


def _identities(fires: Fires) -> list[tuple[Any, ...]]:
    columns = (fires.day, fires.hour, fires.east, fires.north, fires.seconds)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _region_means(train: Fires, fires: Fires) -> Floats:
    of = {
        name: float(train.seconds[train.region == name].mean()) for name in np.unique(train.region).tolist()
    }
    everywhere = float(train.seconds.mean())
    return np.array([of.get(name, everywhere) for name in fires.region.tolist()])


def _figures(errors: dict[str, Floats], inside: NDArray[np.bool_] | None = None) -> Said:
    chosen = {name: error if inside is None else error[inside] for name, error in errors.items()}
    return {
        "n": len(chosen[""]),
        **{f"{name}mae_s": float(error.mean()) for name, error in chosen.items()},
        **{f"{name}within_60s": float((error <= WITHIN_S).mean()) for name, error in chosen.items()},
    }


def _intervals(errors: dict[str, Floats], day: NDArray[np.int64]) -> Said:
    """95 % intervals, bootstrap over whole days, since fires of one day share its traffic and crews."""
    days, which = np.unique(day, return_inverse=True)
    weights = np.random.default_rng(0).multinomial(len(days), np.full(len(days), 1 / len(days)), _DRAWS)
    counts = weights @ np.bincount(which)

    def drawn(values: Floats) -> Floats:
        return np.asarray(weights @ np.bincount(which, values) / counts)

    def span(values: Floats) -> list[float]:
        return [float(end) for end in np.quantile(values, [0.025, 0.975])]

    return {
        "mae_s_interval": span(drawn(errors[""])),
        "within_60s_interval": span(drawn((errors[""] <= WITHIN_S).astype(float))),
        "curve_mae_s_interval": span(drawn(errors["curve_"])),
        "gain_over_curve_s_interval": span(drawn(errors["curve_"] - errors[""])),
        "gain_over_region_s_interval": span(drawn(errors["region_"] - errors[""])),
    }


def _bands(metres: Floats) -> list[tuple[str, NDArray[np.bool_]]]:
    bands, low = [], 0.0
    for high in BANDS_M:
        name = f"{low:.0f}-{high:.0f}" if np.isfinite(high) else f"{low:.0f}+"
        bands.append((name, (metres >= low) & (metres < high)))
        low = high
    return bands


def _span(fires: Fires) -> Said:
    first, last = (date(1970, 1, 1) + timedelta(days=int(day)) for day in (fires.day.min(), fires.day.max()))
    return {"n": len(fires), "from": first.isoformat(), "to": last.isoformat()}
