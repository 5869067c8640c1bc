"""The four kinds of folders, each read into experiments."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.early_warning import tables
from models.early_warning.channels import CO, CO2, HEAT, HUMIDITY, SMOKE
from models.early_warning.experiments import (
    DataFault,
    Experiment,
    RealAlarms,
    all_neighbours,
    each_second,
    nothing,
)
from models.early_warning.installation import as_installed
from models.early_warning.tables import Numbers
from models.training.cut import held

#: Carbon dioxide of open air, ppm by volume: what CFAST's products come on top of.
AMBIENT_CO2 = 420.0


def load(folder: Path) -> list[Experiment]:
    """Every experiment of every set in `folder`; DataFault when there is none or one cannot be read."""
    found: list[Experiment] = []
    for name, read in SETS.items():
        if (folder / name).is_dir():
            found += read(folder / name)
    if not found:
        raise DataFault(f"{folder}: none of {', '.join(SETS)} is there; name the folder that holds them")
    return found


def read_nist(folder: Path) -> list[Experiment]:
    """Real home fires: smoke, heat, CO and CO2 at stations, and when the real alarms there sounded."""
    rows = tables.grouped(folder / "curves.csv", "test", "station")
    tests: dict[str, list[str]] = defaultdict(list)
    for test, station in rows:
        tests[test].append(station)
    alarms = _nist_alarms(folder / "alarm_times.csv")
    found = []
    for test, stations in tests.items():
        told = {station: rows[test, station] for station in stations}
        own = {station: told[station].times("time_s") for station in stations}
        times = np.unique(np.concatenate(list(own.values())))
        values = nothing(times.size, len(stations))
        for place, station in enumerate(stations):
            table = told[station]
            at = np.searchsorted(times, own[station])
            values[at, place, SMOKE] = np.maximum(table.number("od_upper_per_m") * 10.0, 0.0)
            values[at, place, HEAT] = table.number("ceiling_tc_C")
            values[at, place, CO] = np.maximum(table.number_or_none("co_volpct") * 1e4, 0.0)
            values[at, place, CO2] = table.number_or_none("co2_volpct") * 1e4
        begins, ticks = each_second(times, values)
        found.append(
            Experiment(
                name=test,
                source="nist_smoke_alarms",
                truth="fire",
                kind="flaming",
                simulated=False,
                begins_s=begins,
                detectors=tuple(stations),
                values=ticks,
                near=all_neighbours(len(stations)),
                outside=(None,) * len(stations),
                alarms=alarms.get(test, {}),
                group=f"nist {test}",
            )
        )
    return found


#: What the set calls the alarms, in the order of `RealAlarms`.
_ALARMS = ("Ion", "Pho")


def _nist_alarms(path: Path) -> dict[str, dict[str, RealAlarms]]:
    """By test and station; an alarm that never sounded has an empty time."""
    if not path.is_file():
        return {}
    sounded: dict[str, dict[str, RealAlarms]] = defaultdict(dict)
    for (test, station), table in tables.grouped(path, "test", "station").items():
        kinds, times = np.array(table.words("type")), table.number("t_alarm_s")
        there = ~np.isnan(times)
        sounded[test][station] = RealAlarms(
            *(tuple(sorted(times[there & (kinds == kind)].tolist())) for kind in _ALARMS)
        )
    return sounded


_PLACES = ("near", "mid", "far", "corridor")
_CFAST_TRUTH = {"fire": "fire", "nuisance": "nuisance", "co_hazard": "co_hazard", "normal": "life"}


def read_cfast(folder: Path) -> list[Experiment]:
    """Runs of CFAST, with the lags and the noise of real detectors added (the model has none)."""
    found = []
    manifest = tables.read(folder / "manifest.csv")
    columns = zip(
        manifest.lines,
        *(manifest.words(column) for column in ("run", "label", "kind", "room")),
        manifest.known("ignition_s"),
        manifest.known("H"),
        np.stack([manifest.known(f"d_{name}") for name in (*_PLACES[:3], "far")], axis=1),
        strict=True,
    )
    for line, run, label, kind, room, ignition, height, distances in columns:
        path = folder / "runs" / f"{run}.csv"
        if not path.is_file():
            continue
        if label not in _CFAST_TRUTH:
            raise DataFault(
                f"{manifest.path}:{line}, column 'label': {label!r} is unknown; "
                f"one of {', '.join(_CFAST_TRUTH)}"
            )
        table = tables.read(path)
        times = table.times("time_s")
        values = nothing(times.size, len(_PLACES))
        for place, name in enumerate(_PLACES):
            short = "corr" if name == "corridor" else name
            values[:, place, SMOKE] = table.number(f"smoke_{short}_od_per_m") * 10.0
            values[:, place, HEAT] = table.number("corr_ult_C" if short == "corr" else f"heat_{short}_C")
            values[:, place, CO] = table.number_or_none("corr_ul_co_ppm" if short == "corr" else "ul_co_ppm")
            if short != "corr":
                values[:, place, CO2] = table.number_or_none("ul_co2_ppm") + AMBIENT_CO2
        # What begins late is flat before: the lags of detectors carry no hole on.
        values, released = held(values), held(table.number("hrr_kW"))
        if np.isnan(released).any():
            raise DataFault(f"{path}, column 'hrr_kW': is empty throughout; give the heat released")
        begins, ticks = each_second(times, values)
        heat_kw = np.interp(begins + np.arange(ticks.shape[0]), times, released)
        installed = as_installed(
            ticks, heat_kw=heat_kw, distance_m=distances, height_m=float(height), name=run
        )
        found.append(
            Experiment(
                name=run,
                source="cfast_sweep",
                truth=_CFAST_TRUTH[label],
                kind=kind,
                simulated=True,
                begins_s=begins - float(ignition),
                detectors=_PLACES,
                values=installed,
                near=all_neighbours(len(_PLACES)),
                outside=(False, False, False, True),
                room=room,
                hrr_kw=heat_kw.astype(np.float32),
                group=f"cfast {room}",
            )
        )
    return found


_QUADRANTS = "ABCD"


def read_fsri(folder: Path) -> list[Experiment]:
    """Real room fires: only the heat under the ceiling, in four quadrants."""
    found = []
    for (name,), table in tables.grouped(folder / "ceiling_1hz.csv.gz", "exp").items():
        times = table.times("time_s")
        values = nothing(times.size, len(_QUADRANTS))
        for place, quadrant in enumerate(_QUADRANTS):
            values[:, place, HEAT] = table.number(f"T{quadrant}_ceil_C")
        begins, ticks = each_second(times, values)
        found.append(
            Experiment(
                name=name,
                source="fsri_compartments",
                truth="fire",
                kind="furniture" if name.startswith("Overstuffed") else "burner",
                simulated=False,
                begins_s=begins,
                detectors=tuple(_QUADRANTS),
                values=ticks,
                near=all_neighbours(len(_QUADRANTS)),
                outside=(False,) * len(_QUADRANTS),
                group=f"fsri {name.rpartition('_')[0]}",
            )
        )
    return found


#: Life is cut into pieces of this length, each warmed up by what came before it on the same day.
PIECE_S = 4 * 3600.0
WARM_UP_S = 3000.0
_GAP_S, _DAY_S = 600.0, 86_400.0


def read_occupancy(folder: Path) -> list[Experiment]:
    """Ordinary days of an office, once a minute: temperature, humidity, CO2; times without a zone are UTC."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        times, columns = _occupancy(path)
        breaks = [0, *(np.flatnonzero(np.diff(times) > _GAP_S) + 1), times.size]
        for first, end in itertools.pairwise(breaks):
            if end - first < 2:
                continue
            values = nothing(end - first, 1)
            values[:, 0, HEAT], values[:, 0, HUMIDITY], values[:, 0, CO2] = columns[first:end].T
            begins, ticks = each_second(times[first:end], values)
            found += list(_pieces(f"{path.stem} {first}", begins, ticks))
    return found


