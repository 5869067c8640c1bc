"""Queries of the links."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from cloud.alarms.tables import Alarm
from cloud.verification_links.tables import VerificationLink


def link(session: Session, number: int, *, for_update: bool = False) -> VerificationLink | None:
    """One link."""
    query = select(VerificationLink).where(VerificationLink.id == number)
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()


def alarm_of(session: Session, row: VerificationLink, *, for_update: bool = False) -> Alarm | None:
    """The one alarm that a link opens; nobody's scope is asked, the link is the permission."""
    query = select(Alarm).where(Alarm.id == row.alarm_id)
    return session.scalars(query.with_for_update() if for_update else query).one_or_none()
