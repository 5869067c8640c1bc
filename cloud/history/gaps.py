"""Where a series was silent for longer than it should have been. Pure.

1. A series is expected to speak within three of its usual distances, or within the time after which its part
   is stale where that is longer. Silence beyond that is a gap: no line is drawn across it.
2. The usual distance is the median over the buckets of time / samples, the time being a bucket's own or that
   to the next one, whichever is shorter: so it is the distance of the samples however coarse the buckets are.
3. A bucket tells when its first sample came and not when its last did: a silence is a gap only when it would
   be one had the last sample come at the bucket's very end. A doubt is not called silence.
4. Of a series of which neither is known nothing can be said, but that an empty span is silent.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from statistics import median

from cloud.timeseries.port import Bucket

Span = tuple[int, int]

USUAL_DISTANCES = 3


#: For how long the samples of a bucket may go on behind its first one, milliseconds.
Lasts = Callable[[Bucket], int]


def expected_ms(buckets: Sequence[Bucket], stale_after_ms: int | None, lasts: Lasts) -> int | None:
    """Within what time the series should have spoken again; None: not known."""
    distances = []
    for earlier, later in pairwise(buckets):
        away = later.ts - earlier.ts
        distances.append(min(away, lasts(earlier) or away) / max(1, earlier.samples))
    usual = USUAL_DISTANCES * median(distances) if distances else None
    known = [limit for limit in (usual, stale_after_ms) if limit is not None]
    return round(max(known)) if known else None


def gaps(buckets: Sequence[Bucket], start: int, end: int, expected: int | None, lasts: Lasts) -> list[Span]:
    """The silences between `start` and `end`, oldest first."""
    if not buckets:
        return [(start, end)] if start < end else []
    if expected is None:
        return []
    found = [(start, buckets[0].ts)] if buckets[0].ts - start > expected else []
    nexts = [bucket.ts for bucket in buckets[1:]] + [end]
    for bucket, following in zip(buckets, nexts, strict=True):
        spoke_until = bucket.ts + lasts(bucket)
        if following - spoke_until > expected:
            found.append((spoke_until, following))
    return found