def _pieces(name: str, begins_s: float, ticks: NDArray[np.float32]) -> Iterator[Experiment]:
    """A stretch that begins at `begins_s` (UTC), cut at every midnight and then into pieces."""
    midnights = np.arange(-begins_s % _DAY_S or _DAY_S, ticks.shape[0], _DAY_S).astype(int)
    for first, end in itertools.pairwise([0, *midnights.tolist(), ticks.shape[0]]):
        day = datetime.fromtimestamp(begins_s + first, UTC).date()
        for begin in range(first, end, int(PIECE_S)):
            warm = min(int(WARM_UP_S), begin - first)
            yield Experiment(
                name=f"{name}+{begin / 3600:.4g} h",
                source="occupancy",
                truth="life",
                kind="office",
                simulated=False,
                begins_s=float(begin - warm),
                detectors=("desk",),
                values=ticks[begin - warm : min(begin + int(PIECE_S), end)],
                near=all_neighbours(1),
                outside=(None,),
                warm_up_s=float(warm),
                group=f"occupancy {day}",
            )


def _occupancy(path: Path) -> tuple[Numbers, Numbers]:
    """Seconds, and temperature, humidity and CO2 in the order of time; the header lacks the row's number."""
    table = tables.read(path, numbered=True)
    times = [_seconds(path, line, when) for line, when in zip(table.lines, table.words("date"), strict=True)]
    columns = np.stack([table.number(name) for name in ("Temperature", "Humidity", "CO2")], axis=1)
    order = np.argsort(times, kind="stable")
    return np.asarray(times)[order], columns[order]


def _seconds(path: Path, line: int, when: str) -> float:
    """Seconds of a time; one that names no zone is taken for UTC."""
    try:
        told = datetime.fromisoformat(when)
    except ValueError:
        raise DataFault(
            f"{path}:{line}, column 'date': {when!r} is no time; write it as 2015-02-04 17:51:00"
        ) from None
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


SETS: dict[str, Callable[[Path], list[Experiment]]] = {
    "nist_smoke_alarms": read_nist,
    "cfast_sweep": read_cfast,
    "fsri_compartments": read_fsri,
    "occupancy": read_occupancy,
}
