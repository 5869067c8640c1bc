"""Suppression by design: what follows from another alarm is shown beneath it. Pure.

A consequence is not silenced in the records: it is an alarm like any other, with the id of what it follows
from. An alarm of the fire class is never one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import NamedTuple

from cloud.alarm_watch.ringing import FLOW, HYDRANT, PUMPS, Ringing
from telemetry.event_kinds import FIRE_CLASS, EventKind


class Consequence(NamedTuple):
    """A row: what brings what about, within which time, at one site or one gateway."""

    zh: str
    en: str
    cause_kinds: frozenset[EventKind]
    #: Empty: any.
    cause_components: frozenset[int]
    kinds: frozenset[EventKind]
    components: frozenset[int]
    within_s: int
    same_gateway: bool = False


_K = EventKind
_DRIVEN = frozenset({82, 84, 85, 86, 87, 101, 102, 103, 104, 106, 111, 113, 114, 115, 116, 117, 118, 121})
_STARTS = frozenset({_K.LINKAGE, _K.SUPERVISORY})

CONSEQUENCES = (
    Consequence(
        "消火栓按钮动作后水泵启动",
        "a pump starts after a hydrant was opened",
        frozenset({_K.FIRE, *_STARTS}),
        HYDRANT,
        _STARTS,
        PUMPS,
        120,
    ),
    Consequence(
        "水流动作后喷淋泵启动",
        "a pump starts after sprinkler water flows",
        frozenset({_K.FIRE, *_STARTS}),
        FLOW,
        _STARTS,
        PUMPS,
        120,
    ),
    Consequence(
        "火警后联动设备动作",
        "driven equipment moves after a fire alarm",
        frozenset({_K.FIRE}),
        frozenset(),
        _STARTS,
        _DRIVEN | PUMPS,
        180,
    ),
    Consequence(
        "回路故障后其部件故障",
        "parts of a loop fail with the loop",
        frozenset({_K.FAULT}),
        frozenset({1, 21}),
        frozenset({_K.FAULT, _K.DEVICE_OFFLINE}),
        frozenset(range(22, 130)),
        60,
        same_gateway=True,
    ),
)


Causes = tuple[list[Ringing], ...]


def sort_out(others: Iterable[Ringing]) -> Causes:
    """For each row of the table the alarms that could be its cause, the earliest first."""
    ordered = sorted(others, key=lambda other: (other.rung_at, other.id))
    return tuple(
        [
            other
            for other in ordered
            if other.kind in row.cause_kinds
            and (not row.cause_components or other.component_type in row.cause_components)
        ]
        for row in CONSEQUENCES
    )


def cause_of(alarm: Ringing, causes: Causes) -> tuple[Ringing, Consequence] | None:
    """The earliest alarm of the site that this one follows from; None: it stands for itself."""
    if alarm.kind in FIRE_CLASS:
        return None
    found = [
        (other, row)
        for row, candidates in zip(CONSEQUENCES, causes, strict=True)
        if alarm.kind in row.kinds and alarm.component_type in row.components
        for other in _first(alarm, row, candidates)
    ]
    return min(found, key=lambda pair: (pair[0].rung_at, pair[0].id), default=None)


def _first(alarm: Ringing, row: Consequence, candidates: list[Ringing]) -> list[Ringing]:
    begin = bisect_left(candidates, alarm.rung_at - row.within_s * 1000, key=lambda other: other.rung_at)
    for other in candidates[begin:]:
        if other.rung_at > alarm.rung_at:
            break
        apart = (other.gateway, other.part) != (alarm.gateway, alarm.part)
        if apart and (not row.same_gateway or other.gateway == alarm.gateway):
            return [other]
    return []
