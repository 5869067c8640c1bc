"""Kinds of water and the states that people give them: tables. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from cloud.dispatch.deciding.words import Words


class WaterKind(StrEnum):
    """What kind of water it is."""

    HYDRANT = "hydrant"
    INDOOR = "indoor-hydrant"
    STANDPIPE = "standpipe"
    TANK = "tank"
    CISTERN = "cistern"
    WELL = "well"
    RIVER = "river"
    LAKE = "lake"


class Kind(NamedTuple):
    """A kind: its name, whether it stands under the open sky and freezes, and what must be measured at least.

    `least_kpa`: below it no engine can be fed. `good_kpa`: what GB 50974-2014 7.2.8 asks of an outdoor
    hydrant
    at work, 0.14 MPa; in a fire 0.10 MPa from the ground. `least_m`: the level at which a suction hose
    draws air.
    """

    words: Words
    freezes: bool = False
    least_kpa: float = 20.0
    good_kpa: float = 100.0
    least_m: float = 0.3
    good_m: float = 1.0


KINDS: Final[dict[WaterKind, Kind]] = {
    WaterKind.HYDRANT: Kind(Words("市政消火栓", "hydrant"), good_kpa=140.0),
    WaterKind.INDOOR: Kind(Words("室内消火栓", "indoor hydrant")),
    WaterKind.STANDPIPE: Kind(Words("消防水鹤", "standpipe"), good_kpa=140.0),
    WaterKind.TANK: Kind(Words("消防水池", "water tank")),
    WaterKind.CISTERN: Kind(Words("高位水箱", "roof tank")),
    WaterKind.WELL: Kind(Words("机井", "well")),
    WaterKind.RIVER: Kind(Words("河流取水点", "river"), freezes=True),
    WaterKind.LAKE: Kind(Words("湖泊(水库)取水点", "lake or reservoir"), freezes=True),
}


class WaterState(StrEnum):
    """What people say of it."""

    IN_USE = "in-use"
    REPAIR = "repair"
    OUT = "out"


STATE_NAMES: Final[dict[WaterState, Words]] = {
    WaterState.IN_USE: Words("在用", "in use"),
    WaterState.REPAIR: Words("维修", "under repair"),
    WaterState.OUT: Words("停用", "out of use"),
}
