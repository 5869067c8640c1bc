"""Files of drawn fires, laid out as the brigade's."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np

from models.travel_time.british_grid import grid

STATIONS = {"Acton": (51.507, -0.277), "Barking": (51.53, 0.089), "Croydon": (51.378, -0.104)}


def fires(count: int, seed: int = 0, first_day: int = 14_245) -> list[dict[str, str]]:
    """Two minutes and 0.1 s a metre, Barking a minute later, the night half a minute; 10 s of noise."""
    draw = np.random.default_rng(seed)
    rows = []
    for number in range(count):
        name = list(STATIONS)[number % 3]
        east, north = np.array(grid(*STATIONS[name])) + draw.normal(0, 1_500, 2)
        metres = float(np.hypot(*(np.array([east, north]) - grid(*STATIONS[name]))))
        hour = int(draw.integers(24))
        seconds = 120 + 0.1 * metres + 60 * (name == "Barking") + 30 * (hour < 6) + draw.normal(0, 10)
        rows.append(
            {
                "IncidentNumber": str(number),
                "DateOfCall": str((first_day + number * 90 // count) * 86_400.0),
                "TimeOfCall": f"{hour:02d}:{draw.integers(60):02d}:00",
                "BoroughName": name,
                "Easting_m": f"{east:.0f}",
                "Northing_m": f"{north:.0f}",
                "IncidentStationGround": name,
                "FirstPumpArriving_AttendanceTime": f"{max(seconds, 1):.0f}",
                "FirstPumpArriving_DeployedFromStation": name,
            }
        )
    return rows


def written(path: Path, rows: Iterable[Mapping[str, str]]) -> Path:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def stations(path: Path, names: Iterable[str] = tuple(STATIONS)) -> Path:
    return written(
        path,
        [
            {
                "Station_Name": name,
                "Station_Latitude": str(STATIONS[name][0]),
                "Station_Longitude": str(STATIONS[name][1]),
            }
            for name in names
        ],
    )
