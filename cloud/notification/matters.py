"""What is no alarm and must be told all the same: duty, declared works, overdue hazards, warnings of risk.

A matter is written down in the transaction that brings it about; the planner takes it from there. Commits
nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from cloud.database.among import among
from cloud.notification.matching import Occurrence
from cloud.notification.moments import MOMENTS, Moment
from cloud.notification.tables import NotificationMatter
from cloud.vocabulary import LabelOut
from runtime.logging import get_logger
from telemetry.event_kinds import EventKind

log = get_logger("notification")

#: The kind under which matters stand: operation, the standard's own for what people do (GB/T 26875.3, 8.2.1).
KIND: Final = EventKind.OPERATION.value


def tell(
    session: Session,
    moment: Moment,
    subject: str,
    *,
    at: int,
    place: LabelOut,
    area: str,
    organisation_id: int | None,
    building_id: int | None = None,
    persons: Iterable[int] | None = None,
) -> None:
    """Have it told. `persons`: of those who hold a duty only these accounts; None: all of them."""
    if not MOMENTS[moment].matter:
        raise ValueError(f"{moment} is a step of an alarm")
    session.add(
        NotificationMatter(
            moment=moment,
            subject=subject,
            at=at,
            place_zh=place.zh,
            place_en=place.en,
            area=area,
            organisation_id=organisation_id,
            building_id=building_id,
            persons=sorted(persons) if persons is not None else None,
        )
    )


def any_untold(session: Session) -> bool:
    """Whether there is one that the planner has not taken."""
    query = select(NotificationMatter.id).where(NotificationMatter.taken_at.is_(None))
    return session.scalar(query.limit(1)) is not None


def take(session: Session, now: int, limit: int) -> list[Occurrence]:
    """Those that the planner has not taken, in order; from now on it has."""
    rows = session.scalars(
        select(NotificationMatter)
        .where(NotificationMatter.taken_at.is_(None))
        .order_by(NotificationMatter.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.taken_at = now
    known = [row for row in rows if row.moment in MOMENTS]
    if len(known) < len(rows):
        log.error("matters of unknown moments are told to nobody", number=len(rows) - len(known))
    return [occurrence(row) for row in known]


def by_id(session: Session, number: int | None) -> NotificationMatter | None:
    """One matter."""
    return session.get(NotificationMatter, number) if number is not None else None


def by_ids(session: Session, numbers: Collection[int]) -> dict[int, NotificationMatter]:
    """Matters by number."""
    if not numbers:
        return {}
    rows = session.scalars(
        select(NotificationMatter).where(among(session, NotificationMatter.id, set(numbers)))
    )
    return {row.id: row for row in rows}


def occurrence(row: NotificationMatter) -> Occurrence:
    """A matter as rules look at it."""
    return Occurrence(
        alarm_id=0,
        entry_id=-row.id,
        moment=Moment(row.moment),
        at=row.at,
        kind=KIND,
        gateway=row.subject,
        area=row.area,
        organisation_id=row.organisation_id,
        building_id=row.building_id,
        matter_id=row.id,
        persons=frozenset(row.persons) if row.persons is not None else None,
    )


def trim(session: Session, before: int, limit: int) -> int:
    """Forget matters that were taken before then; returns how many."""
    old = select(NotificationMatter.id).where(NotificationMatter.taken_at < before).limit(limit)
    ids = list(session.scalars(old))
    session.execute(delete(NotificationMatter).where(among(session, NotificationMatter.id, ids)))
    return len(ids)
