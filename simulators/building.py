"""A building: rooms, the openings between them, panels with their points, and detectors with their radio.

Lengths in metres, x and y from the building's south-west corner. What is written here is all that the
simulated devices know of where they are; the gateway's own configuration is derived from it
(`simulators.agent_config`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from simulators import documents
from simulators.documents import Record

Metres = Annotated[float, Field(gt=0, le=1000)]
Spot = tuple[float, float]


class Name(Record):
    """A name in both languages."""

    zh: str = Field(min_length=1, max_length=64)
    en: str = Field(min_length=1, max_length=64)

    def __str__(self) -> str:
        return f"{self.zh} / {self.en}"


class Room(Record):
    """A box with a flat ceiling. `origin` is its south-west corner."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,32}$")
    name: Name
    floor: int = Field(ge=-5, le=120)
    origin: Spot
    size: tuple[Metres, Metres]
    ceiling: Annotated[float, Field(ge=2.0, le=30.0)] = 3.0
    air_changes_per_hour: Annotated[float, Field(ge=0.0, le=60.0)] = 0.5

    @property
    def middle(self) -> Spot:
        """Where a fire starts unless a scenario says otherwise."""
        return (self.origin[0] + self.size[0] / 2, self.origin[1] + self.size[1] / 2)

    @property
    def area(self) -> float:
        """Floor area, m²."""
        return self.size[0] * self.size[1]


class Opening(Record):
    """A door, a hatch or a crack through which smoke passes."""

    between: tuple[str, str]
    at: Spot
    width: Metres = 0.9
    height: Metres = 2.0


class Panel(Record):
    """A fire alarm control unit. `modbus` speaks Modbus TCP (GST map), `espa` ESPA 4.4.4 on a serial line."""

    id: str = Field(pattern=r"^[a-z0-9-]{1,32}$")
    line: Literal["modbus", "espa"]
    profile: str
    name: Name


class Sensed(Record):
    """Anything that sits somewhere and may sense something."""

    id: str = Field(pattern=r"^[A-Za-z0-9/_-]{1,64}$")
    room: str
    at: Spot | None = None
    name: Name
    #: What it senses at the ceiling; `none` for a call point, a module, a fan.
    senses: Literal["smoke", "heat", "none"] = "smoke"


class Point(Sensed):
    """A point of a panel. On an ESPA panel `loop` is what it prints before the device number."""

    panel: str
    loop: int = Field(ge=0, le=9)
    device: int = Field(ge=1, le=239)
    component_type: int = Field(ge=0, le=255)
    #: What the panel itself prints for it: ASCII, as an ESPA line carries it.
    text: str = Field(default="", max_length=40, pattern=r"^[ -~]*$")

    @property
    def address(self) -> str:
        """Its address as panels write it: `1-023`."""
        return f"{self.loop}-{self.device:03}"


class Detector(Sensed):
    """A stand-alone detector on the building's broker. `topic` is what it publishes under."""

    profile: str
    topic: str = Field(pattern=r"^[A-Za-z0-9_/-]{1,128}$")
    component_type: int = Field(default=128, ge=0, le=255)


class Linkage(Record):
    """What a panel starts by itself (联动): once any point of `rooms` is in alarm, `point` starts."""

    panel: str
    rooms: tuple[str, ...] = Field(min_length=1)
    point: str
    after_s: float = Field(default=5.0, ge=0, le=600)
    #: How many points must be in alarm: two, as GB 50116 asks before anything is started.
    alarms: int = Field(default=2, ge=1, le=10)


class Building(Record):
    """The whole building, checked for names that point nowhere."""

    name: Name
    area: str = Field(pattern=r"^[0-9]{6}$")
    gateway: str = Field(pattern=r"^[A-Za-z0-9_-]{1,64}$")
    rooms: tuple[Room, ...] = Field(min_length=1, max_length=500)
    openings: tuple[Opening, ...] = ()
    panels: tuple[Panel, ...] = ()
    points: tuple[Point, ...] = ()
    detectors: tuple[Detector, ...] = ()
    linkages: tuple[Linkage, ...] = ()

    @model_validator(mode="after")
    def _names_meet(self) -> Self:
        faults = [*self._doubles(), *self._strays(), *self._addresses()]
        if faults:
            raise ValueError("; ".join(faults[:10]))
        return self

    def _doubles(self) -> list[str]:
        ids = [room.id for room in self.rooms] + [panel.id for panel in self.panels]
        ids += [thing.id for thing in self.sensed]
        return [
            f"id {name!r} is given twice; make it unique"
            for name in sorted({i for i in ids if ids.count(i) > 1})
        ]

    def _strays(self) -> list[str]:
        rooms, panels = {r.id for r in self.rooms}, {p.id for p in self.panels}
        points = {p.id for p in self.points}
        asked = [(o.between[0], rooms, "opening") for o in self.openings]
        asked += [(o.between[1], rooms, "opening") for o in self.openings]
        asked += [(s.room, rooms, s.id) for s in self.sensed]
        asked += [(p.panel, panels, p.id) for p in self.points]
        asked += [(link.panel, panels, "linkage") for link in self.linkages]
        asked += [(link.point, points, "linkage") for link in self.linkages]
        asked += [(room, rooms, "linkage") for link in self.linkages for room in link.rooms]
        return [
            f"{who}: there is no {name!r}; correct the name"
            for name, known, who in asked
            if name not in known
        ]

    def _addresses(self) -> list[str]:
        places = [(point.panel, point.address) for point in self.points]
        taken = sorted({place for place in places if places.count(place) > 1})
        return [f"{panel}: address {address} is given twice; choose another" for panel, address in taken]

    @property
    def sensed(self) -> tuple[Point | Detector, ...]:
        """Every point and detector, in the order of the file."""
        return (*self.points, *self.detectors)

    def room(self, name: str) -> Room:
        """The room called `name`; KeyError when there is none."""
        return {room.id: room for room in self.rooms}[name]

    def point(self, name: str) -> Point:
        """The panel point called `name`; KeyError when there is none."""
        return {point.id: point for point in self.points}[name]

    def points_of(self, panel: str) -> tuple[Point, ...]:
        """The points of one panel."""
        return tuple(point for point in self.points if point.panel == panel)

    def spot(self, sensed: Sensed) -> Spot:
        """Where it hangs: as written, else in the middle of its room."""
        return sensed.at or self.room(sensed.room).middle


def load(path: Path) -> Building:
    """Read a building file. Raises DocumentError with file, line, field and cure."""
    return documents.load(path, Building)
