"""Queries of organisations and what lies below them. What the asker may not see is not found."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, TypeVar

from sqlalchemy import and_, case, delete, func, select, update
from sqlalchemy.orm import Session

from cloud.alarms.state_table import State as AlarmState
from cloud.alarms.tables import Alarm
from cloud.hazards.tables import Hazard
from cloud.inspections.tables import Inspection
from cloud.organisations.commissioning import State as Commissioned
from cloud.organisations.coverage import Group
from cloud.organisations.tables import (
    Building,
    Commissioning,
    CommissioningStep,
    Device,
    Floor,
    GatewayPlace,
    Organisation,
    Point,
    Room,
    WalkTest,
)
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within
from cloud.registry.tables import Gateway, Part

Below = Building | Floor | Room | Device | Point
B = TypeVar("B", Building, Floor, Room, Device, Point)


def organisation(
    session: Session, asker: Asker, number: int, *, for_update: bool = False
) -> Organisation | None:
    """One organisation; locked against changes below it where `for_update`."""
    query = select(Organisation).where(
        Organisation.id == number, within(asker, Organisation.area, Organisation.id)
    )
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def organisation_by(session: Session, column: Any, value: object) -> Organisation | None:
    """Whoever bears this number or credit code already, seen by the asker or not."""
    return session.scalars(select(Organisation).where(column == value)).one_or_none()


def organisation_page(
    session: Session,
    asker: Asker,
    *,
    area: str,
    category: str | None,
    state: str | None,
    after: int,
    limit: int,
) -> list[tuple[Organisation, Commissioning]]:
    """Organisations by id, one more than asked for where there are more."""
    # The narrow table alone decides which; the wide rows are read for these only.
    chosen = select(Commissioning.organisation_id).where(
        Commissioning.organisation_id > after,
        within(asker, Commissioning.area, Commissioning.organisation_id),
        in_area(Commissioning.area, area),
    )
    if category is not None:
        chosen = chosen.where(Commissioning.category == category)
    if state is not None:
        chosen = chosen.where(Commissioning.state == state)
    ids = list(session.scalars(chosen.order_by(Commissioning.organisation_id).limit(limit + 1)))
    return with_progress(session, ids)


def with_progress(session: Session, ids: Collection[int]) -> list[tuple[Organisation, Commissioning]]:
    """Organisations with how far they have come, by id."""
    rows = session.execute(
        select(Organisation, Commissioning)
        .join(Commissioning, Commissioning.organisation_id == Organisation.id)
        .where(Organisation.id.in_(list(ids)))
        .order_by(Organisation.id)
    )
    return [(row[0], row[1]) for row in rows]


def below(session: Session, asker: Asker, table: type[B], number: int) -> B | None:
    """One thing below an organisation that the asker sees."""
    return session.scalars(
        select(table)
        .join(Organisation, Organisation.id == table.organisation_id)
        .where(table.id == number, within(asker, Organisation.area, Organisation.id))
    ).one_or_none()


def belongs(session: Session, table: type[Below], number: int, organisation_id: int) -> bool:
    """Whether a thing is one of this organisation's."""
    owner = session.scalar(select(table.organisation_id).where(table.id == number))
    return owner == organisation_id


def taken(session: Session, table: type[Any], conditions: dict[str, Any], but: int | None) -> bool:
    """Whether another row has these values already."""
    query = select(table.id).filter_by(**conditions)
    if but is not None:
        query = query.where(table.id != but)
    return session.scalar(query.limit(1)) is not None


def hangs(session: Session, table: type[Any], organisation_id: int, column: str, number: int) -> bool:
    """Whether any row of the organisation refers to this number by this column."""
    found = session.scalar(
        select(table.organisation_id)
        .where(table.organisation_id == organisation_id, getattr(table, column) == number)
        .limit(1)
    )
    return found is not None


def has_history(session: Session, organisation_id: int) -> bool:
    """Whether alarms, inspections, hazards or walk tests speak of the organisation."""
    return (
        session.scalar(select(Alarm.id).where(Alarm.organisation_id == organisation_id).limit(1)) is not None
        or session.scalar(select(Inspection.id).where(Inspection.organisation_id == organisation_id).limit(1))
        is not None
        or session.scalar(select(Hazard.id).where(Hazard.organisation_id == organisation_id).limit(1))
        is not None
        or session.scalar(select(WalkTest.id).where(WalkTest.organisation_id == organisation_id).limit(1))
        is not None
    )


