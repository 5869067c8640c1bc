"""Pages behind a cursor. The horizon is read first: what lies below it was looked at, seen or not."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy.orm import Session

from cloud.alarms import views as alarm_views
from cloud.errors import ApiError
from cloud.events.schemas import event
from cloud.export import repository
from cloud.export.schemas import EXPORTED_KINDS, AlarmPage, ChangePage, EventPage, ExportedChange
from cloud.live import repository as change_log
from cloud.live.classes import classes_of
from cloud.people.asker import Asker


def changes(
    session: Session,
    asker: Asker,
    after: int | None,
    limit: int,
    kinds: Collection[str] = EXPORTED_KINDS,
) -> ChangePage:
    """Changes of these kinds behind the cursor; None: only the cursor of now.

    ApiError 410: of a class that these kinds are in, the log begins later.
    """
    horizon = change_log.cursor(session)
    if after is None:
        return ChangePage(items=[], next=horizon, more=False)
    gone = change_log.gone(session, classes_of(kinds))
    if not gone <= after <= horizon:
        raise ApiError(
            410,
            "cursor-gone",
            f"游标 {after} 已不在变更日志中({gone} 至 {horizon})。"
            f"请从 /api/v1/export/alarms 重新读取,再从游标 {horizon} 继续。",
            f"The change log does not go back to {after}: it spans {gone} to {horizon}."
            f" Read /api/v1/export/alarms anew, then go on from {horizon}.",
            "query.after",
        )
    rows = repository.changes(session, asker, after, horizon, kinds, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    return ChangePage(
        items=[
            ExportedChange.model_validate(
                {
                    "id": row.id,
                    "kind": row.kind,
                    "area": row.area,
                    "organisation_id": row.organisation_id,
                    "data": msgspec.json.decode(row.payload),
                }
            )
            for row in rows
        ],
        next=rows[-1].id if more else horizon,
        more=more,
    )


def events(session: Session, asker: Asker, after: int, limit: int) -> EventPage:
    """Events behind the cursor."""
    rows = repository.events(session, asker, after, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    # Never beyond the asker's own: how many events there are elsewhere is nobody's business.
    return EventPage(items=[event(row) for row in rows], next=rows[-1].id if rows else after, more=more)


def alarms(session: Session, asker: Asker, after: int, limit: int) -> AlarmPage:
    """Every alarm by id, open and closed, as it is now."""
    rows = repository.alarms(session, asker, after, limit + 1)
    more = len(rows) > limit
    rows = rows[:limit]
    return AlarmPage(
        items=[alarm_views.alarm(row) for row in rows], next=rows[-1].id if rows else after, more=more
    )
