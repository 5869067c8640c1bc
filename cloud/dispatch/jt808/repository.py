"""Queries of vehicle terminals and of their last positions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.among import among
from cloud.database.upsert import insert
from cloud.dispatch.jt808.tables import VehiclePosition, VehicleTerminal
from cloud.dispatch.sought import EVERYTHING, Sought
from cloud.people.asker import Asker
from cloud.people.scope import within


def terminals(
    session: Session,
    asker: Asker,
    *,
    phone: str = "",
    sought: Sought = EVERYTHING,
    after: int = 0,
    limit: int = 100,
) -> list[VehicleTerminal]:
    """A page of terminals within the asker's scope, by number."""
    query = (
        select(VehicleTerminal)
        .where(
            VehicleTerminal.id > after,
            within(asker, VehicleTerminal.area, VehicleTerminal.organisation_id),
            sought.fits(
                VehicleTerminal.area, VehicleTerminal.name, VehicleTerminal.plate, VehicleTerminal.phone
            ),
        )
        .order_by(VehicleTerminal.id)
        .limit(limit)
    )
    if phone:
        query = query.where(VehicleTerminal.phone == phone)
    return list(session.scalars(query))


def terminal(session: Session, asker: Asker, number: int) -> VehicleTerminal | None:
    """One terminal; None: there is none within the asker's scope."""
    return session.scalar(
        select(VehicleTerminal).where(
            VehicleTerminal.id == number,
            within(asker, VehicleTerminal.area, VehicleTerminal.organisation_id),
        )
    )


def phone_taken(session: Session, phone: str) -> bool:
    """Whether a terminal has this phone number, whoever asks."""
    return session.scalar(select(VehicleTerminal.id).where(VehicleTerminal.phone == phone)) is not None


def itself(session: Session, number: int) -> VehicleTerminal | None:
    """The terminal that has spoken, which is nobody's question."""
    return session.get(VehicleTerminal, number)


def next_version(session: Session) -> int:
    """The version of a terminal that is changed now: handed out in the order of the commits."""
    newest = select(func.coalesce(func.max(VehicleTerminal.version), 0)).scalar_subquery()
    return counters.advance(session, "vehicle-terminal", begin=newest)


def changed(session: Session, since: int, limit: int = 5_000) -> list[VehicleTerminal]:
    """Terminals changed after that version, in the order of their versions."""
    return list(
        session.scalars(
            select(VehicleTerminal)
            .where(VehicleTerminal.version > since)
            .order_by(VehicleTerminal.version)
            .limit(limit)
        )
    )


def positions(session: Session, terminals: Collection[int]) -> list[VehiclePosition]:
    """Where these were last."""
    return list(
        session.scalars(select(VehiclePosition).where(among(session, VehiclePosition.terminal_id, terminals)))
    )


def keep_positions(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    """Where vehicles are now; an older position never takes the place of a newer one."""
    statement = insert(session, VehiclePosition)
    told = statement.excluded
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=[VehiclePosition.terminal_id],
            set_={name: told[name] for name in _TOLD},
            where=told.at >= VehiclePosition.at,
        ),
        list(rows),
    )


_TOLD = tuple(column.name for column in VehiclePosition.__table__.columns if not column.primary_key)
