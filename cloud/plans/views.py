"""Plans as the API shows them, with everything on them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.organisations.tables import Building, Floor
from cloud.organisations.tables import Room as RoomRow
from cloud.plans import layout, repository
from cloud.plans.layout import Frame, Placed, Shape
from cloud.plans.repository import Standing, Stray
from cloud.plans.schemas import BuildingPlan, FloorOnPlan, PlanOut, PointSpot, RoomShape, StrayOut
from cloud.plans.tables import FloorPlan
from cloud.vocabulary import LabelOut, term
from telemetry.component_types import COMPONENT_TYPES


class Laid(NamedTuple):
    """A floor with its rooms and parts laid out."""

    floor: Floor
    plan: FloorPlan | None
    frame: Frame
    shapes: list[Shape]
    points: list[tuple[Standing, Placed]]


def building(session: Session, row: Building, max_bytes: int) -> BuildingPlan:
    """The building, floor by floor."""
    laid = floors(session, row.organisation_id, repository.floors_of(session, [row.id]))
    return BuildingPlan(
        id=row.id,
        organisation_id=row.organisation_id,
        name=row.name,
        floors=[_floor(one) for one in laid],
        max_bytes=max_bytes,
    )


def floors(session: Session, organisation_id: int, rows: Sequence[Floor]) -> list[Laid]:
    """These floors of one organisation, laid out."""
    ids = [row.id for row in rows]
    plans = repository.newest(session, ids)
    rooms: dict[int, list[layout.Room]] = defaultdict(list)
    for room in repository.rooms(session, ids):
        rooms[room.floor_id].append(_room(room))
    standing: dict[int, list[Standing]] = defaultdict(list)
    for one in repository.standing(session, organisation_id, ids):
        standing[one.floor_id].append(one)
    return [_lay(row, plans.get(row.id), rooms[row.id], standing[row.id]) for row in rows]


def plan(row: FloorPlan) -> PlanOut:
    """One version."""
    return PlanOut.model_validate(row)


def stray(row: Stray) -> StrayOut:
    """A part that stands on no floor yet."""
    return StrayOut(
        gateway=row.gateway,
        part=row.part,
        name=LabelOut(zh=row.name_zh, en=row.name_en),
        component_type=term(COMPONENT_TYPES, row.component_type),
        version=row.version,
    )


def _lay(row: Floor, drawn: FloorPlan | None, rooms: list[layout.Room], standing: list[Standing]) -> Laid:
    shapes = layout.shapes_of(rooms)
    if drawn is not None:
        # The drawing shows where its rooms are; a guess beside it would only mislead.
        shapes = [shape for shape in shapes if not shape.approximate or shape.room.at is not None]
    spots = [_spot(one.point.x_m, one.point.y_m) for one in standing]
    frame = layout.frame_of(
        (row.plan_width_m, row.plan_depth_m),
        shapes,
        [spot for spot in spots if spot is not None],
    )
    if drawn is None and frame.told:
        # Rooms laid beside the others may need more room than the plan was told to have.
        _, needed, _ = grown = layout.frame_of((None, None), shapes, ())
        guessed = any(shape.approximate for shape in shapes)
        if guessed and (grown.width > frame.width or needed > frame.depth):
            frame = Frame(max(frame.width, grown.width), max(frame.depth, needed), told=False)
    by_room = [(spot, one.point.room_id) for spot, one in zip(spots, standing, strict=True)]
    placed = layout.place(by_room, shapes)
    return Laid(row, drawn, frame, shapes, list(zip(standing, placed, strict=True)))


def _floor(laid: Laid) -> FloorOnPlan:
    return FloorOnPlan(
        id=laid.floor.id,
        level=laid.floor.level,
        name=laid.floor.name,
        width_m=laid.frame.width,
        depth_m=laid.frame.depth,
        plan=plan(laid.plan) if laid.plan is not None else None,
        rooms=[
            RoomShape(
                id=shape.room.id,
                name=shape.room.name,
                outline=list(shape.corners),
                approximate=shape.approximate,
            )
            for shape in laid.shapes
        ],
        points=[_point(one, placed) for one, placed in laid.points],
    )


def _point(standing: Standing, placed: Placed) -> PointSpot:
    row = standing.point
    x, y = placed.spot or (None, None)
    return PointSpot(
        gateway=row.gateway,
        part=row.part,
        name=row.name,
        component_type=term(COMPONENT_TYPES, row.component_type),
        room_id=row.room_id,
        x_m=x,
        y_m=y,
        approximate=placed.approximate,
        version=row.version,
    )


def _room(row: RoomRow) -> layout.Room:
    return layout.Room(
        row.id,
        row.name,
        _spot(row.x_m, row.y_m),
        tuple((float(x), float(y)) for x, y in row.outline),
        row.area_m2,
    )


def _spot(x: float | None, y: float | None) -> layout.Spot | None:
    return (x, y) if x is not None and y is not None else None
