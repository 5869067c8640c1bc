"""The four kinds of folders, each read into experiments."""

from __future__ import annotations

import csv
import gzip
import io
import itertools
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

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

#: Carbon dioxide of open air, ppm by volume: what CFAST's products come on top of.
AMBIENT_CO2 = 420.0
Numbers = NDArray[np.float64]


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
    rows = _grouped(folder / "curves.csv", ("test", "station"))
    tests: dict[str, list[str]] = defaultdict(list)
    for test, station in rows:
        tests[test].append(station)
    alarms = _nist_alarms(folder / "alarm_times.csv")
    found = []
    for test, stations in tests.items():
        told = {station: rows[test, station] for station in stations}
        times = np.unique(np.concatenate([told[station].number("time_s") for station in stations]))
        values = nothing(times.size, len(stations))
        for place, station in enumerate(stations):
            table = told[station]
            at = np.searchsorted(times, table.number("time_s"))
            values[at, place, SMOKE] = np.maximum(table.number("od_upper_per_m") * 10.0, 0.0)
            values[at, place, HEAT] = table.number("ceiling_tc_C")
            values[at, place, CO] = np.maximum(table.number("co_volpct") * 1e4, 0.0)
            values[at, place, CO2] = table.number("co2_volpct") * 1e4
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


def _nist_alarms(path: Path) -> dict[str, dict[str, RealAlarms]]:
    sounded: dict[str, dict[str, dict[str, list[float]]]] = defaultdict(
        lambda: defaultdict(lambda: {"Ion": [], "Pho": []})
    )
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        for line, row in enumerate(csv.DictReader(file), start=2):
            try:
                kinds = sounded[row["test"]][row["station"]]
                if row["type"] in kinds and row["t_alarm_s"]:
                    kinds[row["type"]].append(float(row["t_alarm_s"]))
            except (KeyError, TypeError, ValueError) as fault:
                raise DataFault(f"{path}:{line}: {fault!r}; test, station, type, t_alarm_s") from None
    return {
        test: {
            station: RealAlarms(tuple(sorted(kinds["Ion"])), tuple(sorted(kinds["Pho"])))
            for station, kinds in stations.items()
        }
        for test, stations in sounded.items()
    }


_PLACES = ("near", "mid", "far", "corridor")
_CFAST_TRUTH = {"fire": "fire", "nuisance": "nuisance", "co_hazard": "co_hazard", "normal": "life"}


def read_cfast(folder: Path) -> list[Experiment]:
    """Runs of CFAST, with the lags and the noise of real detectors added (the model has none)."""
    found = []
    manifest = folder / "manifest.csv"
    for number, row in enumerate(_rows(manifest), start=2):
        path = folder / "runs" / f"{row['run']}.csv"
        if not path.is_file():
            continue
        truth = _CFAST_TRUTH.get(row["label"])
        if truth is None:
            raise DataFault(f"{manifest}:{number}: label {row['label']!r}; one of {', '.join(_CFAST_TRUTH)}")
        table = _table(path)
        times = table.number("time_s")
        values = nothing(times.size, len(_PLACES))
        for place, name in enumerate(_PLACES):
            short = "corr" if name == "corridor" else name
            values[:, place, SMOKE] = table.number(f"smoke_{short}_od_per_m") * 10.0
            values[:, place, HEAT] = table.number("corr_ult_C" if short == "corr" else f"heat_{short}_C")
            values[:, place, CO] = table.number("corr_ul_co_ppm" if short == "corr" else "ul_co_ppm")
            if short != "corr":
                values[:, place, CO2] = table.number("ul_co2_ppm") + AMBIENT_CO2
        ignition = float(row["ignition_s"])
        begins, ticks = each_second(times, values)
        heat_kw = np.interp(begins + np.arange(ticks.shape[0]), times, table.number("hrr_kW"))
        distances = [float(row[f"d_{name}"]) for name in _PLACES[:3]] + [float(row["d_far"])]
        installed = as_installed(
            ticks,
            heat_kw=heat_kw,
            distance_m=np.array(distances),
            height_m=float(row["H"]),
            name=row["run"],
        )
        found.append(
            Experiment(
                name=row["run"],
                source="cfast_sweep",
                truth=truth,
                kind=row["kind"],
                simulated=True,
                begins_s=begins - ignition,
                detectors=_PLACES,
                values=installed,
                near=all_neighbours(len(_PLACES)),
                outside=(False, False, False, True),
                room=row["room"],
                hrr_kw=heat_kw.astype(np.float32),
                group=f"cfast {row['room']}",
            )
        )
    return found


_QUADRANTS = "ABCD"


def read_fsri(folder: Path) -> list[Experiment]:
    """Real room fires: only the heat under the ceiling, in four quadrants."""
    found = []
    for (name,), table in _grouped(folder / "ceiling_1hz.csv.gz", ("exp",)).items():
        times = table.number("time_s")
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


