"""Reading fires with their first engine's attendance, laid out as the London Fire Brigade publishes them."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.travel_time.british_grid import grid
from runtime.faults import PlainFault

#: What a file must have, and what each is; further columns do not matter.
COLUMNS = {
    "DateOfCall": "day of the call: seconds since 1970, 2009-01-31, or 31 Jan 2009",
    "TimeOfCall": "time of the call, like 16:05:33",
    "Easting_m": "metres on the British grid, like 531350",
    "Northing_m": "metres on the British grid, like 195850",
    "IncidentStationGround": "the station on whose ground it burns",
    "FirstPumpArriving_AttendanceTime": "seconds from the order to the first engine's arrival",
    "FirstPumpArriving_DeployedFromStation": "the station from which the first engine came",
}
REGION = "BoroughName"
#: A station, ground or region that is not on record.
UNKNOWN = "-"
_ABSENT = frozenset(("", "null", "none", "na", "n/a", "nan"))
_DATES = (
    "%Y-%m-%d",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d/%m/%Y",
    "%d %B %Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
)
_TIME = re.compile(r"^([01]?\d|2[0-3]):([0-5]\d)(?::[0-5]\d(?:\.\d+)?)?$")
#: The longest attendance that the brigade itself publishes; more is a clerical error.
_LONGEST_S = 7_200.0
Texts = NDArray[np.str_]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Fires:
    """Columns of fires in the order of the file; `seconds` is what is to be foretold."""

    path: Path
    day: NDArray[np.int64]
    hour: NDArray[np.int64]
    east: Floats
    north: Floats
    ground: Texts
    station: Texts
    region: Texts
    seconds: Floats
    #: Rows of fires to which no engine is on record; they can be neither learnt nor judged.
    unattended: int = 0

    def __len__(self) -> int:
        return len(self.seconds)

    def where(self, chosen: NDArray[np.bool_]) -> Fires:
        """The fires that are chosen."""
        columns: dict[str, Any] = {
            name: column[chosen] for name, column in vars(self).items() if isinstance(column, np.ndarray)
        }
        return replace(self, **columns)


def read(path: Path) -> Fires:
    """All fires of a file to which an engine came.

    Raises PlainFault with file, line, field and cure: a missing column, a value that cannot be read, no fire.
    """
    rows: list[tuple[int, int, float, float, str, str, str, float]] = []
    unattended = 0
    for line, row in _rows(path, tuple(COLUMNS)):
        if _absent(row["FirstPumpArriving_AttendanceTime"]):
            unattended += 1
            continue
        rows.append(_fire(path, line, row))
    if not rows:
        raise PlainFault(f"{path}: no fire with an attendance time in it; give a file with some")
    day, hour, east, north, ground, station, region, seconds = map(np.array, zip(*rows, strict=True))
    return Fires(path, day, hour, east, north, ground, station, region, seconds, unattended)


def stations(path: Path) -> dict[str, tuple[float, float]]:
    """Easting and northing of every station. Raises PlainFault as `read` does."""
    places: dict[str, tuple[float, float]] = {}
    for line, row in _rows(path, ("Station_Name", "Station_Latitude", "Station_Longitude")):
        lat = _value(path, line, row, "Station_Latitude", _number(-90, 90), "degrees, like 51.507")
        lon = _value(path, line, row, "Station_Longitude", _number(-180, 180), "degrees, like -0.277")
        places[_value(path, line, row, "Station_Name", _name, "the station's name")] = grid(lat, lon)
    if not places:
        raise PlainFault(f"{path}: no station in it; give one a line, or leave --stations out")
    return places


def _fire(path: Path, line: int, row: dict[str, str]) -> tuple[int, int, float, float, str, str, str, float]:
    def read_as(field: str, reads: Callable[[str], Any]) -> Any:
        return _value(path, line, row, field, reads, COLUMNS[field])

    ground, station = (
        UNKNOWN if _absent(row[field]) else row[field].strip()
        for field in ("IncidentStationGround", "FirstPumpArriving_DeployedFromStation")
    )
    return (
        read_as("DateOfCall", _day),
        read_as("TimeOfCall", _hour),
        read_as("Easting_m", _number(0, 700_000)),
        read_as("Northing_m", _number(0, 1_300_000)),
        ground,
        # Where it is not on record from where the engine came, the ground's own is the best guess.
        ground if station == UNKNOWN else station,
        (row.get(REGION) or "").strip() or UNKNOWN,
        read_as("FirstPumpArriving_AttendanceTime", _number(0, _LONGEST_S)),
    )


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each row with its line; lines that are empty do not count."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise PlainFault(
                    f"{path}, line 1: no column {', '.join(missing)}; the first line must name "
                    f"{', '.join(needed)}, separated by commas"
                )
            for row in reader:
                if None in row or None in row.values():
                    raise PlainFault(
                        f"{path}, line {reader.line_num}: {'more' if None in row else 'fewer'} fields than "
                        f"the {len(reader.fieldnames or ())} columns of line 1; quote texts that hold commas"
                    )
                yield reader.line_num, row
    except OSError as error:
        raise PlainFault(f"{path}: {error.strerror}; name a CSV file that can be read") from error
    except UnicodeDecodeError as error:
        raise PlainFault(f"{path}: not UTF-8 at byte {error.start}; save it as CSV in UTF-8") from error
    except csv.Error as error:
        raise PlainFault(f"{path}, line {reader.line_num}: {error}; save it as CSV again") from error


def _value(
    path: Path, line: int, row: dict[str, str], field: str, reads: Callable[[str], Any], meant: str
) -> Any:
    try:
        return reads(row[field].strip())
    except (ValueError, OverflowError, OSError) as error:
        raise PlainFault(
            f"{path}, line {line}, {field}: {row[field]!r} is not {meant}; mend or drop the row"
        ) from error


def _absent(text: str) -> bool:
    return text.strip().lower() in _ABSENT


def _name(text: str) -> str:
    if _absent(text):
        raise ValueError(text)
    return text


def _number(low: float, high: float) -> Callable[[str], float]:
    def reads(text: str) -> float:
        value = float(text)
        if not low <= value <= high:
            raise ValueError(text)
        return value

    return reads


def _hour(text: str) -> int:
    found = _TIME.match(text)
    if not found:
        raise ValueError(text)
    return int(found[1])


def _day(text: str) -> int:
    """Days since 1970."""
    for form in _DATES:
        try:
            return (datetime.strptime(text, form).date() - date(1970, 1, 1)).days
        except ValueError:
            continue
    return (datetime.fromtimestamp(float(text), UTC).date() - date(1970, 1, 1)).days
