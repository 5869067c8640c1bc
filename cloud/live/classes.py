"""The classes of changes, each with bounds of its own in the change log: none pushes out another. Pure.

A broker that is cut lets a province's gateways fall silent at once: that is a flood of alarms, and one of
gateways beside it. Fires stand in neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import msgspec

from telemetry.event_kinds import FIRE_CLASS

#: In the order in which they go out.
FIRE: Final = 0
ALARM: Final = 1
REST: Final = 2
CLASSES: Final = (FIRE, ALARM, REST)
NAMES: Final = {FIRE: "fire", ALARM: "alarm", REST: "rest"}

#: Of every kind of change, the classes that it may be in.
CLASSES_OF: Final = {
    "alarm": (FIRE, ALARM),
    "notification": (FIRE, ALARM),
    "organisation": (ALARM,),
    "part": (REST,),
    "gateway": (REST,),
    "dead-letter": (REST,),
    "duty": (REST,),
    "inspection": (REST,),
    "risk": (REST,),
    "risk-score": (REST,),
    "risk-warning": (REST,),
    "incident": (FIRE,),
    "unit": (ALARM,),
}
_FIRE = frozenset(kind.value for kind in FIRE_CLASS)


class _Alarm(msgspec.Struct):
    kind: str = ""


_alarm = msgspec.json.Decoder(_Alarm)


def event_kind(payload: str) -> str:
    """The event kind of a rendered alarm."""
    return _alarm.decode(payload).kind


def class_of_alarm(event_kind: str) -> int:
    """The class of alarms of an event kind."""
    return FIRE if event_kind in _FIRE else ALARM


def class_of(kind: str, payload: str) -> int:
    """The class of a rendered change. What may be in several tells its event kind."""
    classes = CLASSES_OF[kind]
    return classes[0] if len(classes) == 1 else class_of_alarm(event_kind(payload))


def classes_of(kinds: Iterable[str]) -> tuple[int, ...]:
    """The classes in which changes of these kinds are."""
    return tuple(sorted({rank for kind in kinds for rank in CLASSES_OF[kind]}))
