"""The job that rolls the fleet's figures up."""

from __future__ import annotations

from typing import Final

from cloud.jobs.job import Done, Job, Work


def _roll_up(work: Work) -> Done:
    return Done(rows=work.centre.fleet.look(work.keep))


JOBS: Final = (Job("fleet-figures", 60.0, _roll_up, "接入运维指标汇总", "Figures of the fleet rolled up"),)
