"""A measured curve from a CSV file, played as what a detector sees.

A curve is described by a small YAML file: which file, which rows, which columns, and in what unit its smoke
is written. A column that is not named, or that holds nothing at all, reads as zero; single empty cells are
gaps of the instrument and are bridged.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import Field

from simulators import documents, fires
from simulators.documents import DocumentError, Record
from simulators.fires import Array

MAX_ROWS = 500_000


class Columns(Record):
    """The names of the columns. `smoke_unit`: od = optical density 1/m, db = dB/m, obscuration = %/m."""

    time: str = "time_s"
    smoke: str | None = None
    smoke_unit: Literal["od", "db", "obscuration"] = "od"
    temperature: str | None = None
    co: str | None = None
    co_unit: Literal["ppm", "volpct"] = "ppm"


class CurveFile(Record):
    """Which rows of which file. `rows` names columns and the text they must hold."""

    file: Path
    rows: dict[str, str] = Field(default_factory=dict, max_length=8)
    columns: Columns
    ambient_c: float = 22.0


@dataclass(frozen=True)
class Curve:
    """Times s and, at each, smoke dB/m, excess temperature K and CO ppm; all (times,)."""

    times_s: Array
    smoke_db_m: Array
    heat_k: Array
    co_ppm: Array

    def at(self, since_s: float) -> tuple[float, float, float]:
        """The values `since_s` after the curve's first row; nothing before it and after its last one."""
        elapsed = self.times_s[0] + since_s
        if since_s < 0 or elapsed > self.times_s[-1]:
            return 0.0, 0.0, 0.0
        columns = (self.smoke_db_m, self.heat_k, self.co_ppm)
        smoke, heat, co = (float(np.interp(elapsed, self.times_s, column)) for column in columns)
        return smoke, heat, co

    @property
    def obscuration(self) -> Array:
        """Light lost over one metre, %."""
        return fires.obscuration(self.smoke_db_m / 10.0)


def load(path: Path) -> Curve:
    """Read the description `path` and the file it names. Raises DocumentError: file, line, column, cure."""
    described = documents.load(path, CurveFile)
    file = described.file if described.file.is_absolute() else path.parent / described.file
    return read(file, described)


def read(file: Path, described: CurveFile) -> Curve:
    """Read the rows that `described` asks for from `file`."""
    columns = described.columns
    wanted = [name for name in (columns.time, columns.smoke, columns.temperature, columns.co) if name]
    rows = _rows(file, described.rows, wanted)
    if len(rows) < 2:
        asked = ", ".join(f"{name} = {text}" for name, text in described.rows.items()) or "all rows"
        raise DocumentError(f"{file}: {len(rows)} rows with {asked}; correct `rows`")
    table = {name: np.array([row[number] for row in rows]) for number, name in enumerate(wanted)}
    times = table[columns.time]
    if np.any(np.diff(times) <= 0):
        raise DocumentError(f"{file}: column {columns.time}: time does not rise; name one series in `rows`")
    if np.isnan(times).any():
        raise DocumentError(f"{file}: column {columns.time}: empty cells; every row needs its time")
    table = {name: _bridged(times, values) for name, values in table.items()}
    nothing = np.zeros(times.size)
    smoke = table[columns.smoke] if columns.smoke else nothing
    heat = table[columns.temperature] - described.ambient_c if columns.temperature else nothing
    co = table[columns.co] * (10_000.0 if columns.co_unit == "volpct" else 1.0) if columns.co else nothing
    return Curve(times, _decibels(smoke, columns.smoke_unit), np.maximum(heat, 0.0), np.maximum(co, 0.0))


def _bridged(times: Array, values: Array) -> Array:
    known = ~np.isnan(values)
    return np.interp(times, times[known], values[known]) if known.any() else np.zeros(times.size)


def _decibels(smoke: Array, unit: str) -> Array:
    positive = np.maximum(smoke, 0.0)
    if unit == "db":
        return positive
    if unit == "od":
        return positive * 10.0
    return fires.density_of(np.minimum(positive, 99.99)) * 10.0


def _rows(file: Path, chosen: dict[str, str], wanted: list[str]) -> list[list[float]]:
    kept: list[list[float]] = []
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            known = reader.fieldnames or []
            for name in (*chosen, *wanted):
                if name not in known:
                    raise DocumentError(f"{file}:1: there is no column {name!r}; it has {', '.join(known)}")
            for row in reader:
                if any(row[name] != text for name, text in chosen.items()):
                    continue
                kept.append([_number(file, reader.line_num, name, row[name]) for name in wanted])
                if len(kept) > MAX_ROWS:
                    raise DocumentError(f"{file}:{reader.line_num}: more than {MAX_ROWS} rows; cut the file")
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise DocumentError(f"{file}: cannot be read: {fault}; check the path and the file") from fault
    return kept


def _number(file: Path, line: int, column: str, text: str | None) -> float:
    if not text:
        return float("nan")
    try:
        value = float(text)
    except ValueError:
        raise DocumentError(
            f"{file}:{line}: column {column}: {text!r} is no number; correct the cell"
        ) from None
    if not np.isfinite(value):
        raise DocumentError(f"{file}:{line}: column {column}: {text} is not finite; correct the cell")
    return value
