"""Event kinds: what changed, in the order in which a control room must see it.

Order after GB 25506 and EN 54-2: fire before everything, then pre-alarm, linkage and feedback,
supervisory, fault, disabled, test. One table; the page, the spool and the alarm list all walk it.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class EventKind(StrEnum):
    """What an event says has changed."""

    FIRE = "fire"
    EARLY_WARNING = "early-warning"
    PRE_ALARM = "pre-alarm"
    LINKAGE = "linkage"
    SUPERVISORY = "supervisory"
    FAULT = "fault"
    DEVICE_OFFLINE = "device-offline"
    DISABLED = "disabled"
    TEST = "test"
    OPERATION = "operation"


class KindEntry(NamedTuple):
    """A kind's place in the display order, its names, its bit, and whether it can be an alarm."""

    kind: EventKind
    rank: int
    en: str
    zh: str
    bits: int
    alarm: bool


_BIT = (1).__lshift__

#: Component state bits (部件状态), GB/T 26875.3-2011 figure 7.
BIT_NORMAL = _BIT(0)
BIT_FIRE = _BIT(1)
BIT_FAULT = _BIT(2)
BIT_DISABLED = _BIT(3)
BIT_SUPERVISORY = _BIT(4)
BIT_STARTED = _BIT(5)
BIT_FEEDBACK = _BIT(6)
BIT_DELAY = _BIT(7)
BIT_POWER_FAULT = _BIT(8)

_TABLE = (
    KindEntry(EventKind.FIRE, 0, "fire", "火警", BIT_FIRE, True),
    KindEntry(EventKind.EARLY_WARNING, 1, "early warning", "早期预警", 0, True),
    KindEntry(EventKind.PRE_ALARM, 2, "pre-alarm", "预警", 0, True),
    KindEntry(EventKind.LINKAGE, 3, "linkage / feedback", "联动/反馈", BIT_STARTED | BIT_FEEDBACK, True),
    KindEntry(EventKind.SUPERVISORY, 4, "supervisory", "监管", BIT_SUPERVISORY, True),
    KindEntry(EventKind.FAULT, 5, "fault", "故障", BIT_FAULT | BIT_POWER_FAULT, True),
    KindEntry(EventKind.DEVICE_OFFLINE, 6, "device offline", "设备离线", 0, True),
    KindEntry(EventKind.DISABLED, 7, "disabled", "屏蔽", BIT_DISABLED, True),
    KindEntry(EventKind.TEST, 8, "test", "测试", 0, True),
    KindEntry(EventKind.OPERATION, 9, "operation", "操作", 0, False),
)

EVENT_KINDS = {entry.kind: entry for entry in _TABLE}

#: Kinds whose loss is never acceptable: sent first, kept for ever, never evicted.
FIRE_CLASS = frozenset({EventKind.FIRE, EventKind.EARLY_WARNING, EventKind.PRE_ALARM})

#: Kinds that follow from state bits, with the mask that carries them.
BIT_KINDS = tuple((entry.kind, entry.bits) for entry in _TABLE if entry.bits)


def kinds_in(bits: int) -> frozenset[EventKind]:
    """The kinds that the state bits hold active.

    Bit 0 = 0 means *test* only when nothing else is set: devices in the field send a real fire with
    bit 0 = 0, and a fire must never be read as a test (GB/T 26875.3 figure 7 and captured frames).
    """
    active = {kind for kind, mask in BIT_KINDS if bits & mask}
    if bits == 0:
        active.add(EventKind.TEST)
    return frozenset(active)
