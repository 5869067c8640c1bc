"""Jobs over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.jobs import service
from cloud.jobs.schemas import JobList, JobOut
from cloud.jobs.table import JOBS
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["jobs"])

_Operator = Annotated[Asker, needs(Permission.OPERATE, everywhere=True)]


@router.get("/jobs", summary="What is done by the clock, and what came of it", responses=responses(403))
def jobs(centre: CentreOf, asker: _Operator) -> JobList:
    """Every job, its pace, its last run."""
    with centre.database.read() as session:
        return JobList(items=service.shown(session, JOBS, centre.settings.jobs, centre.clock.now_ms()))


@router.post(
    "/jobs/{name}/run", status_code=202, summary="Have a job run at once", responses=responses(403, 404)
)
def run(centre: CentreOf, asker: _Operator, name: Annotated[str, Path(max_length=128)]) -> JobOut:
    """Whichever process is free takes it. One that runs already runs again when it is done."""
    with centre.database.write() as session:
        return service.run_now(session, JOBS, centre.settings.jobs, name, asker, centre.clock.now_ms())
