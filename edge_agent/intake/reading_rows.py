"""Readings on their way into messages: single rows and blocks of one moment, in pages of bounded size."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from telemetry.messages import MAX_MESSAGE_BYTES, Quality

READING_ROWS = 2048
#: One row in JSON at its longest: index, type, time, value, quality, and their commas.
_ROW_BYTES = 6 + 4 + 14 + 25 + 2
#: Rows that are added before the page is weighed again.
_STEP = 256
_LONGEST_NAME_BYTES = 4 * 96 + 3
#: A page that weighs so much is full: with another step it still fits into a message.
_PAGE_BYTES = MAX_MESSAGE_BYTES - _STEP * (_ROW_BYTES + _LONGEST_NAME_BYTES) - 8192
_QUALITIES = tuple(Quality)


@dataclass(frozen=True, slots=True)
class Row:
    """One sample on its way into a reading batch."""

    part: str
    analog_type: int
    ts: int
    value: float | None
    quality: Quality


@dataclass(frozen=True, slots=True)
class RowBlock:
    """Samples of one moment, as columns of one length."""

    #: Indices of `names`.
    part: NDArray[np.int64]
    names: Sequence[str]
    analog_type: NDArray[np.int64]
    ts: int
    #: NaN or infinite: no value.
    value: NDArray[np.float64]
    quality: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.part)

    @property
    def parts(self) -> set[str]:
        """The parts it speaks of."""
        return {self.names[slot] for slot in self.part.tolist()}

    def rows(self) -> Iterator[Row]:
        """Its samples one by one."""
        columns = (self.part.tolist(), self.analog_type.tolist(), _values(self.value), self.quality.tolist())
        for slot, analog_type, value, quality in zip(*columns, strict=True):
            yield Row(self.names[slot], analog_type, self.ts, value, _QUALITIES[quality])


@dataclass(slots=True)
class Page:
    """The columns of one reading batch; `part` indexes `parts`."""

    parts: list[str] = field(default_factory=list)
    part: list[int] = field(default_factory=list)
    analog_type: list[int] = field(default_factory=list)
    ts: list[int] = field(default_factory=list)
    value: list[float | None] = field(default_factory=list)
    quality: list[Quality] = field(default_factory=list)
    index: dict[str, int] = field(default_factory=dict)
    #: Bytes of the names, encoded.
    names_bytes: int = 0

    @property
    def room(self) -> int:
        """Rows that it still takes; never more than one step beyond what it may weigh."""
        if len(self.part) * _ROW_BYTES + self.names_bytes >= _PAGE_BYTES:
            return 0
        return min(_STEP, READING_ROWS - len(self.part))

    def add(self, row: Row) -> None:
        """Take one row."""
        self.part.append(self._place(row.part))
        self.analog_type.append(row.analog_type)
        self.ts.append(row.ts)
        self.value.append(row.value)
        self.quality.append(row.quality)

    def add_block(self, block: RowBlock, first: int, last: int) -> None:
        """Take the block's rows from `first` up to `last`, that one not included."""
        names = [block.names[slot] for slot in block.part[first:last].tolist()]
        if self.index.keys().isdisjoint(names) and len(set(names)) == len(names):
            self._add_names(names)
        else:
            self.part += [self._place(name) for name in names]
        self.analog_type += block.analog_type[first:last].tolist()
        self.ts += [block.ts] * (last - first)
        self.value += _values(block.value[first:last])
        self.quality += [_QUALITIES[code] for code in block.quality[first:last].tolist()]

    def _add_names(self, names: list[str]) -> None:
        """Parts that are new here, one row each: what a poll of many parts brings."""
        places = range(len(self.parts), len(self.parts) + len(names))
        self.parts += names
        self.index.update(zip(names, places, strict=True))
        self.part += places
        self.names_bytes += len("".join(names).encode()) + 3 * len(names)

    def _place(self, part: str) -> int:
        place = self.index.get(part)
        if place is None:
            place = self.index[part] = len(self.parts)
            self.parts.append(part)
            self.names_bytes += len(part.encode()) + 3
        return place


def _values(column: NDArray[np.float64]) -> list[float | None]:
    values: list[float | None] = column.tolist()
    finite = np.isfinite(column)
    if not finite.all():
        for place in np.flatnonzero(~finite).tolist():
            values[place] = None
    return values


def pages(rows: Iterable[Row], blocks: Iterable[RowBlock] = ()) -> Iterator[Page]:
    """All of them in pages of at most READING_ROWS."""
    page = Page()
    for row in rows:
        if not page.room:
            yield page
            page = Page()
        page.add(row)
    for block in blocks:
        first = 0
        while first < len(block):
            if not page.room:
                yield page
                page = Page()
            last = min(len(block), first + page.room)
            page.add_block(block, first, last)
            first = last
    if page.part:
        yield page
