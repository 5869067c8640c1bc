"""The books of what the engine was given: counts to check it by, and hours that got samples late.

1. For a share of the gateways (chosen by a hash of their id, the same ones for ever), the different samples
   of each hour are counted. A job asks the engine later how many it has.
2. An hour that has been downsampled, or is just being so, and gets samples all the same is noted, for any
   gateway. `claimed_until` rises before the downsampling job reads, and a note is made after the engine was
   written to: so a sample that the job did not see is always noted.
3. Both are written in the transaction that deletes the journal's rows, so they count each sample once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from zlib import crc32

import numpy as np
import numpy.typing as npt
from sqlalchemy.orm import Session

from cloud.timeseries import repository
from cloud.timeseries.port import AnalogColumns, Tier

HOUR_MS = Tier.HOUR.step_ms
#: One gateway in so many is counted when there are many; a power of two.
MAX_SHARE = 256
#: So many gateways are counted before the share shrinks.
COUNTED_GATEWAYS = 1_000


class Tally(NamedTuple):
    """What one write held."""

    #: Different samples of each (gateway, hour), of the counted gateways alone.
    counts: dict[tuple[str, int], int]
    #: Every (gateway, hour) that got a sample.
    hours: set[tuple[str, int]]


def share_for(gateways: int) -> int:
    """One in how many gateways is counted, so that about a thousand are."""
    share = 1
    while share < MAX_SHARE and gateways > share * COUNTED_GATEWAYS:
        share *= 2
    return share


def is_counted(gateway: str, share: int) -> bool:
    """Whether this gateway's samples are counted. Who is counted at a share is so at every smaller one."""
    return crc32(gateway.encode("utf-8", "replace")) % share == 0


def tally(columns: AnalogColumns, share: int) -> Tally:
    """Count one write."""
    if not len(columns):
        return Tally({}, set())
    codes, gateways = _coded(columns.gateway)
    hour = columns.ts // HOUR_MS
    hours = {(gateways[code], number * HOUR_MS) for (code, number), _ in _pairs(codes, hour)}
    counted = np.array([is_counted(name, share) for name in gateways], bool)[codes]
    parts, _ = _coded(columns.part[counted])
    series = codes[counted] * len(columns) + parts
    order = np.lexsort((columns.ts[counted], columns.analog_type[counted], series))
    different = np.zeros(len(order), bool)
    different[:1] = True
    for column in (series, columns.analog_type[counted], columns.ts[counted]):
        ordered = column[order]
        different[1:] |= ordered[1:] != ordered[:-1]
    rows = order[different]
    counts = {
        (gateways[code], number * HOUR_MS): size
        for (code, number), size in _pairs(codes[counted][rows], hour[counted][rows])
    }
    return Tally(counts, hours)


def note(session: Session, tallies: list[Tally], now: int) -> None:
    """Book what the engine has. Within the transaction that makes the writer forget it."""
    counts: dict[tuple[str, int], int] = {}
    hours: set[tuple[str, int]] = set()
    for one in tallies:
        hours |= one.hours
        for key, number in one.counts.items():
            counts[key] = counts.get(key, 0) + number
    claimed = repository.claimed_until(session)
    if claimed is not None:
        repository.note_late(session, sorted(key for key in hours if key[1] < claimed), now)
    repository.add_written(session, counts, now)


def _coded(texts: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.int64], list[str]]:
    """A number for each text, and the texts by number."""
    names: dict[str, int] = {}
    codes = np.fromiter((names.setdefault(text, len(names)) for text in texts.tolist()), np.int64, len(texts))
    return codes, list(names)


def _pairs(
    codes: npt.NDArray[np.int64], hours: npt.NDArray[np.int64]
) -> Iterator[tuple[tuple[int, int], int]]:
    """Every different (code, hour), and how often it is there."""
    if not len(codes):
        return
    least = hours.min()
    width = int(hours.max() - least) + 1
    keys, sizes = np.unique(codes * width + (hours - least), return_counts=True)
    for key, size in zip(keys.tolist(), sizes.tolist(), strict=True):
        code, hour = divmod(key, width)
        yield (code, hour + int(least)), size
