"""Fields of the line protocol back to samples and windows, for every engine that was written to by it. Pure.

A sample is `value`, with `quality` where it is not good, or `missing` (which holds the quality). A window is
`mean`, with `min`, `max`, `last`, `samples` and `quality` where they do not follow from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from cloud.timeseries.line_protocol import decoded
from cloud.timeseries.port import AnalogColumns, Latest, Tier, TierColumns

RAW_FIELDS = ("value", "quality", "missing")
WINDOW_FIELDS = ("mean", "min", "max", "samples", "quality", "last")


class Series(NamedTuple):
    """One series of ours."""

    area: str
    gateway: str
    part: str
    analog_type: int


class Column(NamedTuple):
    """One field of a series: when, and what."""

    ts: npt.NDArray[np.int64]
    value: npt.NDArray[np.float64]


Fields = Mapping[str, Column]


def series_of(tags: Mapping[str, str]) -> Series:
    """The series that a set of tags names."""
    return Series(
        decoded(tags.get("area", "")),
        decoded(tags.get("gateway", "")),
        decoded(tags.get("part", "")),
        int(tags.get("kind") or 0),
    )


def samples(found: Mapping[Series, Fields]) -> AnalogColumns:
    """Every sample, series after series, each by time."""
    ts, value, quality, lengths = [], [], [], []
    for fields in found.values():
        if len(fields) == 1 and "value" in fields:
            at, numbers = fields["value"]
            marks = np.zeros(len(at), np.uint8)
        else:
            at = _times(fields)
            numbers = _placed(at, fields.get("value"), np.nan)
            marks = _placed(at, fields.get("quality"), 0).astype(np.uint8)
            missing = _placed(at, fields.get("missing"), np.nan)
            alone = np.isnan(numbers) & ~np.isnan(missing)
            marks[alone] = missing[alone].astype(np.uint8)
        ts.append(at)
        value.append(numbers)
        quality.append(marks)
        lengths.append(len(at))
    return AnalogColumns(
        **_identity(found, lengths),
        ts=_joined(ts, np.int64),
        value=_joined(value, np.float64),
        quality=_joined(quality, np.uint8),
    )


def windows(found: Mapping[Series, Fields], tier: Tier) -> TierColumns:
    """Every window, series after series, each by time; of a window's revisions the newest."""
    pieces: dict[str, list[npt.NDArray[Any]]] = {name: [] for name in ("start", *WINDOW_FIELDS)}
    for fields in found.values():
        every = _times(fields)
        starts = every - every % tier.step_ms
        newest = np.append(starts[1:] != starts[:-1], True)
        at = every[newest]
        mean = _placed(at, fields.get("mean"), np.nan)
        pieces["start"].append(starts[newest])
        pieces["mean"].append(mean)
        for name in ("min", "max"):
            bound = _placed(at, fields.get(name), np.nan)
            pieces[name].append(np.where(np.isnan(bound), mean, bound))
        # Without a `last` of its own it is the mean, but of a window that was stored before there was one.
        last = _placed(at, fields.get("last"), np.nan)
        level = pieces["min"][-1] == pieces["max"][-1]
        pieces["last"].append(np.where(np.isnan(last) & level, mean, last))
        pieces["samples"].append(_placed(at, fields.get("samples"), 1))
        pieces["quality"].append(_placed(at, fields.get("quality"), 0))
    return TierColumns(
        **_identity(found, [len(starts) for starts in pieces["start"]]),
        ts=_joined(pieces["start"], np.int64),
        minimum=_joined(pieces["min"], np.float64),
        mean=_joined(pieces["mean"], np.float64),
        maximum=_joined(pieces["max"], np.float64),
        samples=_joined(pieces["samples"], np.int64),
        quality=_joined(pieces["quality"], np.uint8),
        last=_joined(pieces["last"], np.float64),
    )


def newest(found: Iterable[tuple[Series, str, int, float]]) -> list[Latest]:
    """The newest sample of each series, from the newest (series, field, time, value) of its fields."""
    fields: dict[tuple[str, str, int], dict[str, tuple[int, float]]] = {}
    for series, field, ts, value in found:
        held = fields.setdefault(series[1:], {})
        # The series of a gateway that has moved is stored under both its areas.
        if field not in held or held[field][0] < ts:
            held[field] = (ts, value)
    return list(_newest(fields))


def _newest(fields: Mapping[tuple[str, str, int], Mapping[str, tuple[int, float]]]) -> Iterator[Latest]:
    nothing = (-1, 0.0)
    for (gateway, part, analog_type), held in fields.items():
        at, value = held.get("value", nothing)
        marked_at, mark = held.get("quality", nothing)
        missed_at, missing = held.get("missing", nothing)
        if missed_at > at:
            yield Latest(gateway, part, analog_type, missed_at, None, int(missing))
        elif at >= 0:
            yield Latest(gateway, part, analog_type, at, value, int(mark) if marked_at == at else 0)


def _times(fields: Fields) -> npt.NDArray[np.int64]:
    return np.unique(np.concatenate([column.ts for column in fields.values()]))


def _placed(at: npt.NDArray[np.int64], column: Column | None, otherwise: float) -> npt.NDArray[np.float64]:
    """The column's values at these times; `otherwise` where it has none."""
    placed = np.full(len(at), otherwise, np.float64)
    if column is not None and len(at):
        spot = np.minimum(np.searchsorted(at, column.ts), len(at) - 1)
        hit = at[spot] == column.ts
        placed[spot[hit]] = column.value[hit]
    return placed


def _identity(found: Iterable[Series], lengths: list[int]) -> dict[str, Any]:
    known = list(found)

    def repeated(values: list[str]) -> npt.NDArray[np.object_]:
        return np.repeat(np.array(values, object), lengths)

    return {
        "area": repeated([series.area for series in known]),
        "gateway": repeated([series.gateway for series in known]),
        "part": repeated([series.part for series in known]),
        "analog_type": np.repeat(np.array([series.analog_type for series in known], np.uint8), lengths),
    }


def _joined(pieces: list[npt.NDArray[Any]], kind: type) -> npt.NDArray[Any]:
    return np.concatenate(pieces).astype(kind, copy=False) if pieces else np.empty(0, kind)
