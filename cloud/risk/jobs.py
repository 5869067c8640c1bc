"""What goes on by itself: scores, warnings, and the look at the models."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from cloud.jobs.job import Done, Job, Work
from cloud.risk.model_health import checking
from cloud.risk.scores import service
from cloud.risk.warnings import raising
from cloud.risk.warnings import service as warnings


def sweep(work: Work) -> Done:
    """Score everything, once a night, and whenever something was missed or another model took over."""
    if not service.sweep_due(work.centre.database, work.now):
        return Done()
    return service.sweep(work)


def follow(work: Work) -> Done:
    """Score what events have touched."""
    return service.follow(work)


def warn(work: Work) -> Done:
    """Raise what records say, take higher what is overdue, and measure what closing brought."""
    settings, done = work.centre.settings.risk, 0
    steps: list[Callable[[Session], int]] = [
        lambda session: len(raising.of_records(session, settings, work.now)),
        lambda session: warnings.escalate(session, settings, work.now),
        lambda session: warnings.measure(session, work.now),
    ]
    for step in steps:
        work.keep()
        with work.centre.database.write() as session:
            work.guard(session)
            done += step(session)
    return Done(done)


def check(work: Work) -> Done:
    """Look at the models: drift, calibration, slices."""
    return checking.check(work)


JOBS = (
    Job("risk-night", 600.0, sweep, "每夜火灾风险评分", "fire risk of everything, each night"),
    Job("risk-events", 15.0, follow, "事件触发火灾风险评分", "fire risk of what events have touched"),
    Job("risk-warnings", 60.0, warn, "火灾风险预警", "fire risk warnings"),
    Job("risk-models", 21_600.0, check, "火灾风险模型检查", "health of the models of fire risk"),
)
