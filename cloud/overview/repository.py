"""Queries for what a page starts from."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cloud.alarms.state_table import State
from cloud.alarms.tables import Alarm
from cloud.people.asker import Asker
from cloud.people.scope import within
from telemetry.event_kinds import EventKind

#: One part in so many of what a page starts from is kept for the fires that came first.
_FIRST_FIRES = 4


def open_alarms(
    session: Session, asker: Asker, organisation_id: int | None, gateway: str | None, limit: int
) -> tuple[list[Alarm], int]:
    """Open alarms in the asker's scope, of one organisation, or of one gateway, newest last; how many in all.

    Where there are more than `limit`, the newest; but the fires that came first are always among them, so
    that no flood hides the first one from whoever opens a page in it.
    """
    query = select(Alarm).where(Alarm.state != State.CLOSED, within(asker, Alarm.area, Alarm.organisation_id))
    if organisation_id is not None:
        query = query.where(Alarm.organisation_id == organisation_id)
    if gateway is not None:
        query = query.where(Alarm.gateway == gateway)
    newest = list(session.scalars(query.order_by(Alarm.id.desc()).limit(limit)))
    if len(newest) < limit:
        return newest[::-1], len(newest)
    fires = query.where(Alarm.kind == EventKind.FIRE).order_by(Alarm.id).limit(limit // _FIRST_FIRES)
    first = {alarm.id: alarm for alarm in session.scalars(fires)}
    for alarm in newest:
        if len(first) == limit:
            break
        first.setdefault(alarm.id, alarm)
    total = session.scalar(query.with_only_columns(func.count())) or 0
    return [first[number] for number in sorted(first)], total