#: Life is cut into pieces of this length, each warmed up by what came before it.
PIECE_S = 4 * 3600.0
WARM_UP_S = 3000.0
_GAP_S = 600.0


def read_occupancy(folder: Path) -> list[Experiment]:
    """Ordinary days of an office: temperature, humidity and CO2, once a minute."""
    found = []
    for path in sorted(folder.glob("*.txt")):
        times, columns = _occupancy(path)
        breaks = [0, *(np.flatnonzero(np.diff(times) > _GAP_S) + 1), times.size]
        for first, end in itertools.pairwise(breaks):
            if end - first < 2:
                continue
            values = nothing(end - first, 1)
            values[:, 0, HEAT], values[:, 0, HUMIDITY], values[:, 0, CO2] = columns[first:end].T
            _, ticks = each_second(times[first:end] - times[first], values)
            found += list(_pieces(f"{path.stem} {first}", ticks))
    return found


def _pieces(name: str, ticks: NDArray[np.float32]) -> Iterator[Experiment]:
    for begin in range(0, ticks.shape[0], int(PIECE_S)):
        warm = min(int(WARM_UP_S), begin)
        yield Experiment(
            name=f"{name}+{begin // 3600} h",
            source="occupancy",
            truth="life",
            kind="office",
            simulated=False,
            begins_s=float(begin - warm),
            detectors=("desk",),
            values=ticks[begin - warm : begin + int(PIECE_S)],
            near=all_neighbours(1),
            outside=(None,),
            warm_up_s=float(warm),
            group=f"occupancy {name} {begin // 86_400}",
        )


def _occupancy(path: Path) -> tuple[Numbers, Numbers]:
    """Seconds, and temperature, humidity and CO2; the header of these files lacks the row's number."""
    times, rows = [], []
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        try:
            wanted = [header.index(name) for name in ("date", "Temperature", "Humidity", "CO2")]
        except ValueError as fault:
            raise DataFault(f"{path}:1: {fault}; date, Temperature, Humidity, CO2 are needed") from None
        for number, line in enumerate(lines, start=2):
            shift = len(line) - len(header)
            try:
                when, *told = (line[place + shift] for place in wanted)
                times.append(datetime.fromisoformat(when).timestamp())
                rows.append([float(value) for value in told])
            except (IndexError, ValueError) as fault:
                raise DataFault(f"{path}:{number}: {fault}") from None
    order = np.argsort(times, kind="stable")
    return np.asarray(times)[order], np.asarray(rows)[order]


SETS: dict[str, Callable[[Path], list[Experiment]]] = {
    "nist_smoke_alarms": read_nist,
    "cfast_sweep": read_cfast,
    "fsri_compartments": read_fsri,
    "occupancy": read_occupancy,
}


class _Table:
    """The rows of one CSV, or of one group of its rows, column by column."""

    def __init__(self, path: Path, header: list[str], rows: list[list[str]], first: int) -> None:
        self._path, self._header, self._rows, self._first = path, header, rows, first

    def number(self, column: str) -> Numbers:
        """A column as numbers; an empty cell is NaN."""
        try:
            place = self._header.index(column)
        except ValueError:
            raise DataFault(f"{self._path}: there is no column {column!r}") from None
        try:
            return np.array([float(row[place]) if row[place] else np.nan for row in self._rows])
        except (ValueError, IndexError) as fault:
            raise DataFault(f"{self._path}, from line {self._first}, column {column!r}: {fault}") from None


def _read(path: Path) -> tuple[list[str], list[list[str]]]:
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        lines = csv.reader(io.StringIO(raw.decode("utf-8"), newline=""))
        header = next(lines, [])
        return header, [row for row in lines if row]
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as fault:
        raise DataFault(f"{path}: {fault}") from None


def _table(path: Path) -> _Table:
    header, rows = _read(path)
    return _Table(path, header, rows, 2)


def _rows(path: Path) -> list[dict[str, str]]:
    header, rows = _read(path)
    return [dict(zip(header, row, strict=False)) for row in rows]


def _grouped(path: Path, keys: tuple[str, ...]) -> dict[tuple[str, ...], _Table]:
    header, rows = _read(path)
    missing = [key for key in keys if key not in header]
    if missing:
        raise DataFault(f"{path}:1: there is no column {', '.join(missing)}")
    places = [header.index(key) for key in keys]
    groups: dict[tuple[str, ...], list[list[str]]] = defaultdict(list)
    first: dict[tuple[str, ...], int] = {}
    for number, row in enumerate(rows, start=2):
        key = tuple(row[place] for place in places)
        first.setdefault(key, number)
        groups[key].append(row)
    return {key: _Table(path, header, group, first[key]) for key, group in groups.items()}
