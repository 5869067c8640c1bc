"""CSV files as columns; whatever is wrong with one is told by file, line and column, with what to do."""

from __future__ import annotations

import csv
import gzip
import io
import math
import zlib
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.early_warning.experiments import DataFault

Numbers = NDArray[np.float64]


@dataclass(frozen=True)
class Table:
    """Rows of one CSV, or of one group of its rows; `lines` are their numbers in the file."""

    path: Path
    header: list[str]
    rows: list[list[str]]
    lines: list[int]

    def has(self, column: str) -> bool:
        """Whether there is such a column."""
        return column in self.header

    def words(self, column: str) -> list[str]:
        """A column as it stands."""
        if not self.has(column):
            raise DataFault(f"{self.path}: there is no column {column!r}; it has {', '.join(self.header)}")
        place = self.header.index(column)
        return [row[place].strip() for row in self.rows]

    def number(self, column: str) -> Numbers:
        """A column as numbers; an empty cell is NaN."""
        return np.array(
            [
                self._number(line, column, word)
                for line, word in zip(self.lines, self.words(column), strict=True)
            ]
        )

    def number_or_none(self, column: str) -> Numbers:
        """A column that a set may lack: NaN throughout where it does."""
        return self.number(column) if self.has(column) else np.full(len(self.rows), np.nan)

    def known(self, column: str) -> Numbers:
        """A column that has a number in every row."""
        numbers = self.number(column)
        for place in np.flatnonzero(np.isnan(numbers)):
            raise DataFault(self._at(int(place), column, "is empty; give a number"))
        return numbers

    def times(self, column: str) -> Numbers:
        """A column of times that never run back."""
        times = self.known(column)
        for place in np.flatnonzero(np.diff(times) < 0) + 1:
            told = f"{times[place]:g} after {times[place - 1]:g}; sort the rows by time"
            raise DataFault(self._at(int(place), column, told))
        return times

    def _number(self, line: int, column: str, word: str) -> float:
        try:
            number = float(word) if word else math.nan
        except ValueError:
            number = math.inf
        if math.isinf(number):
            told = f"{word!r} is no number; mend it or leave it empty"
            raise DataFault(f"{self.path}:{line}, column {column!r}: {told}")
        return number

    def _at(self, place: int, column: str, told: str) -> str:
        return f"{self.path}:{self.lines[place]}, column {column!r}: {told}"


def read(path: Path, numbered: bool = False) -> Table:
    """A whole file; `numbered` rows begin with a number that the header lacks."""
    try:
        raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        text = raw.decode("utf-8-sig")
        lines = csv.reader(io.StringIO(text, newline=""))
        header = [name.strip() for name in next(lines, [])]
        rows = [(row, lines.line_num) for row in lines if row]
    except UnicodeDecodeError as fault:
        line = raw[: fault.start].count(b"\n") + 1
        raise DataFault(f"{path}:{line}: this is no UTF-8; save the file as UTF-8") from None
    except OSError as fault:
        raise DataFault(f"{path}: cannot be read: {fault.strerror or fault}") from None
    except (EOFError, zlib.error, csv.Error) as fault:
        raise DataFault(f"{path}: cannot be read: {fault}; fetch the file again") from None
    if not rows:
        raise DataFault(f"{path}: there are no rows below its header; fetch the file again")
    if numbered:
        header = ["", *header]
    for row, line in rows:
        if len(row) < len(header):
            told = f"{len(row)} cells where the header has {len(header)}"
            raise DataFault(f"{path}:{line}: {told}; complete the row or take it out")
    return Table(path, header, [row for row, _ in rows], [line for _, line in rows])


def grouped(path: Path, *keys: str) -> dict[tuple[str, ...], Table]:
    """The rows of a file by what stands in the columns `keys`, in the order of their first rows."""
    table = read(path)
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, key in enumerate(zip(*(table.words(key) for key in keys), strict=True)):
        groups[key].append(place)
    return {
        key: replace(table, rows=[table.rows[at] for at in places], lines=[table.lines[at] for at in places])
        for key, places in groups.items()
    }
