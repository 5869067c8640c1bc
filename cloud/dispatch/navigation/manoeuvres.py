"""Turn by turn: from pieces of road to what the driver is told, in Chinese and English. Tables. Pure.

Theory of operation
===================

1. Pieces that bear one name and one class, and go on without a turn, are one road; where a road has no
   name its class stands for it.
2. Between two roads the angle between the last and the next stretch of some 15 m decides, by one table of
   angles. Going straight on into a road of the same name says nothing.
3. A roundabout is one manoeuvre, with the number of the exit: ways out that are passed, and the one that
   is taken.
4. The ground beside roads is its own manoeuvre: there is no road to follow.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from cloud.dispatch.deciding.words import Words
from cloud.dispatch.travel_time.paths import OFF_ROAD, Piece
from cloud.dispatch.travel_time.port import Place, straight_m


class Manoeuvre(StrEnum):
    """What the driver does."""

    DEPART = "depart"
    STRAIGHT = "straight"
    SLIGHT_LEFT = "slight-left"
    LEFT = "left"
    SHARP_LEFT = "sharp-left"
    SLIGHT_RIGHT = "slight-right"
    RIGHT = "right"
    SHARP_RIGHT = "sharp-right"
    BACK = "back"
    ROUNDABOUT = "roundabout"
    OFF_ROAD = "off-road"
    ARRIVE = "arrive"


M = Manoeuvre
#: Up to this angle to the right, in degrees, and what it is; the same to the left by `LEFTS`.
ANGLES: Final[tuple[tuple[float, Manoeuvre], ...]] = (
    (25.0, M.STRAIGHT),
    (60.0, M.SLIGHT_RIGHT),
    (120.0, M.RIGHT),
    (165.0, M.SHARP_RIGHT),
    (180.0, M.BACK),
)
LEFTS: Final = {
    M.STRAIGHT: M.STRAIGHT,
    M.SLIGHT_RIGHT: M.SLIGHT_LEFT,
    M.RIGHT: M.LEFT,
    M.SHARP_RIGHT: M.SHARP_LEFT,
    M.BACK: M.BACK,
}
#: What is said; `{road}` is the road that is entered, `{exit}` the exit, `{where}` the point of the compass.
SAID: Final[dict[Manoeuvre, Words]] = {
    M.DEPART: Words("沿{road}向{where}行驶", "head {where} on {road}"),
    M.STRAIGHT: Words("直行进入{road}", "go straight on into {road}"),
    M.SLIGHT_LEFT: Words("向左前方进入{road}", "bear left into {road}"),
    M.LEFT: Words("左转进入{road}", "turn left into {road}"),
    M.SHARP_LEFT: Words("向左后方转入{road}", "turn sharp left into {road}"),
    M.SLIGHT_RIGHT: Words("向右前方进入{road}", "bear right into {road}"),
    M.RIGHT: Words("右转进入{road}", "turn right into {road}"),
    M.SHARP_RIGHT: Words("向右后方转入{road}", "turn sharp right into {road}"),
    M.BACK: Words("掉头驶入{road}", "turn back into {road}"),
    M.ROUNDABOUT: Words(
        "进入环岛,第 {exit} 出口驶入{road}", "at the roundabout take exit {exit} into {road}"
    ),
    M.OFF_ROAD: Words("离开道路,向{where}行驶", "leave the road, go {where}"),
    M.ARRIVE: Words("到达现场", "you are there"),
}
#: What an unnamed road is called, by class.
CLASS_NAMES: Final[dict[str, Words]] = {
    "motorway": Words("高速公路", "the motorway"),
    "motorway_link": Words("高速匝道", "the motorway ramp"),
    "trunk": Words("国道", "the trunk road"),
    "trunk_link": Words("匝道", "the ramp"),
    "primary": Words("干道", "the main road"),
    "primary_link": Words("匝道", "the ramp"),
    "secondary": Words("次干道", "the secondary road"),
    "secondary_link": Words("匝道", "the ramp"),
    "tertiary": Words("支路", "the minor road"),
    "tertiary_link": Words("匝道", "the ramp"),
    "residential": Words("居民区道路", "the residential street"),
    "living_street": Words("小区道路", "the shared street"),
    "service": Words("内部道路", "the service road"),
    "track": Words("便道", "the track"),
    "footway": Words("步行道", "the footway"),
    "pedestrian": Words("步行街", "the pedestrian street"),
    "path": Words("小路", "the path"),
}
_A_ROAD: Final = Words("无名道路", "the unnamed road")
COMPASS: Final = (
    Words("北", "north"),
    Words("东北", "north-east"),
    Words("东", "east"),
    Words("东南", "south-east"),
    Words("南", "south"),
    Words("西南", "south-west"),
    Words("西", "west"),
    Words("西北", "north-west"),
)
#: Directions are taken over so many metres, so that the wobble of a drawn junction is no turn.
_OVER_M: Final = 15.0


@dataclass(frozen=True)
class Step:
    """One thing to do, where, and how far it is to the next: metres and seconds."""

    manoeuvre: Manoeuvre
    words: Words
    road: str
    at: Place
    metres: float
    seconds: float


@dataclass
class _Road:
    """Pieces that are driven as one road."""

    name: str
    kind: str
    ring: bool
    points: list[Place]
    metres: float
    seconds: float
    #: Ways out that a roundabout passes, the one taken among them.
    exits: int


def steps(pieces: Sequence[Piece]) -> list[Step]:
    """What the driver is told, in order; the last is the arrival."""
    roads = _roads([piece for piece in pieces if piece.points])
    if not roads:
        return []
    found: list[Step] = []
    before: _Road | None = None
    exit_number = 0
    entered: _Road | None = None
    for road in roads:
        if road.ring and before is not None:
            entered, exit_number = road, max(1, road.exits)
            before = road
            continue
        if entered is not None:
            step = _step(Manoeuvre.ROUNDABOUT, road, exit_number)
            found.append(
                Step(
                    step.manoeuvre,
                    step.words,
                    step.road,
                    entered.points[0],
                    step.metres + entered.metres,
                    step.seconds + entered.seconds,
                )
            )
            entered = None
        else:
            found.append(_step(_manoeuvre(before, road), road))
        before = road
    if entered is not None:
        found.append(_step(Manoeuvre.STRAIGHT, entered))
    end = roads[-1].points[-1]
    found.append(Step(Manoeuvre.ARRIVE, SAID[Manoeuvre.ARRIVE], "", end, 0.0, 0.0))
    return found


def bearing(here: Place, there: Place) -> float:
    """The direction from one place to another, degrees from north by east, 0 to 360."""
    lat, other = math.radians(here.lat), math.radians(there.lat)
    east = math.radians(there.lon - here.lon)
    y = math.sin(east) * math.cos(other)
    x = math.cos(lat) * math.sin(other) - math.sin(lat) * math.cos(other) * math.cos(east)
    return math.degrees(math.atan2(y, x)) % 360.0


def compass(degrees: float) -> Words:
    """The point of the compass."""
    return COMPASS[round(degrees / 45.0) % 8]


def turn(before: float, after: float) -> Manoeuvre:
    """What a change of direction is, both in degrees from north."""
    angle = (after - before + 180.0) % 360.0 - 180.0
    right = next(manoeuvre for most, manoeuvre in ANGLES if abs(angle) <= most)
    return right if angle >= 0 else LEFTS[right]


def called(name: str, kind: str) -> Words:
    """What a road is called: its name, else its class."""
    return Words(name, name) if name else CLASS_NAMES.get(kind, _A_ROAD)


def _roads(pieces: Sequence[Piece]) -> list[_Road]:
    roads: list[_Road] = []
    for piece in pieces:
        last = roads[-1] if roads else None
        if last is not None and _goes_on(last, piece):
            last.points += piece.points[1:]
            last.metres += piece.metres
            last.seconds += piece.seconds
            last.exits += piece.exits
        else:
            roads.append(
                _Road(
                    *(piece.name, piece.kind, piece.ring, list(piece.points), piece.metres, piece.seconds),
                    piece.exits,
                )
            )
    return roads


def _goes_on(road: _Road, piece: Piece) -> bool:
    if road.ring or piece.ring:
        return road.ring and piece.ring
    if OFF_ROAD in (road.kind, piece.kind) or road.name != piece.name:
        return False
    if not piece.name and road.kind != piece.kind:
        return False
    return turn(_leaving(road.points), _entering(piece.points)) is Manoeuvre.STRAIGHT


def _manoeuvre(before: _Road | None, road: _Road) -> Manoeuvre:
    if road.kind == OFF_ROAD:
        return Manoeuvre.OFF_ROAD
    if before is None or before.kind == OFF_ROAD:
        return Manoeuvre.DEPART
    return turn(_leaving(before.points), _entering(road.points))


def _step(manoeuvre: Manoeuvre, road: _Road, exit_number: int = 0) -> Step:
    name, said = called(road.name, road.kind), SAID[manoeuvre]
    where = compass(_entering(road.points))
    words = Words(
        said.zh.format(road=name.zh, exit=exit_number, where=where.zh),
        said.en.format(road=name.en, exit=exit_number, where=where.en),
    )
    return Step(manoeuvre, words, road.name, road.points[0], road.metres, road.seconds)


def _entering(points: Sequence[Place]) -> float:
    return _direction(points[0], points[1:])


def _leaving(points: Sequence[Place]) -> float:
    return (_direction(points[-1], points[-2::-1]) + 180.0) % 360.0


def _direction(here: Place, others: Sequence[Place]) -> float:
    """Towards the first point that is far enough away, else the last."""
    far = next((point for point in others if straight_m(here, point) >= _OVER_M), None)
    return bearing(here, far or (others[-1] if others else here))
