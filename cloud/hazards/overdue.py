"""Hazards whose deadline has passed: told once for each deadline, and entered on the timeline.

1. Overdue is no state. The entry on the timeline, one for each deadline, says that it was told; a hazard
   whose deadline was set anew and passes again is told again.
2. What passed long ago, as in records that an import brings, stands in the lists and is told to nobody.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from cloud.duty.days import day_of, start_of
from cloud.hazards import repository
from cloud.hazards.tables import Hazard, HazardEntry
from cloud.live import changes
from cloud.notification import matters
from cloud.notification.moments import Moment
from cloud.vocabulary import LabelOut

#: What it is called on the timeline.
OVERDUE: Final = "overdue"
_KEY: Final = f"{OVERDUE}/"
#: Days after a deadline within which it is news.
_NEWS_DAYS: Final = 7
_BY: Final = "centre"


class News(NamedTuple):
    """What is told of an overdue hazard: its name on the timeline, since when, and in which words."""

    key: str
    at: int
    text: LabelOut


def news(deadline: date, building: str, place: str, text: str) -> News:
    """What is told of a hazard that was to be rectified by then. Pure."""
    where = " ".join(part for part in (building, place) if part)
    zh, en = (f"{where}:{text}", f"{where}: {text}") if where else (text, text)
    return News(
        f"{_KEY}{deadline.isoformat()}",
        start_of(deadline + timedelta(days=1)),
        LabelOut(zh=f"{zh}(期限 {deadline})", en=f"{en} (due {deadline})"),
    )


def tell(session: Session, now: int, limit: int) -> int:
    """Have those told whose deadline has passed and that were not; returns how many. Commits nothing."""
    today = day_of(now)
    since = (today - timedelta(days=_NEWS_DAYS)).isoformat()
    rows = repository.passed(session, since, today.isoformat(), _KEY, limit)
    for row, building in rows:
        _tell(session, row, building, now)
    session.flush()
    return len(rows)


def _tell(session: Session, row: Hazard, building: str, now: int) -> None:
    told = news(date.fromisoformat(row.deadline or ""), building, row.place, row.text)
    session.add(
        HazardEntry(
            hazard_id=row.id,
            at=now,
            action=OVERDUE,
            state=row.state,
            by=_BY,
            note="",
            detail={},
            key=told.key,
        )
    )
    matters.tell(
        session,
        Moment.HAZARD_OVERDUE,
        f"hazard/{row.id}",
        at=told.at,
        place=told.text,
        area=row.area,
        organisation_id=row.organisation_id,
        building_id=row.building_id,
    )
    changes.note(session, changes.INSPECTION, ("hazard", row.id))
