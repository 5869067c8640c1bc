"""Deleting what is old, a bounded number of rows at a time, so that nobody waits long for the write lock."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, select, tuple_
from sqlalchemy.orm import Session

from cloud.access.tables import ReplyRow
from cloud.alarm_watch.tables import AlarmStep
from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.city.tables import GroupClaim
from cloud.dead_letters.tables import DeadLetter
from cloud.dispatch_requests.tables import DispatchRequest
from cloud.events.tables import EventRow
from cloud.maintenance.tables import Maintenance
from cloud.shelving.tables import Shelf
from cloud.verification_links.tables import VerificationLink

#: What goes with its alarm.
_OF_ALARMS = (TimelineEntry, AlarmStep, DispatchRequest, VerificationLink)


def drop_events(session: Session, before: int, limit: int) -> int:
    """Events that the centre stored before a time."""
    return _drop(session, EventRow, EventRow.ts_cloud < before, limit)


def drop_dead_letters(session: Session, before: int, limit: int) -> int:
    """Dead letters that were last seen before a time."""
    return _drop(session, DeadLetter, DeadLetter.last_at < before, limit)


def drop_alarms(session: Session, before: int, limit: int) -> int:
    """Alarms that were closed before a time, with what hangs on them."""
    old = list(
        session.scalars(
            select(Alarm.id).where(Alarm.raised_at < before, Alarm.closed_at < before).limit(limit)
        )
    )
    if old:
        for table in _OF_ALARMS:
            _execute(session, delete(table).where(table.alarm_id.in_(old)))
        _execute(session, delete(Alarm).where(Alarm.id.in_(old)))
    return len(old)


def drop_declarations(session: Session, before: int, limit: int) -> int:
    """Maintenance, walk tests, shelvings and claims that ended before a time; what is in force stays."""
    gone = 0
    for table in (Maintenance, Shelf, GroupClaim):
        if gone < limit:
            gone += _drop(session, table, table.ended_at < before, limit - gone)
    return gone


def drop_replies(session: Session, before: int, limit: int) -> int:
    """Replies that the centre stored before a time."""
    old = select(ReplyRow.gateway, ReplyRow.seq).where(ReplyRow.ts_cloud < before).limit(limit)
    return _execute(session, delete(ReplyRow).where(tuple_(ReplyRow.gateway, ReplyRow.seq).in_(old)))


def _drop(session: Session, table: Any, old: ColumnElement[bool], limit: int) -> int:
    return _execute(session, delete(table).where(table.id.in_(select(table.id).where(old).limit(limit))))


def _execute(session: Session, statement: Any) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount
