"""The fixed thresholds that a model is measured against; they stay on beside it.

Each is judged on the very ticks that the model sees. A rise is the change over the last minute.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from models.early_warning.channels import CHANNELS, smoke_db_m
from models.early_warning.experiments import TICK_S, DataFault
from models.windows import Floats


@dataclass(frozen=True)
class Threshold:
    """A limit on one channel in the unit people know: %/m, °C, K a minute (`rise`), ppm."""

    name: str
    channel: str
    limit: float
    rise: bool = False
    #: Whether the model's lead over the earliest of these is the headline.
    headline: bool = True

    def crossed(self, values: Floats) -> int | None:
        """The first tick of `values` (ticks, channels) of one detector at or above the limit."""
        column = values[:, [channel.name for channel in CHANNELS].index(self.channel)]
        if self.rise:
            minute = int(60.0 / TICK_S)
            before = np.concatenate([np.full(min(minute, column.size), column[0]), column[:-minute]])
            column = column - before
        limit = float(smoke_db_m(self.limit)) if self.channel == "smoke" else self.limit
        over = np.flatnonzero(column >= limit)
        return int(over[0]) if over.size else None


#: 12 %/m is near the top of EN 54-7's range (m of 0.15 to 0.6 dB/m is 3 to 13 %/m); 57 °C
#: and 8.3 K a minute are those of fixed and rate-of-rise heat detectors (NFPA 72); 60 ppm is a detector of EN
#: 50291's range. The heat's rise and CO are shown beside the headline.
THRESHOLDS = (
    Threshold("smoke-12", "smoke", 12.0),
    Threshold("heat-57", "heat", 57.0),
    Threshold("rise-8.3", "heat", 8.3, rise=True, headline=False),
    Threshold("co-60", "co", 60.0, headline=False),
)


def read(path: Path) -> tuple[Threshold, ...]:
    """Thresholds from a TOML file of `[[threshold]]` tables; DataFault names what is wrong."""
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as fault:
        raise DataFault(f"{path}: cannot be read: {fault.strerror or fault}") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise DataFault(f"{path}: this is no TOML in UTF-8: {fault}; mend the file") from None
    entries = told.get("threshold")
    if not isinstance(entries, list) or not entries:
        raise DataFault(f"{path}: there is no [[threshold]]; write one with name, channel and limit")
    return tuple(_threshold(path, number, entry) for number, entry in enumerate(entries, start=1))


#: What each key of a threshold's table must be, and how that is said.
_KEYS: dict[str, tuple[tuple[type, ...], str]] = {
    "name": ((str,), "a word"),
    "channel": ((str,), "a word"),
    "limit": ((int, float), "a number"),
    "rise": ((bool,), "true or false"),
    "headline": ((bool,), "true or false"),
}


def _threshold(path: Path, number: int, entry: dict[str, Any]) -> Threshold:
    where = f"{path}, [[threshold]] {number}"
    unknown, missing = set(entry) - set(_KEYS), {"name", "channel", "limit"} - set(entry)
    if unknown or missing:
        told = [f"no {key}" for key in sorted(missing)] + [f"unknown {key!r}" for key in sorted(unknown)]
        raise DataFault(f"{where}: {', '.join(told)}; name, channel, limit; rise and headline if need be")
    for key, value in entry.items():
        types, words = _KEYS[key]
        if type(value) not in types:
            raise DataFault(f"{where}: {key} is {value!r}; give {words}")
    names = sorted(channel.name for channel in CHANNELS)
    if entry["channel"] not in names:
        raise DataFault(f"{where}: channel {entry['channel']!r}; one of {', '.join(names)}")
    return Threshold(**entry)
