"""What VictoriaMetrics answers, as fields of series: exports, questions, figures. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import msgspec
import numpy as np

from cloud.timeseries.fields import Column, Fields, Series, series_of


class _Line(msgspec.Struct):
    metric: dict[str, str]
    values: list[float | None]
    timestamps: list[int]


class _Sample(msgspec.Struct):
    metric: dict[str, str]
    value: tuple[float, str]


class _Data(msgspec.Struct):
    result: list[_Sample]


class _Answer(msgspec.Struct):
    data: _Data


class _Counted(msgspec.Struct):
    totalSeries: int


class _Report(msgspec.Struct):
    data: _Counted


class _Values(msgspec.Struct):
    data: list[str]


_REPORT = msgspec.json.Decoder(_Report)
_VALUES = msgspec.json.Decoder(_Values)
_LINE = msgspec.json.Decoder(_Line)
_ANSWER = msgspec.json.Decoder(_Answer)
_FIGURE = re.compile(r"^(\w+)(\{[^}]*\})? (\S+)$", re.MULTILINE)
_PERIOD = re.compile(r'name="retentionPeriod", value="(\d+(?:\.\d+)?)([hdwy]?)"')
_UNIT_MS = {"h": 3_600_000, "d": 86_400_000, "w": 604_800_000, "y": 31_536_000_000, "": 2_678_400_000}


def exported(lines: Iterable[bytes], measurement: str) -> dict[Series, Fields]:
    """The lines of one export, joined by series of ours."""
    found: dict[Series, dict[str, list[Column]]] = {}
    for raw in lines:
        if not raw.strip():
            continue
        line = _LINE.decode(raw)
        field = line.metric["__name__"].removeprefix(measurement + "_")
        # A null would be a value that JSON cannot say; numpy makes NaN of it.
        column = Column(np.array(line.timestamps, np.int64), np.array(line.values, np.float64))
        found.setdefault(series_of(line.metric), {}).setdefault(field, []).append(column)
    return {
        series: {field: _joined(columns) for field, columns in fields.items()}
        for series, fields in found.items()
    }


def instant(answer: bytes) -> Iterator[tuple[dict[str, str], float]]:
    """Labels and value of every series of an instant query's answer."""
    for sample in _ANSWER.decode(answer).data.result:
        yield sample.metric, float(sample.value[1])


def total_series(answer: bytes) -> int:
    """How many series a cardinality report counts."""
    return _REPORT.decode(answer).data.totalSeries


def label_values(answer: bytes) -> list[str]:
    """The values of a label, sorted."""
    return sorted(_VALUES.decode(answer).data)


def figures(page: str) -> Iterator[tuple[str, str, float]]:
    """Every (name, labels, value) of a metrics page."""
    for name, labels, value in _FIGURE.findall(page):
        yield name, labels, float(value)


def period_ms(page: str) -> int | None:
    """The store's `-retentionPeriod` as its metrics page tells it (a bare number is months)."""
    found = _PERIOD.search(page)
    return None if found is None else int(float(found[1]) * _UNIT_MS[found[2]])


def keeps_one_of_equals(page: str) -> bool:
    """Whether the store runs with `-dedup.minScrapeInterval=1ms`."""
    return 'name="dedup.minScrapeInterval", value="1ms"' in page


def _joined(columns: list[Column]) -> Column:
    if len(columns) == 1:
        return columns[0]
    # A series may come in several lines: block by block, and once for each area its gateway has lived in.
    ts = np.concatenate([column.ts for column in columns])
    value = np.concatenate([column.value for column in columns])
    order = np.argsort(ts, kind="stable")
    return Column(ts[order], value[order])
