"""Queries of plans and of what stands on them. What the asker may not see is not found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cloud.database import locks, upsert
from cloud.organisations.tables import Building, Floor, GatewayPlace, Organisation, Point, Room
from cloud.people.asker import Asker
from cloud.people.scope import within
from cloud.plans.tables import FloorPlan, PlanDrawing
from cloud.registry.service import GATEWAY_PART
from cloud.registry.tables import Part

#: Points and rooms of one building that are told at once.
POINTS = 20_000
ROOMS = 5_000


class Standing(NamedTuple):
    """A point and the floor it stands on."""

    point: Point
    floor_id: int


class Stray(NamedTuple):
    """A part that stands on no floor yet: a planned point without one, or a part heard and never planned."""

    gateway: str
    part: str
    name_zh: str
    name_en: str
    component_type: int
    version: int | None


def buildings_with_floors(
    session: Session, asker: Asker, *, organisation: int | None, gateway: str | None, after: int, limit: int
) -> list[Building]:
    """Buildings that have floors, by id: of one organisation, or those that a gateway's points stand in."""
    query = (
        select(Building)
        .join(Organisation, Organisation.id == Building.organisation_id)
        .where(
            Building.id > after,
            within(asker, Organisation.area, Organisation.id),
            exists().where(Floor.building_id == Building.id),
        )
    )
    if organisation is not None:
        query = query.where(Building.organisation_id == organisation)
    if gateway is not None:
        query = query.where(
            exists().where(
                GatewayPlace.gateway == gateway, GatewayPlace.organisation_id == Building.organisation_id
            )
        )
    return list(session.scalars(query.order_by(Building.id).limit(limit)))


def floor_of_part(session: Session, asker: Asker, gateway: str, part: str) -> Floor | None:
    """The floor on whose plan a part stands."""
    return session.scalars(
        select(Floor)
        .join(Point, Point.organisation_id == Floor.organisation_id)
        .outerjoin(Room, Room.id == Point.room_id)
        .join(Organisation, Organisation.id == Floor.organisation_id)
        .where(
            Point.gateway == gateway,
            Point.part == part,
            Floor.id == func.coalesce(Room.floor_id, Point.floor_id),
            within(asker, Organisation.area, Organisation.id),
        )
    ).one_or_none()


def rooms(session: Session, floors: Collection[int]) -> list[Room]:
    """The rooms of these floors, by id."""
    return list(session.scalars(select(Room).where(Room.floor_id.in_(floors)).order_by(Room.id).limit(ROOMS)))


def standing(session: Session, organisation_id: int, floors: Collection[int]) -> list[Standing]:
    """The points of an organisation on these floors, by id."""
    on_floor = func.coalesce(Room.floor_id, Point.floor_id)
    rows = session.execute(
        select(Point, on_floor)
        .outerjoin(Room, Room.id == Point.room_id)
        .where(Point.organisation_id == organisation_id, on_floor.in_(floors))
        .order_by(Point.id)
        .limit(POINTS)
    )
    return [Standing(*row) for row in rows]


def strays(session: Session, building: Building, limit: int) -> list[Stray]:
    """What may belong into this building and stands on none of its organisation's floors."""
    planned = session.execute(
        select(Point.gateway, Point.part, Point.name, Point.name, Point.component_type, Point.version)
        .outerjoin(Room, Room.id == Point.room_id)
        .where(
            Point.organisation_id == building.organisation_id,
            func.coalesce(Room.floor_id, Point.floor_id).is_(None),
            _here_or_nowhere(Point.building_id, building.id),
        )
        .order_by(Point.id)
        .limit(limit)
    )
    found = [Stray(*row) for row in planned]
    heard = session.execute(
        select(
            Part.gateway,
            Part.part,
            func.coalesce(func.nullif(Part.device_zh, ""), Part.place_zh),
            func.coalesce(func.nullif(Part.device_en, ""), Part.place_en),
            Part.component_type,
        )
        .join(GatewayPlace, GatewayPlace.gateway == Part.gateway)
        .outerjoin(Point, and_(Point.gateway == Part.gateway, Point.part == Part.part))
        .where(
            GatewayPlace.organisation_id == building.organisation_id,
            _here_or_nowhere(GatewayPlace.building_id, building.id),
            Point.id.is_(None),
            Part.part != GATEWAY_PART.part,
        )
        .order_by(Part.gateway, Part.part)
        .limit(limit - len(found))
    )
    return found + [Stray(row[0], row[1], row[2], row[3], row[4], None) for row in heard]


def point_of(session: Session, gateway: str, part: str) -> Point | None:
    """The planned point of a part."""
    return session.scalars(select(Point).where(Point.gateway == gateway, Point.part == part)).one_or_none()


def heard_part(session: Session, gateway: str, part: str) -> Part | None:
    """A part as its gateway describes it."""
    return session.get(Part, (gateway, part))


def versions(session: Session, floor_id: int) -> list[FloorPlan]:
    """The versions of a floor's plan, the newest first."""
    return list(
        session.scalars(select(FloorPlan).where(FloorPlan.floor_id == floor_id).order_by(FloorPlan.id.desc()))
    )


def newest(session: Session, floors: Collection[int]) -> dict[int, FloorPlan]:
    """The plans in use, by floor."""
    last = select(func.max(FloorPlan.id)).where(FloorPlan.floor_id.in_(floors)).group_by(FloorPlan.floor_id)
    return {row.floor_id: row for row in session.scalars(select(FloorPlan).where(FloorPlan.id.in_(last)))}


def drawing_of(session: Session, floor_id: int, sha256: str) -> PlanDrawing | None:
    """A drawing that a version of this floor's plan shows."""
    shown = exists().where(FloorPlan.floor_id == floor_id, FloorPlan.sha256 == sha256)
    return session.scalars(select(PlanDrawing).where(PlanDrawing.sha256 == sha256, shown)).one_or_none()


def keep_drawing(session: Session, sha256: str, media: str, content: bytes) -> None:
    """Hold a drawing, once whoever shows it."""
    locks.take(session, "plan-drawing", [sha256])
    session.execute(
        upsert.insert(session, PlanDrawing)
        .values(sha256=sha256, media=media, content=content)
        .on_conflict_do_nothing(index_elements=["sha256"])
    )


def let_go(session: Session, sha256: str) -> None:
    """Forget a drawing that no plan shows any more."""
    locks.take(session, "plan-drawing", [sha256])
    unused = ~exists().where(FloorPlan.sha256 == sha256)
    session.execute(delete(PlanDrawing).where(PlanDrawing.sha256 == sha256, unused))


def _here_or_nowhere(column: InstrumentedAttribute[int | None], building_id: int) -> ColumnElement[bool]:
    return or_(column.is_(None), column == building_id)


def floors_of(session: Session, buildings: Collection[int]) -> Sequence[Floor]:
    """The floors of these buildings, the lowest first."""
    return list(
        session.scalars(
            select(Floor).where(Floor.building_id.in_(buildings)).order_by(Floor.building_id, Floor.level)
        )
    )
