"""What is shown of the jobs, and having one run at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.errors import not_found
from cloud.jobs import repository
from cloud.jobs.job import Job
from cloud.jobs.schemas import JobOut
from cloud.jobs.settings import JobSettings
from cloud.jobs.tables import JobRow
from cloud.people.asker import Asker
from cloud.vocabulary import LabelOut


def shown(session: Session, jobs: Mapping[str, Job], settings: JobSettings, now: int) -> list[JobOut]:
    """Every job that the records know of, by name."""
    return [_shown(row, jobs[row.name], settings, now) for row in repository.all_jobs(session, jobs.keys())]


def run_now(
    session: Session, jobs: Mapping[str, Job], settings: JobSettings, name: str, asker: Asker, now: int
) -> JobOut:
    """Have a job run at once; it stands in the audit log. Raises ApiError 404."""
    row = repository.ask(session, name, asker.name[:128], now) if name in jobs else None
    if row is None:
        raise not_found("任务", "job", "path.name")
    session.flush()
    out = _shown(row, jobs[name], settings, now)
    audit.record(session, asker, "job.run", f"job/{name}")
    return out


def complaints(session: Session, jobs: Mapping[str, Job]) -> list[tuple[str, str]]:
    """Jobs that fail or that want a person's attention, with what they say: for the centre's health."""
    return [
        (row.name, row.fault or row.warning or "")
        for row in repository.all_jobs(session, jobs.keys())
        if row.fault or row.warning
    ]


def _shown(row: JobRow, job: Job, settings: JobSettings, now: int) -> JobOut:
    running = row.holder is not None and row.lease_until is not None and row.lease_until >= now
    state: Literal["waiting", "running", "failing"] = "failing" if row.fault else "waiting"
    return JobOut(
        name=row.name,
        label=LabelOut(zh=job.zh, en=job.en),
        every_s=settings.every_s.get(row.name, job.every_s),
        state="running" if running else state,
        due_at=row.due_at,
        running_on=row.holder if running else None,
        started_at=row.started_at,
        finished_at=row.finished_at,
        length_ms=row.length_ms,
        rows=row.rows,
        fault=row.fault,
        warning=row.warning,
        runs=row.runs,
        failures=row.failures,
        asked_by=row.asked_by,
    )
