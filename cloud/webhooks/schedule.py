"""When a delivery is tried again, and when it is given up. A table, walked. Pure."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

#: Seconds from each failed try to the next: some sixteen hours in all, then the delivery is dead.
PAUSES_S = (5, 15, 60, 300, 900, 1_800, 3_600, 7_200, 14_400, 28_800)

#: A receiver may ask for a longer pause, up to this.
LONGEST_PAUSE_S = 28_800

#: The receiver says that it wants nothing more, ever (410 Gone).
GONE = 410


def next_try(tries: int, now: int, retry_after_s: float | None = None) -> int | None:
    """When to try after `tries` failed ones, in ms; None when it is given up."""
    if tries > len(PAUSES_S):
        return None
    pause_s = max(PAUSES_S[tries - 1], min(retry_after_s or 0.0, LONGEST_PAUSE_S))
    return now + int(pause_s * 1000)


def retry_after(header: str | None, now: int) -> float | None:
    """Seconds that a Retry-After header asks for (RFC 9110, 10.2.3); None where it says nothing usable."""
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.fromtimestamp(now / 1000, UTC)).total_seconds())
