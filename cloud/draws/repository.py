"""Queries of draws. What the asker may not see is not found; what is public is asked for by its number."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from cloud.draws.state_table import State
from cloud.draws.tables import Draw, DrawEntry, DrawFile, SupervisedUnit
from cloud.inspections.tables import Inspection
from cloud.inspectors.tables import Inspector
from cloud.organisations.categories import HOUSEHOLDS
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import in_area, within

COMMITMENT = "commitment"
RECORD = "record"
#: Which organisation each unit of the list is.
ORGANISATIONS = "organisations"
PUBLIC_FILES = frozenset({COMMITMENT, RECORD})
_PIECE = 5_000


class Published(NamedTuple):
    """A draw that everybody may see, and how large its documents are."""

    draw: Draw
    commitment_bytes: int
    record_bytes: int | None


def by_id(session: Session, asker: Asker, number: int, *, for_update: bool = False) -> Draw | None:
    """One draw in the asker's scope."""
    query = select(Draw).where(Draw.id == number, _seen_by(asker))
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def by_number(session: Session, number: str) -> Draw | None:
    """Whoever has this number already."""
    return session.scalars(select(Draw).where(Draw.number == number)).one_or_none()


def page(session: Session, asker: Asker, *, before: int | None, limit: int) -> list[Draw]:
    """Draws, the newest first."""
    query = select(Draw).where(_seen_by(asker)).order_by(Draw.id.desc()).limit(limit)
    return list(session.scalars(query if before is None else query.where(Draw.id < before)))


def published(session: Session, *, number: str | None, before: int | None, limit: int) -> list[Published]:
    """Draws whose lists are published, the newest first; by frozen_at so that drafts leave no gaps."""

    def size(kind: str) -> ColumnElement[int | None]:
        mine = (DrawFile.draw_id == Draw.id, DrawFile.kind == kind)
        return select(func.length(DrawFile.content)).where(*mine).scalar_subquery()

    query = select(Draw, size(COMMITMENT), size(RECORD)).where(Draw.frozen_at.is_not(None))
    if number is not None:
        query = query.where(Draw.number == number)
    if before is not None:
        query = query.where(Draw.frozen_at < before)
    rows = session.execute(query.order_by(Draw.frozen_at.desc(), Draw.id.desc()).limit(limit))
    return [Published(row[0], row[1] or 0, row[2]) for row in rows]


def file(session: Session, draw_id: int, kind: str) -> DrawFile | None:
    """A document of a draw."""
    return session.get(DrawFile, (draw_id, kind))


def public_file(session: Session, number: str, kind: str) -> DrawFile | None:
    """A document that everybody may have."""
    if kind not in PUBLIC_FILES:
        return None
    query = (
        select(DrawFile)
        .join(Draw, Draw.id == DrawFile.draw_id)
        .where(Draw.number == number, Draw.frozen_at.is_not(None), DrawFile.kind == kind)
    )
    return session.scalars(query).one_or_none()


def keep_file(session: Session, draw_id: int, kind: str, content: bytes) -> str:
    """Keep a document for ever; returns its hash."""
    sha256 = hashlib.sha256(content).hexdigest()
    session.add(DrawFile(draw_id=draw_id, kind=kind, sha256=sha256, content=content))
    session.flush()
    return sha256


def entries(session: Session, draw_id: int) -> list[DrawEntry]:
    """The timeline in order."""
    return list(session.scalars(select(DrawEntry).where(DrawEntry.draw_id == draw_id).order_by(DrawEntry.id)))


def task_counts(session: Session, draws: Collection[int]) -> dict[int, int]:
    """How many tasks each draw has given."""
    rows = session.execute(
        select(Inspection.draw_id, func.count())
        .where(Inspection.draw_id.in_(draws))
        .group_by(Inspection.draw_id)
    )
    return {row[0]: row[1] for row in rows if row[0] is not None}


def organisations(session: Session, area: str) -> Iterator[list[tuple[Organisation, SupervisedUnit | None]]]:
    """Every organisation of an area but homes, with how it stands, in pieces by id."""
    after = 0
    while True:
        query = (
            select(Organisation, SupervisedUnit)
            .outerjoin(SupervisedUnit, SupervisedUnit.organisation_id == Organisation.id)
            .where(
                Organisation.id > after,
                in_area(Organisation.area, area),
                Organisation.category.not_in(sorted(HOUSEHOLDS)),
            )
            .order_by(Organisation.id)
            .limit(_PIECE)
        )
        rows: list[tuple[Organisation, SupervisedUnit | None]] = [
            (row[0], row[1]) for row in session.execute(query)
        ]
        if not rows:
            return
        yield rows
        after = rows[-1][0].id


def inspectors(session: Session) -> list[Inspector]:
    """Everybody who is active, by number."""
    return list(session.scalars(select(Inspector).where(Inspector.active).order_by(Inspector.number)))


def inspector_ids(session: Session, numbers: Collection[str]) -> dict[str, int]:
    """Inspectors by the numbers that a record names."""
    rows = session.execute(select(Inspector.number, Inspector.id).where(Inspector.number.in_(numbers)))
    return {row[0]: row[1] for row in rows}


def _seen_by(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Draw.area)


#: States in which nothing is given out yet.
BEFORE_TASKS = frozenset({State.DRAFTED, State.FROZEN})
