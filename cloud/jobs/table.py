"""Every job of the centre. A noun adds its own: `JOBS` in its `jobs.py`, and its name here."""

from __future__ import annotations

from collections.abc import Mapping

from cloud.budgets import jobs as budgets
from cloud.duty import jobs as duty
from cloud.fires import jobs as fires
from cloud.fleet import jobs as fleet
from cloud.hazards import jobs as hazards
from cloud.imports import jobs as imports
from cloud.jobs.job import Job
from cloud.live import jobs as live
from cloud.notification import jobs as notification
from cloud.organisations import jobs as organisations
from cloud.retention import jobs as retention
from cloud.risk import jobs as risk
from cloud.timeseries import jobs as timeseries

_NOUNS = (
    timeseries.JOBS,
    budgets.JOBS,
    organisations.JOBS,
    imports.JOBS,
    fires.JOBS,
    fleet.JOBS,
    retention.JOBS,
    live.JOBS,
    duty.JOBS,
    hazards.JOBS,
    notification.JOBS,
    risk.JOBS,
)

JOBS: Mapping[str, Job] = {job.name: job for noun in _NOUNS for job in noun}
