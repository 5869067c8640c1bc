"""Which tier answers for which part of a span. Pure.

1. The width of the buckets that were asked for says how finely must be read.
2. What is too old for that tier comes from the next coarser one that still has it.
3. What has not been downsampled yet comes from the raw samples.
4. Pieces end on the borders of buckets, so that there are never more than were asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from cloud.timeseries.buckets import width_of
from cloud.timeseries.port import Tier


class Piece(NamedTuple):
    """A part of a span, the tier that answers for it, and how many buckets it has."""

    tier: Tier
    start: int
    end: int
    points: int


def pieces(
    start: int, end: int, points: int, *, now: int, periods: Mapping[Tier, int], done_until: int
) -> list[Piece]:
    """The pieces of a span, oldest first. `periods` are the tiers' retention, milliseconds."""
    width = width_of(start, end, points)
    wanted = (
        Tier.HOUR if width >= Tier.HOUR.step_ms else Tier.MINUTE if width >= Tier.MINUTE.step_ms else Tier.RAW
    )

    def up(at: int) -> int:
        return start + -(-(at - start) // width) * width

    def down(at: int) -> int:
        return start + (at - start) // width * width

    raw_from, minute_from = up(now - periods[Tier.RAW]), up(now - periods[Tier.MINUTE])
    borders = {start, end, raw_from, minute_from, down(done_until)}
    inside = sorted(at for at in borders if start <= at <= end)
    found: list[Piece] = []
    for first, last in pairwise(inside):
        tier = _tier(first, wanted, raw_from, minute_from, down(done_until))
        if found and found[-1].tier is tier:
            first = found.pop().start
        found.append(Piece(tier, first, last, -(-(last - first) // width)))
    return found


def _tier(at: int, wanted: Tier, raw_from: int, minute_from: int, done_until: int) -> Tier:
    if at >= done_until:
        return Tier.RAW
    if at < minute_from:
        return Tier.HOUR
    if at < raw_from and wanted is Tier.RAW:
        return Tier.MINUTE
    return wanted
