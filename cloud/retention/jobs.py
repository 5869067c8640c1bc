"""The job that lets old records go. What went is counted for each kind of record."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy.orm import Session

from cloud.database import counters
from cloud.duty import retention as duty
from cloud.jobs.job import Done, Job, Work
from cloud.retention import repository
from cloud.retention.settings import RecordRetention

DAY_MS = 86_400_000
#: Rows of one transaction.
AT_ONCE = 500


class Kind(NamedTuple):
    """A kind of record, how long it is kept, and how it goes."""

    name: str
    days: Callable[[RecordRetention], int]
    drop: Callable[[Session, int, int], int]


KINDS = (
    Kind("events", lambda told: told.event_days, repository.drop_events),
    Kind("alarms", lambda told: told.alarm_days, repository.drop_alarms),
    Kind("declarations", lambda told: told.alarm_days, repository.drop_declarations),
    Kind("replies", lambda told: told.reply_days, repository.drop_replies),
    Kind("duty", lambda told: told.duty_days, duty.drop_old),
    Kind("dead-letters", lambda told: told.dead_letter_days, repository.drop_dead_letters),
)


def retain(work: Work) -> Done:
    """Drop every record that is older than its kind is kept."""
    dropped = 0
    for kind in KINDS:
        before = work.now - kind.days(work.centre.settings.retention) * DAY_MS
        while True:
            work.keep()
            with work.centre.database.write() as session:
                work.guard(session)
                gone = kind.drop(session, before, AT_ONCE)
                if gone:
                    counters.advance(session, f"expired-{kind.name}", gone)
            dropped += gone
            if gone < AT_ONCE:
                break
    return Done(dropped)


JOBS = (Job("records-retention", 3_600, retain, "记录保留期", "Records older than their period go"),)
