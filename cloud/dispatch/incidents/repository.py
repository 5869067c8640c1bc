"""Queries of incidents and what belongs to them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, text
from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.database.among import among
from cloud.database.locks import locked
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.incidents.happenings import STANDING, Happening
from cloud.dispatch.incidents.tables import DUE, Attachment, Entry, Incident, Order, Report, Role
from cloud.dispatch_requests.tables import DispatchRequest
from cloud.live import changes
from cloud.people.asker import Asker
from cloud.people.scope import within

#: The counter that says up to which number the outbox of alarms has been read.
_READ = "dispatch-outbox"


def incidents(
    session: Session, asker: Asker, *, states: Collection[str], before: int | None, limit: int
) -> list[Incident]:
    """A page of incidents within the asker's scope, the newest first."""
    query = select(Incident).where(_seen(asker))
    if states:
        query = query.where(Incident.state.in_(states))
    if before is not None:
        query = query.where(Incident.id < before)
    return list(session.scalars(query.order_by(Incident.id.desc()).limit(limit)))


def incident(session: Session, asker: Asker, number: int, *, lock: bool = False) -> Incident | None:
    """One incident within the asker's scope."""
    query = select(Incident).where(Incident.id == number, _seen(asker))
    return session.scalar(locked(session, query) if lock else query)


def held(session: Session, number: int) -> Incident:
    """One incident, whoever asks, locked."""
    found: Incident = session.scalars(locked(session, select(Incident).where(Incident.id == number))).one()
    return found


def standing(session: Session) -> list[Incident]:
    """All that are not over, by id."""
    query = select(Incident).where(text("incident.state IN ('open', 'under-way')"))
    return list(session.scalars(query.order_by(Incident.id)))


def by_id(session: Session, ids: Collection[int]) -> list[Incident]:
    """These incidents, by id."""
    query = select(Incident).where(among(session, Incident.id, set(ids))).order_by(Incident.id)
    return list(session.scalars(query))


def closed_after(session: Session, asker: Asker, at: int, after: int, limit: int) -> list[Incident]:
    """Incidents that were closed behind that moment, in the order of their closing."""
    behind = (Incident.closed_at > at) | ((Incident.closed_at == at) & (Incident.id > after))
    query = select(Incident).where(Incident.closed_at.is_not(None), behind, _seen(asker))
    return list(session.scalars(query.order_by(Incident.closed_at, Incident.id).limit(limit)))


def due(session: Session, now: int) -> dict[int, bool]:
    """Incidents for which the centre is to do something, by id: whether a person was asked for too long."""
    query = select(Incident.id, Incident.ask_until).where(
        text(DUE.text), Incident.due_at <= now, Incident.state.in_(STANDING)
    )
    rows = session.execute(query.order_by(Incident.id))
    return {number: until is not None and until <= now for number, until in rows}


def reports(session: Session, ids: Collection[int]) -> list[Report]:
    """The reports of these incidents, in the order in which they came."""
    query = select(Report).where(among(session, Report.incident_id, set(ids))).order_by(Report.id)
    return list(session.scalars(query))


def report_by_key(session: Session, key: str) -> Report | None:
    """The report with this key."""
    return session.scalar(select(Report).where(Report.key == key))


def entries(session: Session, number: int, after: int = 0, limit: int = 10_000) -> list[Entry]:
    """The timeline behind an entry."""
    query = select(Entry).where(Entry.incident_id == number, Entry.id > after)
    return list(session.scalars(query.order_by(Entry.id).limit(limit)))


def orders(session: Session, ids: Collection[int], *, standing_only: bool = False) -> list[Order]:
    """Orders of these incidents, in the order in which they were given."""
    query = select(Order).where(among(session, Order.incident_id, set(ids)))
    if standing_only:
        query = query.where(Order.ended_at.is_(None))
    return list(session.scalars(query.order_by(Order.id)))


def standing_order(session: Session, unit_id: int) -> Order | None:
    """The order that binds a unit."""
    return session.scalar(select(Order).where(Order.unit_id == unit_id, Order.ended_at.is_(None)))


def order(session: Session, number: int) -> Order | None:
    """One order, whoever asks."""
    return session.get(Order, number)


def incident_of_order(session: Session, number: int) -> int:
    """The incident that an order is of."""
    return session.scalars(select(Order.incident_id).where(Order.id == number)).one()


def unaccepted(session: Session, before: int) -> list[int]:
    """Orders from before that moment that nobody has accepted and nobody was told of, by id."""
    query = select(Order.id).where(
        Order.ended_at.is_(None),
        Order.accepted_at.is_(None),
        Order.escalated_at.is_(None),
        Order.at <= before,
    )
    return list(session.scalars(query.order_by(Order.id)))


def roles(session: Session, number: int) -> list[Role]:
    """Who has held which role, in order."""
    return list(session.scalars(select(Role).where(Role.incident_id == number).order_by(Role.id)))


def attachments(session: Session, number: int) -> Sequence[Any]:
    """What is attached, without the content."""
    columns = (
        Attachment.id,
        Attachment.name,
        Attachment.media,
        Attachment.sha256,
        Attachment.at,
        Attachment.by,
    )
    return session.execute(
        select(*columns).where(Attachment.incident_id == number).order_by(Attachment.id)
    ).all()


def attachment(session: Session, number: int, attached: int) -> Attachment | None:
    """One of them."""
    return session.scalar(
        select(Attachment).where(Attachment.id == attached, Attachment.incident_id == number)
    )


def tell(
    session: Session,
    incident: Incident,
    happening: Happening,
    words: Words,
    now: int,
    by: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add to the timeline; whoever watches the incident is told, and the centre looks whether it is due."""
    session.add(
        Entry(
            incident_id=incident.id,
            at=now,
            happening=happening,
            by=by,
            zh=words.zh,
            en=words.en,
            detail=detail,
        )
    )
    changes.note(session, changes.INCIDENT, incident.id)
    changes.wake(session, changes.DISPATCH)


def unread(session: Session, limit: int) -> list[DispatchRequest]:
    """What alarms have asked since the outbox was read last, in order."""
    query = select(DispatchRequest).where(DispatchRequest.number > counters.current(session, _READ))
    return list(session.scalars(query.order_by(DispatchRequest.number).limit(limit)))


def read_up_to(session: Session, number: int) -> None:
    """Everything up to this number has been dealt with, in this transaction."""
    counters.raise_to(session, _READ, number)


def read(session: Session) -> int:
    """Up to where the outbox has been dealt with."""
    return counters.current(session, _READ)


def _seen(asker: Asker) -> ColumnElement[bool]:
    return within(asker, Incident.area, Incident.organisation_id)
