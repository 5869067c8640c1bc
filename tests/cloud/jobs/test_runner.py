"""The runner, over both records stores, and killed as a process."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from cloud.centre import Centre
from cloud.database.engine import Database
from cloud.jobs import repository
from cloud.jobs.job import Done, Job, LeaseLost, Work
from cloud.jobs.runner import FIRST_PAUSE_S, Runner
from cloud.jobs.settings import JobSettings
from cloud.jobs.tables import JobRow
from runtime.clock import SystemClock
from tests.services import until

QUICK = JobSettings(look_every_s=0.01, lease_s=1.5)


@pytest.fixture
def database(records_url: str) -> Iterator[Database]:
    opened = Database(records_url)
    yield opened
    opened.close()


def runner(database: Database, *jobs: Job, settings: JobSettings = QUICK) -> Runner:
    centre = cast("Centre", SimpleNamespace(database=database, clock=SystemClock()))
    return Runner(centre, {job.name: job for job in jobs}, settings)


def job(run: Callable[[Work], Done], name: str = "sweep", every_s: float = 3_600) -> Job:
    return Job(name, every_s, run, "清扫", "Sweep")


def row(database: Database, name: str = "sweep") -> JobRow:
    with database.read() as session:
        return repository.all_jobs(session, [name])[0]


async def ended(task: asyncio.Task[Any]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_job_is_run_when_due_and_not_before(database: Database) -> None:
    runs: list[int] = []

    def run(work: Work) -> Done:
        runs.append(work.now)
        return Done(3, "look at this")

    task = asyncio.create_task(runner(database, job(run)).run())
    await until(lambda: len(runs) == 1 and row(database).finished_at is not None)
    await ended(task)
    found = row(database)
    assert (found.rows, found.warning, found.fault, found.holder) == (3, "look at this", None, None)
    assert found.due_at >= runs[0] + 3_599_000
    assert len(runs) == 1


async def test_two_runners_never_run_one_job_side_by_side(database: Database) -> None:
    inside, most, runs = 0, 0, 0
    lock = threading.Lock()

    def run(work: Work) -> Done:
        nonlocal inside, most, runs
        with lock:
            inside += 1
            most, runs = max(most, inside), runs + 1
        with work.centre.database.write() as session:
            work.guard(session)
        with lock:
            inside -= 1
        return Done()

    tasks = [asyncio.create_task(runner(database, job(run, every_s=0.001)).run()) for _ in range(3)]
    await until(lambda: runs >= 20)
    for task in tasks:
        await ended(task)
    assert most == 1


async def test_a_failing_job_says_why_ends_nothing_and_is_tried_again_later(database: Database) -> None:
    done: list[int] = []

    def fail(work: Work) -> Done:
        raise ValueError("the disk is made of cheese")

    def work_well(work: Work) -> Done:
        done.append(1)
        return Done()

    task = asyncio.create_task(
        runner(database, job(fail, "bad"), job(work_well, "good", every_s=0.001)).run()
    )
    await until(lambda: len(done) > 3 and row(database, "bad").runs == 1)
    await ended(task)
    bad = row(database, "bad")
    assert bad.fault == "ValueError: the disk is made of cheese"
    assert bad.started_at is not None
    assert bad.due_at >= bad.started_at + FIRST_PAUSE_S * 900


async def test_a_run_ends_at_its_next_step_when_the_centre_stops_and_stays_due(database: Database) -> None:
    begun, over = threading.Event(), threading.Event()

    def run(work: Work) -> Done:
        begun.set()
        try:
            while True:
                work.keep()
                over.wait(0.01)
        except LeaseLost:
            over.set()
            raise

    task = asyncio.create_task(runner(database, job(run)).run())
    await asyncio.to_thread(begun.wait, 20)
    await ended(task)
    assert over.is_set()
    found = row(database)
    assert (found.holder, found.runs) == (None, 0)
    assert found.due_at <= SystemClock().now_ms()


async def test_a_long_run_keeps_its_lease(database: Database) -> None:
    """It goes on for longer than a lease lasts, and nobody else gets the job."""
    release = threading.Event()
    runs: list[int] = []

    def run(work: Work) -> Done:
        runs.append(work.lease.fence)
        release.wait(20)
        work.keep()
        return Done(1)

    short = JobSettings(look_every_s=0.01, lease_s=1.0)
    tasks = [asyncio.create_task(runner(database, job(run), settings=short).run()) for _ in range(2)]
    await until(lambda: bool(runs))
    first = row(database).lease_until
    assert first is not None
    await until(lambda: (row(database).lease_until or 0) > first + 1_000)
    release.set()
    await until(lambda: row(database).runs == 1)
    for task in tasks:
        await ended(task)
    assert len(runs) == 1


_DIES = """
import asyncio, sys
from types import SimpleNamespace
from cloud.database.engine import Database
from cloud.jobs.job import Done, Job
from cloud.jobs.runner import Runner
from cloud.jobs.settings import JobSettings
from runtime.clock import SystemClock

def run(work):
    print("begun", flush=True)
    sys.stdin.read()
    return Done()

async def main():
    centre = SimpleNamespace(database=Database(sys.argv[1]), clock=SystemClock())
    jobs = {"sweep": Job("sweep", 3600, run, "", "")}
    await Runner(centre, jobs, JobSettings(look_every_s=0.01, lease_s=1.5)).run()

asyncio.run(main())
"""


@pytest.mark.processes
async def test_a_killed_runner_s_job_is_taken_up_once_its_lease_has_lapsed(
    database: Database, records_url: str
) -> None:
    root = Path(__file__).parents[3]
    dying = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        _DIES,
        records_url,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert dying.stdout is not None
    assert await dying.stdout.readline() == b"begun\n"
    dying.kill()
    await dying.communicate()
    held = row(database)
    assert held.holder is not None
    runs: list[int] = []

    def run(work: Work) -> Done:
        runs.append(work.now)
        return Done()

    task = asyncio.create_task(runner(database, job(run)).run())
    await until(lambda: bool(runs))
    await ended(task)
    assert held.lease_until is not None
    assert runs[0] > held.lease_until
