"""Why a row is warned of, in words: what the probability would be had one thing not changed.

Occlusion: the very model is run once more on a small batch of this one row. In each copy one channel is made
flat where it stood before (at its lowest, what a fire adds to; at its median, what may fall as well as rise),
or the neighbours are taken away. How far the log-odds fall without a thing is how much it counts; its share
is that of all falls. Where no single thing is missed (each tells what another tells too), what each alone
adds to a row where nothing moved is taken instead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.model_file import ModelFile
from models.windows import Floats, Windows
from telemetry.analog_types import BY_SLUG

LARGEST_NUMBER = 4
SMALLEST_SHARE = 0.1
_NOTHING = 1e-3
#: A look is told for the shortest span that holds this much of the largest change.
_MOST = 0.8
#: A rise within so long is told by the minute.
_QUICK_S = 1800.0
#: How a span of time is told: from so many seconds on, in that unit.
_SPANS = ((172_800, 86_400, "天", "day"), (7_200, 3_600, "小时", "hour"), (60, 60, "分钟", "minute"))
_OVER = re.compile(r"over (\d+) (s|min)")


class Reason(NamedTuple):
    """One thing that drove a warning: in words, and its share (0 to 1) of all of them."""

    zh: str
    en: str
    share: float
    #: The analog type that it speaks of; None: of something else.
    analog: int | None = None


def _lowest(blocks: Floats) -> float:
    return float(blocks.min())


def _median(blocks: Floats) -> float:
    return float(np.median(blocks))


class _Words(NamedTuple):
    """A channel as people read it: names, unit, decimals, what is too little to be told, a neighbour's."""

    zh: str
    en: str
    unit: str
    decimals: int
    least: float
    beside_zh: str = ""
    beside_en: str = ""
    #: Where it stood before, of the means of whole blocks.
    before: Callable[[Floats], float] = _lowest


_WORDS = {
    "smoke": _Words("烟雾减光率", "smoke", "%/m", 1, 0.1, "也测到烟雾", "sees smoke too"),
    "heat": _Words("温度", "temperature", "K", 1, 0.3, "也在升温", "warms up too"),
    "co": _Words("一氧化碳", "CO", "ppm", 0, 1.0, "也测到一氧化碳", "tells CO too"),
    "co2": _Words("二氧化碳", "CO2", "ppm", 0, 20.0, "也测到二氧化碳", "tells CO2 too"),
    "humidity": _Words("湿度", "humidity", "%", 0, 1.0, "湿度也在变", "grows humid too"),
    "battery": _Words("电池电量", "battery", "%", 0, 1.0, before=_median),
    "residual": _Words("剩余电流", "residual current", "mA", 0, 3.0),
    "cable_l1": _Words("线缆温度 L1", "cable temperature L1", "°C", 1, 0.5, before=_median),
    "cable_l2": _Words("线缆温度 L2", "cable temperature L2", "°C", 1, 0.5, before=_median),
    "cable_l3": _Words("线缆温度 L3", "cable temperature L3", "°C", 1, 0.5, before=_median),
    "cable_n": _Words("线缆温度 N", "cable temperature N", "°C", 1, 0.5, before=_median),
    "ambient": _Words("环境温度", "ambient temperature", "°C", 1, 0.5, before=_median),
    "load": _Words("负载电流", "load", "A", 1, 0.5, before=_median),
    "pressure": _Words("压力", "pressure", "MPa", 3, 0.005, before=_median),
    "level": _Words("液位", "level", "m", 2, 0.02, before=_median),
    "flow": _Words("流量", "flow", "L/s", 1, 0.2, before=_median),
    "pump": _Words("水泵运行", "running of the pump", "", 0, 0.5, before=_median),
}


def reasons(
    model: ModelFile, windows: Windows, row: int, near: Sequence[int] = (), names: Sequence[str] = ()
) -> list[Reason]:
    """Why row `row` stands where it does, strongest first; `near` are its neighbours' rows, -1 for none.

    `names` are what those neighbours are called, in the same order.
    """
    beside = [(other, name) for other, name in zip(near, names, strict=False) if other >= 0]
    beside = beside[: model.description.neighbours]
    present = [int(place) for place in np.flatnonzero(windows.have[row])]
    batch = _Batch(model, windows, row, [other for other, _ in beside])
    told = batch.ask(present)
    falls = told.whole - told.without
    if falls.clip(min=0.0).sum() < _NOTHING:
        falls = told.alone - told.flat
    falls = falls.clip(min=0.0)
    if falls.sum() < _NOTHING:
        return []
    shares = falls / falls.sum()
    features = dict(zip(model.description.features, told.features.tolist(), strict=False))
    channels = [channel.name for channel in model.description.channels]
    words = [_of_channel(channels[place], windows, row, place, features) for place in present]
    if beside:
        words.append(_of_neighbours(channels, windows, beside))
    analogs = [_analog(model.description.channels[place].analog) for place in present]
    analogs += [None] * bool(beside)
    found = [
        Reason(zh, en, round(float(share), 3), analog)
        for (zh, en), share, analog in zip(words, shares, analogs, strict=True)
    ]
    found.sort(key=lambda reason: -reason.share)
    return [reason for reason in found if reason.share >= SMALLEST_SHARE][:LARGEST_NUMBER]


class _Told(NamedTuple):
    """Log-odds: as it is, without each thing, with each thing alone, with nothing; and the features."""

    whole: float
    without: NDArray[np.float64]
    alone: NDArray[np.float64]
    flat: float
    features: Floats


class _Batch:
    """One detector several times over, and its neighbours behind."""

    def __init__(self, model: ModelFile, windows: Windows, row: int, near: list[int]) -> None:
        self._model, self._windows, self._row, self._near = model, windows, row, near

    def ask(self, present: list[int]) -> _Told:
        """The things are the channels `present`, then the neighbours where there are any."""
        things = len(present) + bool(self._near)
        count = 2 * things + 2  # as it is, without each, each alone, nothing
        rows = [self._row] * count + self._near
        inputs: dict[str, NDArray[Any]] = {
            "fast": self._windows.fast[:, rows].copy(),
            "slow": self._windows.slow[:, rows].copy(),
            "have": self._windows.have[rows],
        }
        without = range(1, 1 + things)
        alone = range(1 + things, 1 + 2 * things)
        names = [channel.name for channel in self._model.description.channels]
        for number, channel in enumerate(present):
            before = _words(names[channel]).before(self._windows.slow[:, self._row, channel])
            for place in (without[number], *(one for one in alone if one != alone[number]), count - 1):
                inputs["fast"][:, place, channel] = before
                inputs["slow"][:, place, channel] = before
        if self._model.description.neighbours:
            near = np.full((len(rows), self._model.description.neighbours), -1, dtype=np.int64)
            if self._near:
                alike = [0, *without[:-1], alone[-1]]
                near[alike, : len(self._near)] = count + np.arange(len(self._near))
            inputs["near"] = near
        probability, features = self._model.session.run(["probability", "features"], inputs)
        odds = _log_odds(probability)
        return _Told(
            float(odds[0]),
            odds[without.start : without.stop],
            odds[alone.start : alone.stop],
            float(odds[count - 1]),
            features[0],
        )


def _words(name: str) -> _Words:
    return _WORDS.get(name, _Words(name, name, "", 2, 0.0))


def _analog(slug: str) -> int | None:
    kind = BY_SLUG.get(slug)
    return None if kind is None else kind.code


def _log_odds(probability: Floats) -> NDArray[np.float64]:
    bounded = np.clip(probability.astype(np.float64), 1e-6, 1.0 - 1e-6)
    return np.asarray(np.log(bounded / (1.0 - bounded)))


def _of_channel(
    name: str, windows: Windows, row: int, place: int, features: Mapping[str, float]
) -> tuple[str, str]:
    words = _words(name)
    now = float(windows.fast[-1, row, place])
    span_s, change = _change(name, windows, row, place, features)
    before, level = now - change, now
    if name == "smoke":
        before, level = _loss(before), _loss(now)
        change = level - before
    unit = f" {words.unit}" if words.unit else ""
    standing = f" {level:.{words.decimals}f}" + (" °C" if name == "heat" else unit)
    if abs(change) < words.least:
        return f"{words.zh}为{standing}", f"{words.en} stands at{standing}"
    verb_zh, verb_en = ("升高", "rose") if change > 0 else ("下降", "fell")
    if name == "heat" and span_s <= _QUICK_S:
        rate = f"{abs(change) * 60.0 / span_s:.1f}"
        verb_en = "rises" if change > 0 else "falls"
        zh = f"温度每分钟{verb_zh} {rate} K,现为{standing}"
        return zh, f"the temperature {verb_en} by {rate} K a minute, now{standing}"
    size = f"{abs(change):.{words.decimals}f}{unit}"
    span_zh, span_en = _span(span_s)
    return (
        f"{words.zh} {span_zh}内{verb_zh} {size},现为{standing}",
        f"{words.en} {verb_en} by {size} in {span_en}, now{standing}",
    )


def _change(
    name: str, windows: Windows, row: int, place: int, features: Mapping[str, float]
) -> tuple[float, float]:
    """Seconds, and the change over them in the channel's unit; without such features, over the lowest."""
    changes = []
    for feature, value in features.items():
        channel, _, what = feature.partition(": ")
        found = _OVER.fullmatch(what)
        if channel == name and found and np.isfinite(value):
            changes.append((int(found[1]) * (60.0 if found[2] == "min" else 1.0), value))
    if not changes:
        slow = windows.slow[:, row, place]
        before = _words(name).before(slow)
        blocks = slow.size - int(np.abs(slow - before).argmin())
        shape = windows.shape
        return blocks * shape.slow_every * shape.tick_s, float(windows.fast[-1, row, place] - before)
    most = max(abs(value) for _, value in changes)
    return min((span, value) for span, value in changes if abs(value) >= _MOST * most)


def _span(seconds: float) -> tuple[str, str]:
    if seconds < 60:
        return f"{seconds:.0f} 秒", f"{seconds:.0f} seconds"
    _, unit_s, zh, en = next(span for span in _SPANS if seconds >= span[0])
    count = round(seconds / unit_s)
    return f"{count} {zh}", f"{count} {en}{'s' if count != 1 else ''}"


def _loss(db_m: float) -> float:
    """Light loss in %/m of an optical density in dB/m."""
    return float(100.0 * (1.0 - 10.0 ** (-max(db_m, 0.0) / 10.0)))


def _of_neighbours(
    channels: Sequence[str], windows: Windows, beside: Sequence[tuple[int, str]]
) -> tuple[str, str]:
    strongest, told = 1.0, ("相邻探测器也有变化", "the neighbouring detectors tell of it too")
    for other, name in beside:
        rises = windows.fast[-1, other] - windows.slow[:, other].min(axis=0)
        for place, channel in enumerate(channels):
            words = _WORDS.get(channel)
            if words is None or not windows.have[other, place]:
                continue
            strength = float(rises[place]) / words.least
            if strength >= strongest:
                strongest = strength
                told = (
                    f"相邻探测器 {name} {words.beside_zh}",
                    f"the neighbouring detector {name} {words.beside_en}",
                )
    return told
