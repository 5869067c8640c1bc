"""Quiet hours in the site's own time. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

DAYS = (1, 2, 3, 4, 5, 6, 7)


class QuietHours(NamedTuple):
    """A span of the day, beginning on these days (ISO: 1 is Monday); one that ends earlier ends tomorrow."""

    begins: time
    ends: time
    days: frozenset[int] = frozenset(DAYS)


def quiet_until(spans: Iterable[QuietHours], at: int, zone: ZoneInfo) -> int | None:
    """When the quiet that holds at a moment ends, both in ms UTC; None: it is not quiet.

    Spans that meet count as one: the end is one at which it is not quiet any more.
    """
    held = list(spans)
    end: int | None = None
    moment = at
    # Each span moves the end on at most once a day; a week of spans that meet has no end worth waiting for.
    for _ in range(7 * max(1, len(held))):
        reached = max((one for span in held for one in _ends_over(span, moment, zone)), default=None)
        if reached is None:
            return end
        end = moment = reached
    return end


def _ends_over(span: QuietHours, at: int, zone: ZoneInfo) -> list[int]:
    today = datetime.fromtimestamp(at / 1000, zone).date()
    found = []
    for day in (today - timedelta(days=1), today):
        if day.isoweekday() not in span.days:
            continue
        last = day if span.ends > span.begins else day + timedelta(days=1)
        begins, ends = _ms(day, span.begins, zone), _ms(last, span.ends, zone)
        if begins <= at < ends:
            found.append(ends)
    return found


def _ms(day: date, clock: time, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, clock, zone).timestamp() * 1000)
