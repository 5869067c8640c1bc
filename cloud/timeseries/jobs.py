"""The jobs of the readings."""

from __future__ import annotations

from cloud.jobs.job import Job
from cloud.timeseries.downsampling import downsample, remake_late
from cloud.timeseries.reconciling import reconcile
from cloud.timeseries.retention import make_room, retain

JOBS = (
    Job("readings-downsample", 300, downsample, "读数降采样", "Readings to minutes and hours"),
    Job("readings-late", 300, remake_late, "迟到读数重算", "Windows made anew for late readings"),
    Job("readings-check", 600, reconcile, "读数对账", "What the engine has against what it was given"),
    Job("readings-retention", 3_600, retain, "读数保留期", "Readings older than their period go"),
    Job("readings-room", 300, make_room, "读数存储空间", "The room of the readings"),
)
