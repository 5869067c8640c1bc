"""The job that lets alarms of the change log go when they have become old, however few they are."""

from __future__ import annotations

from cloud.jobs.job import Done, Job, Work
from cloud.live import repository
from cloud.live.classes import ALARM, FIRE

_DAY_MS = 86_400_000
#: Rows of one transaction.
AT_ONCE = 1_000


def forget(work: Work) -> Done:
    """Let go of alarms that were told before `live.alarm_days`."""
    before = work.now - int(work.centre.settings.live.alarm_days * _DAY_MS)
    dropped = 0
    for rank in (FIRE, ALARM):
        with work.centre.database.read() as session:
            oldest, aged = (
                repository.oldest_place(session, rank),
                repository.aged_place(session, rank, before),
            )
        if oldest is None or aged is None:
            continue
        for place in range(min(oldest + AT_ONCE - 1, aged), aged + AT_ONCE, AT_ONCE):
            work.keep()
            with work.centre.database.write() as session:
                work.guard(session)
                dropped += repository.let_go(session, rank, min(place, aged))
    return Done(dropped)


JOBS = (Job("change-log", 3_600, forget, "变更日志", "Old alarms leave the change log"),)
