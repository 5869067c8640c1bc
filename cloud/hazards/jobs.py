"""What goes on by itself: hazards whose deadline has passed are told."""

from __future__ import annotations

from typing import Final

from cloud.hazards import overdue
from cloud.jobs.job import Done, Job, Work

#: Hazards told in one transaction.
_ROWS: Final = 500


def tell_overdue(work: Work) -> Done:
    """Tell of every hazard that has become overdue, so many a transaction."""
    told = 0
    while True:
        work.keep()
        with work.centre.database.write() as session:
            work.guard(session)
            some = overdue.tell(session, work.now, _ROWS)
        told += some
        if some < _ROWS:
            return Done(told)


JOBS: Final = (Job("hazards-overdue", 300.0, tell_overdue, "逾期隐患通知", "Overdue hazards are told"),)
