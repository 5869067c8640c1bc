"""The walk test (现场巡测): which points of the building have been heard since it began, and which not. Pure.

A point is *heard* when it tells what only the point itself can cause: fire, pre-alarm, linkage or feedback,
supervisory, test. A fault proves that the address is right and no more, so it is shown and does not count,
except at a part that can tell nothing else (mains, battery, the panel's own bus).
Listening changes nothing: no event is held back, a fire stays a fire.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Annotated, Any, NamedTuple

from msgspec import Meta, Struct, field

from edge_agent.walk_test.floors import Floor, floor_of
from edge_agent.watch import Watched
from telemetry.event_kinds import EVENT_KINDS, EventKind
from telemetry.messages import Label

FORMAT = 1
PROVES = frozenset(
    {
        EventKind.FIRE,
        EventKind.EARLY_WARNING,
        EventKind.PRE_ALARM,
        EventKind.LINKAGE,
        EventKind.SUPERVISORY,
        EventKind.TEST,
    }
)
#: Component types whose parts tell of nothing but faults: the panel's mains, battery and bus.
_FAULT_PROVES = frozenset({1})
_POWER_SUPPLY = 23
#: Edges of parts that are not on the sheet; a wrong address is found by them.
MAX_STRAYS = 200
MAX_NOTE = 500


class Result(StrEnum):
    """What became of a point."""

    HEARD = "heard"
    #: It told of a fault only: the address is right, the point is not proven.
    FAULT_ONLY = "fault-only"
    MISSING = "missing"


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """A line of the sheet: a point that the settings name."""

    part: str
    panel: str
    device: Label
    place: Label
    component_type: int
    system_type: int

    @property
    def floor(self) -> Floor:
        """The storey it is on."""
        return floor_of(self.place.zh, self.place.en, self.device.zh, self.device.en)


class Heard(Struct, frozen=True, forbid_unknown_fields=True):
    """What a point told: first and latest time (ms UTC, the gateway's), kinds in order, the first words."""

    first: int
    last: int
    kinds: list[str]
    text: str = ""
    times: int = 1


class Edge(NamedTuple):
    """An event as the door tells it."""

    ts: int
    part: str
    kind: EventKind
    active: bool
    text: str
    device: Label = Label()
    place: Label = Label()


class Sheet(Struct, forbid_unknown_fields=True):
    """The whole walk test; what is kept in its file."""

    gateway: str
    building: Label
    started_at: int
    points: list[Point]
    walk_test: Annotated[int, Meta(ge=FORMAT, le=FORMAT)] = FORMAT
    version: str = ""
    #: Who walks, and who watches the sheet.
    who: str = ""
    ended_at: int | None = None
    heard: dict[str, Heard] = field(default_factory=dict)
    faults: dict[str, Heard] = field(default_factory=dict)
    strays: dict[str, Heard] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    #: Edges the sheet may have missed: dropped by a full queue, or told while it was not connected.
    missed: int = 0
    interruptions: int = 0
    clock_synced: bool = True
    #: What was active when last looked at: after a gap, what has become active since was heard.
    active: dict[str, list[str]] = field(default_factory=dict)

    def result(self, point: Point) -> Result:
        """What became of the point so far."""
        if point.part in self.heard:
            return Result.HEARD
        return Result.FAULT_ONLY if point.part in self.faults else Result.MISSING

    def told(self, point: Point) -> Heard | None:
        """What it told; None when nothing was heard."""
        return self.heard.get(point.part) or self.faults.get(point.part)


class Group(NamedTuple):
    """Points that belong together, how many of them were heard, and those that were not."""

    zh: str
    en: str
    total: int
    heard: int
    missing: list[Point]


def sheet_for(
    gateway: str, building: Label, watched: Mapping[str, Watched], started_at: int, version: str = ""
) -> Sheet:
    """A fresh sheet of every point; a panel through which points are heard is none itself."""
    carriers = {entry.carrier for entry in watched.values() if entry.carrier}
    points = [
        Point(
            part=name,
            panel=entry.carrier or name,
            device=entry.part.device,
            place=entry.part.place,
            component_type=entry.part.component_type,
            system_type=entry.part.system_type,
        )
        for name, entry in watched.items()
        if name not in carriers
    ]
    return Sheet(gateway=gateway, building=building, started_at=started_at, points=points, version=version)


def edge_of(told: Mapping[str, Any]) -> Edge:
    """An edge from the door's JSON. Raises ValueError naming the field that is wrong."""
    try:
        return Edge(
            ts=int(told["ts"]),
            part=str(told["part"]),
            kind=EventKind(told["kind"]),
            active=bool(told["active"]),
            text=str(told.get("text", "")),
            device=_label(told.get("device")),
            place=_label(told.get("place")),
        )
    except (KeyError, TypeError) as fault:
        raise ValueError(f"an edge without {fault}") from None


def _label(told: object) -> Label:
    return Label(str(told.get("zh", "")), str(told.get("en", ""))) if isinstance(told, Mapping) else Label()


def after_a_gap(sheet: Sheet, states: Mapping[str, Iterable[str]], ts: int) -> list[str]:
    """The sheet was not connected; `states` is what is active now. Gives the parts that were heard by it.

    At the beginning nothing is heard by it: what is active already was active before the test.
    """
    first = not sheet.active and not sheet.heard and not sheet.interruptions
    heard = []
    for part, kinds in states.items():
        for kind in kinds:
            if not first and kind not in sheet.active.get(part, ()):
                edge = Edge(
                    ts, part, EventKind(kind), True, "中断后由网关状态得知 / from the state after a gap"
                )
                if take(sheet, edge):
                    heard.append(part)
    sheet.active = {part: list(kinds) for part, kinds in states.items() if kinds}
    return heard


def take(sheet: Sheet, edge: Edge) -> bool:
    """Note an edge. Whether it is news: a point heard for the first time, or one that is not on the sheet."""
    kinds = [kind for kind in sheet.active.get(edge.part, ()) if kind != edge.kind.value]
    sheet.active[edge.part] = [*kinds, edge.kind.value] if edge.active else kinds
    if not edge.active or edge.kind in (EventKind.DEVICE_OFFLINE, EventKind.OPERATION):
        return False
    point = next((point for point in sheet.points if point.part == edge.part), None)
    if point is None:
        if edge.part not in sheet.strays and len(sheet.strays) >= MAX_STRAYS:
            return False
        return _note(sheet.strays, edge)
    if edge.kind in PROVES or (edge.kind is EventKind.FAULT and _only_faults(point)):
        return _note(sheet.heard, edge)
    return _note(sheet.faults, edge)


def _only_faults(point: Point) -> bool:
    return point.component_type in _FAULT_PROVES or point.system_type == _POWER_SUPPLY


def _note(into: dict[str, Heard], edge: Edge) -> bool:
    known = into.get(edge.part)
    if known is None:
        into[edge.part] = Heard(edge.ts, edge.ts, [edge.kind.value], edge.text)
        return True
    kinds = known.kinds if edge.kind.value in known.kinds else [*known.kinds, edge.kind.value]
    into[edge.part] = Heard(known.first, max(known.last, edge.ts), kinds, known.text, known.times + 1)
    return False


def counts(sheet: Sheet) -> dict[Result, int]:
    """How many points came to which result."""
    told = {result: 0 for result in Result}
    for point in sheet.points:
        told[sheet.result(point)] += 1
    return told


def by_floor(sheet: Sheet) -> list[Group]:
    """Storey by storey, the lowest first."""
    floors = {point.floor for point in sheet.points}
    return [
        _group(floor.zh, floor.en, sheet, (point for point in sheet.points if point.floor == floor))
        for floor in sorted(floors)
    ]


def by_panel(sheet: Sheet) -> list[Group]:
    """Panel by panel; a detector that stands alone is its own."""
    panels = dict.fromkeys(point.panel for point in sheet.points)
    return [
        _group(panel, panel, sheet, (point for point in sheet.points if point.panel == panel))
        for panel in panels
    ]


def _group(zh: str, en: str, sheet: Sheet, points: Iterable[Point]) -> Group:
    members = list(points)
    missing = [point for point in members if sheet.result(point) is not Result.HEARD]
    return Group(zh, en, len(members), len(members) - len(missing), missing)


def kinds_in_words(kinds: Iterable[str]) -> str:
    """`火警 fire, 测试 test`."""
    return ", ".join(f"{EVENT_KINDS[EventKind(kind)].zh} {EVENT_KINDS[EventKind(kind)].en}" for kind in kinds)


def in_words(heard: Heard) -> str:
    """The kinds, and what the device said besides where that says more."""
    kinds = kinds_in_words(heard.kinds)
    return kinds if heard.text in ("", kinds.replace(" ", " / ")) else f"{kinds}: {heard.text}"
