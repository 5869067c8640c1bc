"""What is forgotten of budgets' use."""

from __future__ import annotations

from cloud.budgets import repository
from cloud.budgets.warden import DAY_MS
from cloud.jobs.job import Done, Job, Work

KEPT_DAYS = 400


def forget(work: Work) -> Done:
    """Forget what was used more than a year ago."""
    with work.centre.database.write() as session:
        work.guard(session)
        return Done(repository.forget_use(session, work.now // DAY_MS - KEPT_DAYS))


JOBS = (Job("budgets-forget", 86_400, forget, "清理额度记录", "Old uses of budgets go"),)
