"""Questions in InfluxQL, which InfluxDB 1, 2 and 3 share on `/query`, and their answers as fields. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import msgspec
import numpy as np

from cloud.timeseries.fields import Column, Fields, Series, series_of
from cloud.timeseries.line_protocol import MEASUREMENTS, encoded
from cloud.timeseries.port import Tier

_BY_SERIES = ' GROUP BY "area","gateway","kind","part"'
_DURATION = re.compile(r"(\d+)(h|m|s)")
_SECONDS = {"h": 3600, "m": 60, "s": 1}


class _Table(msgspec.Struct):
    columns: list[str]
    values: list[list[Any]]
    tags: dict[str, str] = {}


class _Result(msgspec.Struct):
    statement_id: int = 0
    series: list[_Table] = []
    error: str | None = None


class _Answer(msgspec.Struct):
    results: list[_Result] = []
    error: str | None = None


_DECODER = msgspec.json.Decoder(_Answer)


class QuestionRefused(Exception):
    """The engine answered 200 and an error within, as it does."""


def where_series(gateway: str, part: str, analog_type: int) -> str:
    """The condition that names one series."""
    tags = {"gateway": gateway, "part": encoded(part), "kind": str(analog_type)}
    return " AND ".join(f'"{tag}"={_text(value)}' for tag, value in tags.items())


def where_gateways(gateways: Sequence[str]) -> str:
    """The condition that names gateways. Their ids are letters, digits, `_` and `-` alone."""
    if len(gateways) == 1:
        return f'"gateway"={_text(gateways[0])}'
    return f'"gateway" =~ /^({"|".join(gateways)})$/'


def select(tier: Tier, fields: Collection[str], where: str, start: int, end: int) -> str:
    """Every row with `start` <= time < `end`."""
    return _question([f'"{field}"' for field in fields], tier, where, start, end) + _BY_SERIES


def last(tier: Tier, fields: Collection[str], where: str, start: int, end: int) -> str:
    """The newest of each field, one statement a field."""
    return ";".join(_question([f'last("{field}")'], tier, where, start, end) + _BY_SERIES for field in fields)


def count(tier: Tier, fields: Collection[str], where: str | None, start: int, end: int) -> str:
    """How many rows have each of these fields."""
    return _question([f'count("{field}")' for field in fields], tier, where, start, end)


def delete_before(tier: Tier, ts: int) -> str:
    """Delete a tier's rows older than a time."""
    return " ".join(("DELETE FROM", _name(tier), f"WHERE time < {ts}ms"))


def tables(answers: Iterable[bytes]) -> Iterator[tuple[int, _Table]]:
    """Every table of an answer (or of the pieces of a chunked one), with the number of its statement."""
    for raw in answers:
        if not raw.strip():
            continue
        answer = _DECODER.decode(raw)
        if answer.error:
            raise QuestionRefused(answer.error)
        for result in answer.results:
            if result.error:
                raise QuestionRefused(result.error)
            for table in result.series:
                yield result.statement_id, table


def by_series(answers: Iterable[bytes]) -> dict[Series, Fields]:
    """The rows of a `select`, as fields of series."""
    found: dict[Series, dict[str, list[tuple[Any, Any]]]] = {}
    for _, table in tables(answers):
        columns = list(zip(*table.values, strict=True))
        held = found.setdefault(series_of(table.tags), {})
        for name, values in zip(table.columns[1:], columns[1:], strict=True):
            held.setdefault(name, []).append((columns[0], values))
    return {series: _present(fields) for series, fields in found.items()}


def newest_fields(
    answers: Iterable[bytes], fields: Sequence[str]
) -> Iterator[tuple[Series, str, int, float]]:
    """(series, field, time, value) of a `last`."""
    for number, table in tables(answers):
        for ts, value in table.values:
            yield series_of(table.tags), fields[number], int(ts), float(value)


def duration_ms(text: str) -> int | None:
    """A retention policy's duration ("2160h0m0s"); None: for ever."""
    seconds = sum(int(number) * _SECONDS[unit] for number, unit in _DURATION.findall(text))
    return seconds * 1000 or None


def _present(fields: dict[str, list[tuple[Any, Any]]]) -> Fields:
    found = {}
    for name, pieces in fields.items():
        ts = np.concatenate([np.array(times, np.int64) for times, _ in pieces])
        value = np.concatenate([np.array(values, np.float64) for _, values in pieces])
        there = ~np.isnan(value)
        if there.any():
            order = np.argsort(ts[there], kind="stable")
            found[name] = Column(ts[there][order], value[there][order])
    return found


def _name(tier: Tier) -> str:
    return f'"{MEASUREMENTS[tier]}"'


def _question(what: Sequence[str], tier: Tier, where: str | None, start: int, end: int) -> str:
    conditions = [where] if where else []
    conditions += [f"time >= {start}ms", f"time < {end}ms"]
    return " ".join(("SELECT", ",".join(what), "FROM", _name(tier), "WHERE", " AND ".join(conditions)))


def _text(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