def delete_organisation(session: Session, organisation_id: int) -> None:
    """An organisation that nothing hangs on, with its steps."""
    for table in (CommissioningStep, Commissioning):
        session.execute(delete(table).where(table.organisation_id == organisation_id))
    session.execute(delete(Organisation).where(Organisation.id == organisation_id))


def page(
    session: Session, table: type[B], conditions: dict[str, Any], after: int, limit: int
) -> tuple[list[B], int | None]:
    """Rows by id behind `after`, and where to go on."""
    rows = list(
        session.scalars(
            select(table).filter_by(**conditions).where(table.id > after).order_by(table.id).limit(limit + 1)
        )
    )
    return rows[:limit], rows[limit - 1].id if len(rows) > limit else None


def floors(session: Session, building_id: int) -> list[Floor]:
    """The floors of a building, the lowest first."""
    return list(session.scalars(select(Floor).where(Floor.building_id == building_id).order_by(Floor.level)))


def gateway_places(
    session: Session, organisation_id: int, after: str, limit: int
) -> list[tuple[GatewayPlace, Gateway | None]]:
    """The organisation's gateways by name, with what is heard of them."""
    rows = session.execute(
        select(GatewayPlace, Gateway)
        .outerjoin(Gateway, Gateway.gateway == GatewayPlace.gateway)
        .where(GatewayPlace.organisation_id == organisation_id, GatewayPlace.gateway > after)
        .order_by(GatewayPlace.gateway)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def gateway_place(session: Session, gateway: str) -> GatewayPlace | None:
    """Whose gateway it is."""
    return session.get(GatewayPlace, gateway)


def heard_gateway(session: Session, gateway: str) -> Gateway | None:
    """The gateway as it was heard; None: never."""
    return session.get(Gateway, gateway)


def own_open_alarms(session: Session, gateway: str, organisation_id: int | None) -> list[int]:
    """Give the gateway's open alarms their organisation; returns their ids."""
    ids = list(
        session.scalars(select(Alarm.id).where(Alarm.gateway == gateway, Alarm.state != AlarmState.CLOSED))
    )
    if ids:
        session.execute(
            update(Alarm)
            .where(Alarm.id.in_(ids))
            .values(organisation_id=organisation_id)
            .execution_options(synchronize_session="fetch")
        )
    return ids


def last_heard(session: Session, points: Sequence[Point]) -> dict[tuple[str, str], int | None]:
    """When the parts of these points were last heard; parts never described are left out."""
    found: dict[tuple[str, str], int | None] = {}
    by_gateway: dict[str, list[str]] = {}
    for point in points:
        by_gateway.setdefault(point.gateway, []).append(point.part)
    for gateway, parts in by_gateway.items():
        rows = session.execute(
            select(Part.part, Part.last_heard).where(Part.gateway == gateway, Part.part.in_(parts))
        )
        found |= {(gateway, part): heard for part, heard in rows}
    return found


def missing_points(session: Session, organisation_id: int, limit: int) -> list[Point]:
    """Planned points whose part was never heard."""
    return list(
        session.scalars(
            select(Point)
            .outerjoin(Part, and_(Part.gateway == Point.gateway, Part.part == Point.part))
            .where(Point.organisation_id == organisation_id, Part.last_heard.is_(None))
            .order_by(Point.id)
            .limit(limit)
        )
    )


def count_points(session: Session, organisation_id: int) -> tuple[int, int]:
    """Points planned, and those of them whose part was heard, counted from the parts themselves."""
    row = session.execute(
        select(func.count(), func.count(Part.last_heard))
        .select_from(Point)
        .outerjoin(Part, and_(Part.gateway == Point.gateway, Part.part == Point.part))
        .where(Point.organisation_id == organisation_id)
    ).one()
    return row[0], row[1]


def unplanned_parts(session: Session, organisation_id: int, limit: int) -> list[tuple[str, str]]:
    """Parts heard on the organisation's gateways that nobody planned; the gateway's own part is none."""
    rows = session.execute(
        select(Part.gateway, Part.part)
        .join(GatewayPlace, GatewayPlace.gateway == Part.gateway)
        .outerjoin(Point, and_(Point.gateway == Part.gateway, Point.part == Part.part))
        .where(
            GatewayPlace.organisation_id == organisation_id,
            Point.id.is_(None),
            Part.part != "gateway",
            Part.last_heard.is_not(None),
        )
        .order_by(Part.gateway, Part.part)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def commissioning(session: Session, organisation_id: int, *, for_update: bool = False) -> Commissioning:
    """How far an organisation has come."""
    query = select(Commissioning).where(Commissioning.organisation_id == organisation_id)
    return session.scalars(query.with_for_update() if for_update else query).one()


def steps(session: Session, organisation_id: int, limit: int = 200) -> list[CommissioningStep]:
    """The newest moves, oldest first."""
    rows = session.scalars(
        select(CommissioningStep)
        .where(CommissioningStep.organisation_id == organisation_id)
        .order_by(CommissioningStep.id.desc())
        .limit(limit)
    )
    return list(rows)[::-1]


def walk_tests(session: Session, organisation_id: int, limit: int = 20) -> list[WalkTest]:
    """The newest walk tests first."""
    return list(
        session.scalars(
            select(WalkTest)
            .where(WalkTest.organisation_id == organisation_id)
            .order_by(WalkTest.id.desc())
            .limit(limit)
        )
    )


def recount(session: Session, organisations: Collection[int], gateways: Collection[str] = ()) -> None:
    """Count anew what is planned and heard, for these organisations and gateways."""
    chunk = 500
    for names in _chunks(sorted(gateways), chunk):
        on_it = Point.gateway == GatewayPlace.gateway
        session.execute(
            update(GatewayPlace)
            .where(GatewayPlace.gateway.in_(names))
            .values(
                points_planned=select(func.count()).select_from(Point).where(on_it).scalar_subquery(),
                points_heard=select(func.count(Point.heard_at)).where(on_it).scalar_subquery(),
            )
            .execution_options(synchronize_session=False)
        )
    for ids in _chunks(sorted(organisations), chunk):
        mine = Point.organisation_id == Commissioning.organisation_id
        session.execute(
            update(Commissioning)
            .where(Commissioning.organisation_id.in_(ids))
            .values(
                gateways=select(func.count())
                .select_from(GatewayPlace)
                .where(GatewayPlace.organisation_id == Commissioning.organisation_id)
                .scalar_subquery(),
                points_planned=select(func.count()).select_from(Point).where(mine).scalar_subquery(),
                points_heard=select(func.count(Point.heard_at)).where(mine).scalar_subquery(),
            )
            .execution_options(synchronize_session=False)
        )


def _chunks(rows: Sequence[Any], size: int) -> list[Sequence[Any]]:
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def move_below(session: Session, organisation_id: int, area: str) -> None:
    """Give the points of an organisation its new area."""
    session.execute(
        update(Point)
        .where(Point.organisation_id == organisation_id)
        .values(area=area)
        .execution_options(synchronize_session=False)
    )


def all_below(session: Session, table: type[Any], organisation_id: int) -> list[Any]:
    """Everything of one kind below an organisation."""
    return list(session.scalars(select(table).where(table.organisation_id == organisation_id)))


def coverage(session: Session, asker: Asker, area: str, heard_since: int) -> list[Group]:
    """The sums of every county and category within an area."""
    heard = Commissioning.heard_at
    rows = session.execute(
        select(
            Commissioning.area,
            Commissioning.category,
            func.count(),
            func.count(case((Commissioning.state == Commissioned.IN_SERVICE, 1))),
            func.count(case((Commissioning.gateways > 0, 1))),
            func.count(case((heard >= heard_since, 1))),
            func.coalesce(func.sum(Commissioning.points_planned), 0),
            func.coalesce(func.sum(Commissioning.points_heard), 0),
            func.coalesce(func.sum(case((heard.is_not(None), Commissioning.persons), else_=0)), 0),
        )
        .where(
            within(asker, Commissioning.area, Commissioning.organisation_id),
            in_area(Commissioning.area, area),
        )
        .group_by(Commissioning.area, Commissioning.category)
    )
    return [(row[0], row[1], *(int(value) for value in row[2:])) for row in rows]
