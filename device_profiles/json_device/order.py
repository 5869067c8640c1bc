"""What was told already and what comes too late, by what the reports say of themselves. Pure, bounded.

A LoRaWAN network server may deliver a report twice, or an older one after a newer. The older one is no news
of how things are now: it neither clears nor sets a state, but a fire in it is told as a doubt.
"""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from enum import Enum

from device_profiles.finding import STATES, Finding
from device_profiles.json_device.reading import Order
from telemetry.event_kinds import FIRE_CLASS

#: Identities remembered a topic, far more than copies of one report ever lie apart.
_REMEMBERED = 64
#: A counter further back than this is a device that began anew, not a report that was late.
_LATE_WINDOW = 16


class Verdict(Enum):
    """What a report is by its place in the sequence."""

    NEW = "new"
    AGAIN = "again"
    LATE = "late"


class TopicOrder:
    """The sequence of one topic's reports."""

    __slots__ = ("_newest", "_newest_ts", "_seen", "_session")

    def __init__(self) -> None:
        self._seen: deque[str] = deque(maxlen=_REMEMBERED)
        self._session = ""
        self._newest: int | None = None
        self._newest_ts: int | None = None

    def judge(self, order: Order, ts: int | None) -> Verdict:
        """Place a report; `ts` is its own time in milliseconds, if it says one."""
        if order.identity is not None:
            if order.identity in self._seen:
                return Verdict.AGAIN
            self._seen.append(order.identity)
        if order.counter is None:
            return Verdict.NEW
        if self._is_late(order, ts):
            return Verdict.LATE
        self._session, self._newest, self._newest_ts = order.session, order.counter, ts
        return Verdict.NEW

    def _is_late(self, order: Order, ts: int | None) -> bool:
        if self._newest is None or order.counter is None or order.session != self._session:
            return False
        if not 0 < self._newest - order.counter <= _LATE_WINDOW:
            return False
        # A device that began anew counts from 0 again, but its time goes on.
        return ts is None or self._newest_ts is None or ts < self._newest_ts


def late(finding: Finding) -> Finding:
    """What is left of a report that came after a newer one."""
    claims = sorted(name for name in finding.sets if STATES[name][0] in FIRE_CLASS)
    doubts = (f"a report that came too late says {', '.join(claims)}",) if claims else ()
    return replace(
        finding,
        sets=frozenset(),
        clears=frozenset(),
        codes={},
        doubts=doubts,
        text=f"迟到的报文:{finding.text} / a late report: {finding.text}"
        if finding.text
        else "迟到的报文 / late",
        evidence={"late": True, **finding.evidence},
    )
