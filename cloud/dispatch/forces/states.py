"""The states of a unit (车辆状态) as one table. Pure: values in, values out.

Theory of operation
===================

1. A unit is moved by *signals*: what people, tablets and terminals tell (messages), and what its position
   shows (geography). Both move the same table; what the table does not hold is no move.
2. Only an order binds a unit, and only its end frees it. A signal never changes whose order it is on.
3. Free to be sent are units in their station, standing by at another, and on the way back: who comes back
   is nearer than who waits. Resting and broken units are not; a dispatcher may call a resting one out.
4. A message that says what is so already changes nothing, so that a tablet may repeat itself.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from cloud.dispatch.deciding.words import Words


class UnitState(StrEnum):
    """What a unit is doing."""

    IN_STATION = "in-station"
    ORDERED = "ordered"
    TURNED_OUT = "turned-out"
    EN_ROUTE = "en-route"
    ON_SCENE = "on-scene"
    RETURNING = "returning"
    MOVING_UP = "moving-up"
    STANDING_BY = "standing-by"
    RESTING = "resting"
    OUT_OF_SERVICE = "out-of-service"


STATE_NAMES: Final[dict[UnitState, Words]] = {
    UnitState.IN_STATION: Words("在站待命", "in station"),
    UnitState.ORDERED: Words("已下令", "ordered"),
    UnitState.TURNED_OUT: Words("已出动", "turned out"),
    UnitState.EN_ROUTE: Words("途中", "en route"),
    UnitState.ON_SCENE: Words("到场", "on scene"),
    UnitState.RETURNING: Words("返回途中", "returning"),
    UnitState.MOVING_UP: Words("移防途中", "moving up"),
    UnitState.STANDING_BY: Words("移防待命", "standing by"),
    UnitState.RESTING: Words("休整", "resting"),
    UnitState.OUT_OF_SERVICE: Words("停用", "out of service"),
}


class Signal(StrEnum):
    """What moves a unit. `GIVEN` come with an order or its end, `TOLD` by message, `SEEN` by position."""

    ORDER = "order"
    RELEASE = "release"
    MOVE_UP = "move-up"
    TURN_OUT = "turn-out"
    LEAVE = "leave"
    ARRIVE = "arrive"
    HOME = "home"
    REST = "rest"
    READY = "ready"
    BREAK = "break"


SIGNAL_NAMES: Final[dict[Signal, Words]] = {
    Signal.ORDER: Words("下达调派命令", "ordered"),
    Signal.RELEASE: Words("任务结束,归队", "released"),
    Signal.MOVE_UP: Words("移防", "moves up"),
    Signal.TURN_OUT: Words("出动", "turns out"),
    Signal.LEAVE: Words("驶离", "leaves"),
    Signal.ARRIVE: Words("到场", "arrives"),
    Signal.HOME: Words("到站", "is back"),
    Signal.REST: Words("休整", "rests"),
    Signal.READY: Words("恢复执勤", "is ready"),
    Signal.BREAK: Words("停用", "out of service"),
}

S = UnitState
FREE: Final = frozenset({S.IN_STATION, S.RETURNING, S.MOVING_UP, S.STANDING_BY})
#: May be called out by a person who says so.
ON_CALL: Final = frozenset({S.RESTING})
#: Bound by an order.
BOUND: Final = frozenset({S.ORDERED, S.TURNED_OUT, S.EN_ROUTE, S.ON_SCENE})
#: Not yet at the place that they are ordered to.
GOING: Final = BOUND - {S.ON_SCENE}
GIVEN: Final = frozenset({Signal.ORDER, Signal.RELEASE, Signal.MOVE_UP})
TOLD: Final = frozenset(Signal) - GIVEN

TRANSITIONS: Final[dict[tuple[UnitState, Signal], UnitState]] = {
    **{(state, Signal.ORDER): S.ORDERED for state in FREE | ON_CALL},
    **{(state, Signal.MOVE_UP): S.MOVING_UP for state in FREE},
    (S.ORDERED, Signal.TURN_OUT): S.TURNED_OUT,
    **{(state, Signal.LEAVE): S.EN_ROUTE for state in (S.ORDERED, S.TURNED_OUT)},
    **{(state, Signal.ARRIVE): S.ON_SCENE for state in GOING},
    # Who has not left yet stays where it is; who has, comes back.
    (S.ORDERED, Signal.RELEASE): S.IN_STATION,
    **{(state, Signal.RELEASE): S.RETURNING for state in (S.TURNED_OUT, S.EN_ROUTE, S.ON_SCENE)},
    (S.RETURNING, Signal.HOME): S.IN_STATION,
    (S.MOVING_UP, Signal.HOME): S.STANDING_BY,
    # Called home from where it stands by.
    **{(state, Signal.READY): S.RETURNING for state in (S.MOVING_UP, S.STANDING_BY)},
    **{(state, Signal.REST): S.RESTING for state in FREE},
    (S.RESTING, Signal.READY): S.IN_STATION,
    (S.OUT_OF_SERVICE, Signal.READY): S.IN_STATION,
    **{(state, Signal.BREAK): S.OUT_OF_SERVICE for state in FREE | ON_CALL},
}


def moved(state: UnitState, signal: Signal) -> UnitState | None:
    """The state after a signal; None: it is no move from there."""
    return TRANSITIONS.get((state, signal))


def repeats(state: UnitState, signal: Signal) -> bool:
    """Whether a signal says what is so already."""
    return state in {to for (_, each), to in TRANSITIONS.items() if each is signal}
