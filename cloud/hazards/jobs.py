"""What goes on by itself: hazards whose deadline has passed are told."""

from __future__ import annotations

from typing import Final

from cloud.hazards import overdue
from cloud.jobs.job import Done, Job, Work

#: Hazards told in one transaction.
_ROWS: Final = 500


def tell_overdue(work: Work) -> Done:
    """Tell of every hazard that has become overdue, so many a transaction."""
    return Done(work.in_pieces(_ROWS, lambda session: overdue.tell(session, work.now, _ROWS)))


JOBS: Final = (Job("hazards-overdue", 300.0, tell_overdue, "逾期隐患通知", "Overdue hazards are told"),)
