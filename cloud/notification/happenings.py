"""Queries of what has happened to alarms, and of how far it was looked at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from cloud.alarms.state_table import State as AlarmState
from cloud.alarms.tables import Alarm, TimelineEntry
from cloud.database import bulk
from cloud.database.among import among
from cloud.live.classes import ALARM, FIRE
from cloud.notification.tables import NotificationCursor, NotifiedAlarm

_CURSOR = 1


class Entry(NamedTuple):
    """One entry of an alarm's timeline."""

    id: int
    alarm_id: int
    at: int
    action: str
    detail: dict[str, Any] | None


def cursor(session: Session, *, for_update: bool = False) -> NotificationCursor | None:
    """Where the look stands; locked: None while another process has it."""
    query = select(NotificationCursor).where(NotificationCursor.id == _CURSOR)
    return session.scalars(query.with_for_update(skip_locked=True) if for_update else query).one_or_none()


def open_alarms(session: Session, kinds: Collection[str] | None, but: Collection[str]) -> list[int]:
    """Ids of the open alarms of some kinds, and of no others."""
    query = select(Alarm.id).where(Alarm.state != AlarmState.CLOSED, Alarm.kind.not_in(but))
    if kinds is not None:
        query = query.where(Alarm.kind.in_(kinds))
    return list(session.scalars(query.order_by(Alarm.id)))


def untold(session: Session, alarm_ids: Collection[int], since: int) -> list[Entry]:
    """What happened to these alarms and has not been looked at yet, in the order in which it did."""
    if not alarm_ids:
        return []
    told = func.coalesce(NotifiedAlarm.entry_id, since)
    columns = (
        TimelineEntry.id,
        TimelineEntry.alarm_id,
        TimelineEntry.at,
        TimelineEntry.action,
        TimelineEntry.detail,
    )
    query = (
        select(*columns)
        .outerjoin(NotifiedAlarm, NotifiedAlarm.alarm_id == TimelineEntry.alarm_id)
        .where(among(session, TimelineEntry.alarm_id, set(alarm_ids)), TimelineEntry.id > told)
        .order_by(TimelineEntry.id)
    )
    return [Entry(*row) for row in session.execute(query)]


def looked_at(session: Session, entries: Sequence[Entry]) -> None:
    """Write down how far each alarm's timeline has been told."""
    newest: dict[int, int] = {}
    for entry in entries:
        newest[entry.alarm_id] = max(newest.get(entry.alarm_id, 0), entry.id)
    bulk.upsert(
        session, NotifiedAlarm, [{"alarm_id": alarm, "entry_id": entry} for alarm, entry in newest.items()]
    )


def times_of(session: Session, entry_ids: Collection[int]) -> dict[int, int]:
    """When these entries of timelines happened."""
    query = select(TimelineEntry.id, TimelineEntry.at).where(among(session, TimelineEntry.id, set(entry_ids)))
    return {entry: at for entry, at in session.execute(query)}


def missed(session: Session) -> dict[int, int]:
    """How many changes of alarms nobody was told of, by the class: they were gone, or could not be told."""
    row = cursor(session)
    return {} if row is None else {FIRE: row.missed_fire, ALARM: row.missed_alarm}


def forget_alarms(session: Session) -> None:
    """Forget how far alarms were told that are not on record any more."""
    gone = ~select(Alarm.id).where(Alarm.id == NotifiedAlarm.alarm_id).exists()
    session.execute(delete(NotifiedAlarm).where(gone))
