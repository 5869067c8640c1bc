"""Columns to InfluxDB line protocol: the one encoding that VictoriaMetrics and every InfluxDB takes. Pure.

1. A series key (measurement and tags, sorted, escaped) is made once and looked up from then on; a line is
   then a key, a number and a time put together.
2. `quality` is written only where it is not good. A sample without a value is `missing`, which holds its
   quality. So every row is exactly one of `value` and `missing`, and rows can be counted.
3. Engines differ on backslashes and none takes a line break within a tag. Both are percent-encoded, and so is
   the percent sign; everything else is escaped as line protocol wants it. `decoded` undoes the percents.
4. Tags are bounded: area, gateway, part and kind (the analog type's code). Nothing else ever becomes one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

import numpy as np

from cloud.timeseries.port import AnalogColumns, Tier, TierColumns
from telemetry.messages import Quality

MEASUREMENTS = {
    Tier.RAW: "fire_analog",
    Tier.MINUTE: "fire_analog_minute",
    Tier.HOUR: "fire_analog_hour",
}

#: The lines of one request (InfluxDB's own advice; more gains nothing).
LINES = 5_000
#: The keys held; about 200 bytes each. Beyond it they are made again.
MAX_KEYS = 500_000

_FOREIGN = re.compile(r"[%\\\x00-\x1f\x7f]")
_ESCAPED = re.compile(r"([,= ])")


def encoded(text: str) -> str:
    """A text without what engines disagree on."""
    return _FOREIGN.sub(lambda found: f"%{ord(found[0]):02X}", text)


def decoded(text: str) -> str:
    """What `encoded` was given."""
    return unquote(text) if "%" in text else text


class _Keys(dict[tuple[str, str, str, int], str]):
    """Series keys by (area, gateway, part, analog type); a missing one is made."""

    def __init__(self, measurement: str, limit: int) -> None:
        super().__init__()
        self._measurement = measurement
        self._limit = limit

    def __missing__(self, key: tuple[str, str, str, int]) -> str:
        if len(self) >= self._limit:
            self.clear()
        area, gateway, part, kind = key
        made = f"{self._measurement},area={_tag(area)},gateway={_tag(gateway)},kind={kind},part={_tag(part)} "
        self[key] = made
        return made


class LineEncoder:
    """Makes the bodies of write requests. One thread at a time."""

    def __init__(self, lines: int = LINES, max_keys: int = MAX_KEYS) -> None:
        self._lines = lines
        self._keys = {tier: _Keys(name, max_keys) for tier, name in MEASUREMENTS.items()}

    def raw(self, columns: AnalogColumns) -> Iterator[bytes]:
        """The rows as requests of a bounded number of lines each."""
        # Most rows are good numbers; the few others are made apart and put in their places.
        plain = (columns.quality == Quality.GOOD) & ~np.isnan(columns.value)
        others = np.flatnonzero(~plain)[::-1].tolist()  # the first one last, where a list gives it up at once
        keys, stamps = self._keys_and_times(Tier.RAW, columns)
        values = columns.value.tolist()
        quality = columns.quality.tolist()
        for first in range(0, len(values), self._lines):
            last = min(first + self._lines, len(values))
            lines = [
                f"{key}value={value!r} {ts}"
                for key, value, ts in zip(
                    keys[first:last], values[first:last], stamps[first:last], strict=True
                )
            ]
            while others and others[-1] < last:
                row = others.pop()
                fields = _sample(values[row], quality[row])
                lines[row - first] = f"{keys[row]}{fields} {stamps[row]}"
            yield _body(lines)

    def tier(self, tier: Tier, columns: TierColumns, shift_ms: int = 0) -> Iterator[bytes]:
        """Windows as requests; each window's time is its beginning and `shift_ms`."""
        keys, stamps = self._keys_and_times(tier, columns, shift_ms)
        fields = map(
            _window,
            columns.minimum.tolist(),
            columns.mean.tolist(),
            columns.maximum.tolist(),
            columns.samples.tolist(),
            columns.quality.tolist(),
            columns.last.tolist(),
        )
        lines = [f"{key}{said} {ts}" for key, said, ts in zip(keys, fields, stamps, strict=True)]
        for first in range(0, len(lines), self._lines):
            yield _body(lines[first : first + self._lines])

    def _keys_and_times(
        self, tier: Tier, columns: AnalogColumns | TierColumns, shift_ms: int = 0
    ) -> tuple[list[str], list[int]]:
        known = self._keys[tier]
        series = zip(
            columns.area.tolist(),
            columns.gateway.tolist(),
            columns.part.tolist(),
            columns.analog_type.tolist(),
            strict=True,
        )
        return [known[key] for key in series], (columns.ts + shift_ms).tolist()


def _sample(value: float, quality: int) -> str:
    return f"missing={quality}" if value != value else f"value={value!r},quality={quality}"


def _window(minimum: float, mean: float, maximum: float, samples: int, quality: int, last: float) -> str:
    """A window's fields, sparing what follows from the others: one sample costs no more than it did raw."""
    fields = []
    if samples:
        fields.append(f"mean={mean!r}")
        if minimum != mean:
            fields.append(f"min={minimum!r}")
        if maximum != mean:
            fields.append(f"max={maximum!r}")
        if minimum != maximum and last == last:
            fields.append(f"last={last!r}")
    if samples != 1:
        fields.append(f"samples={samples}")
    if quality != Quality.GOOD:
        fields.append(f"quality={quality}")
    return ",".join(fields)


def _tag(text: str) -> str:
    return _ESCAPED.sub(r"\\\1", encoded(text))


def _body(lines: list[str]) -> bytes:
    # A lone surrogate cannot be UTF-8 and must not hold up everything behind it.
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")
