"""Queries of plans and drawings."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from cloud.database.among import among
from cloud.database.locks import locked
from cloud.dispatch.preplans.schemas import Standing
from cloud.dispatch.preplans.tables import Preplan, PreplanDrawing
from cloud.dispatch.sought import EVERYTHING, Sought
from cloud.organisations.tables import Building, Organisation, Point
from cloud.people.asker import Asker
from cloud.people.scope import within


def preplans(
    session: Session,
    asker: Asker,
    *,
    building: int | None = None,
    standing: Standing = "in-force",
    due_before: int | None = None,
    sought: Sought = EVERYTHING,
    after: int = 0,
    limit: int = 200,
) -> list[Preplan]:
    """A page by id: all of a building, or those in force, or drafts; to be looked at by `due_before`."""
    names = (Preplan.title, Building.name, Organisation.name)
    query = (
        select(Preplan)
        .join(Building, Building.id == Preplan.building_id)
        .join(Organisation, Organisation.id == Preplan.organisation_id)
        .where(Preplan.id > after, _seen(asker), sought.fits(Preplan.area, *names))
    )
    if building is not None:
        query = query.where(Preplan.building_id == building)
    elif standing == "draft":
        later = aliased(Preplan)
        newer = exists().where(later.building_id == Preplan.building_id, later.version > Preplan.version)
        query = query.where(Preplan.valid_from.is_(None), ~newer)
    else:
        query = query.where(Preplan.valid_from.is_not(None), Preplan.valid_to.is_(None))
    if due_before is not None:
        query = query.where(Preplan.review_at <= due_before)
    return list(session.scalars(query.order_by(Preplan.id).limit(limit)))


def preplan(session: Session, asker: Asker, number: int, *, lock: bool = False) -> Preplan | None:
    """One within the asker's scope."""
    query = select(Preplan).where(Preplan.id == number, _seen(asker))
    return session.scalar(locked(session, query) if lock else query)


def newest(session: Session, building: int) -> Preplan | None:
    """The newest version of a building's plan, in force or not."""
    query = select(Preplan).where(Preplan.building_id == building).order_by(Preplan.version.desc())
    return session.scalar(query.limit(1))


def in_force(session: Session, building: int, at: int) -> Preplan | None:
    """The plan that held for a building at a moment, whoever asks."""
    query = select(Preplan).where(
        Preplan.building_id == building,
        Preplan.valid_from <= at,
        Preplan.valid_to.is_(None) | (Preplan.valid_to > at),
    )
    return session.scalar(query.order_by(Preplan.version.desc()).limit(1))


def drawings(session: Session, ids: Collection[int]) -> Sequence[Any]:
    """The drawings of these plans, without their content."""
    columns = (
        PreplanDrawing.id,
        PreplanDrawing.preplan_id,
        PreplanDrawing.name,
        PreplanDrawing.media,
        PreplanDrawing.sha256,
    )
    query = select(*columns).where(among(session, PreplanDrawing.preplan_id, set(ids)))
    return session.execute(query.order_by(PreplanDrawing.id)).all()


def drawing(session: Session, plan: int, number: int) -> PreplanDrawing | None:
    """One of a plan's drawings."""
    return session.scalar(
        select(PreplanDrawing).where(PreplanDrawing.id == number, PreplanDrawing.preplan_id == plan)
    )


def all_drawings(session: Session, plan: int) -> list[PreplanDrawing]:
    """A plan's drawings with their content."""
    query = select(PreplanDrawing).where(PreplanDrawing.preplan_id == plan)
    return list(session.scalars(query.order_by(PreplanDrawing.id)))


def names(session: Session, rows: Collection[Preplan]) -> dict[int, tuple[str, str]]:
    """By building: its name and its organisation's."""
    ids = {row.building_id for row in rows}
    query = (
        select(Building.id, Building.name, Organisation.name)
        .join(Organisation, Organisation.id == Building.organisation_id)
        .where(among(session, Building.id, ids))
    )
    return {row[0]: (row[1], row[2]) for row in session.execute(query)}


def counted(session: Session, building: int) -> list[tuple[int, int, int]]:
    """The points of a building: system type, component type, how many; most first."""
    count = func.count()
    query = (
        select(Point.system_type, Point.component_type, count)
        .where(Point.building_id == building)
        .group_by(Point.system_type, Point.component_type)
        .order_by(count.desc(), Point.component_type)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def _seen(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Preplan.area, Preplan.organisation_id)
