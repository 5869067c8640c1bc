"""The runner: leases what is due, has it run in threads, and writes down what came of it.

1. A job is run by one process at a time, however many look: the lease is one UPDATE in the records store.
2. While a run goes on its lease is renewed. A process that dies renews nothing, so another runs the job once
   the lease has lapsed. A process that only hung finds its lease gone: `Work.keep` and `Work.guard` say so.
3. A run that fails is tried again with growing pauses, up to its own pace. It ends nothing else.
4. When the centre stops, runs end at their next `keep`; their jobs stay due.
"""

from __future__ import annotations

import asyncio
import os
import socket
import uuid
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from cloud.jobs import repository
from cloud.jobs.job import Done, Job, LeaseLost, Work
from cloud.jobs.repository import Lease
from cloud.jobs.settings import JobSettings
from runtime.logging import get_logger

if TYPE_CHECKING:
    from cloud.centre import Centre

log = get_logger("jobs")

FIRST_PAUSE_S = 10.0
_FAULT_LIMIT = 2_000


class Runner:
    """Runs the jobs of a table for one process."""

    def __init__(self, centre: Centre, jobs: Mapping[str, Job], settings: JobSettings) -> None:
        self._centre = centre
        self._database = centre.database
        self._jobs = jobs
        self._settings = settings
        self._thread = ThreadPoolExecutor(settings.at_once, thread_name_prefix="jobs")
        self._holder = f"{socket.gethostname()[:64]}/{os.getpid()}/{uuid.uuid4().hex[:12]}"

    async def run(self) -> None:
        """Look for what is due until cancelled; then end what runs."""
        try:
            while True:
                try:
                    await asyncio.to_thread(self._make_known)
                    break
                except Exception:
                    log.exception("the jobs cannot be listed in the records yet")
                    await asyncio.sleep(self._settings.look_every_s)
            async with asyncio.TaskGroup() as tasks:
                for _ in range(self._settings.at_once):
                    tasks.create_task(self._worker())
        finally:
            self._thread.shutdown(wait=True, cancel_futures=True)

    async def _worker(self) -> None:
        while True:
            try:
                lease = await asyncio.to_thread(self.take_one)
                if lease is None:
                    await asyncio.sleep(self._settings.look_every_s)
                else:
                    await self._run_leased(lease)
            except Exception:
                log.exception("the records do not say which jobs are due; asked again")
                await asyncio.sleep(self._settings.look_every_s)

    async def _run_leased(self, lease: Lease) -> None:
        work = Work(self._centre, lease)
        running = asyncio.get_running_loop().run_in_executor(self._thread, self.run_one, work)
        try:
            while not running.done():
                await asyncio.wait({running}, timeout=self._settings.lease_s / 3)
                if not running.done() and not await asyncio.to_thread(self._renew, lease):
                    work.lost = True
        finally:
            work.lost = work.lost or not running.done()
            await asyncio.shield(asyncio.wait({running}))

    def take_one(self) -> Lease | None:
        """Lease the job that has waited longest; None when nothing is due."""
        now = self._centre.clock.now_ms()
        with self._database.read() as session:
            names = repository.due(session, self._jobs.keys(), now)
        for name in names:
            with self._database.write() as session:
                lease = repository.lease(session, name, self._holder, now, self._until(now))
            if lease is not None:
                return lease
        return None

    def run_one(self, work: Work) -> None:
        """Run a leased job to its end and write down what came of it. Never raises for the job's sake."""
        job = self._jobs[work.lease.name]
        started_at = work.now
        done, fault = Done(), None
        try:
            done = job.run(work)
        except LeaseLost:
            with self._database.write() as session:
                repository.give_back(session, work.lease)
            return
        except Exception as trouble:
            log.exception("a job failed and is tried again", job=job.name)
            fault = f"{type(trouble).__name__}: {trouble}"[:_FAULT_LIMIT]
        self._finish(job, work, started_at, done, fault)

    def _finish(self, job: Job, work: Work, started_at: int, done: Done, fault: str | None) -> None:
        now = work.now
        with self._database.write() as session:
            row = repository.all_jobs(session, [job.name])[0]
            due_at = started_at + int(self._pause_s(job, 0 if fault is None else row.failing + 1) * 1000)
            repository.finish(
                session,
                work.lease,
                now,
                due_at=max(due_at, now),
                started_at=started_at,
                rows=done.rows,
                fault=fault,
                warning=done.warning,
            )

    def _pause_s(self, job: Job, failing: int) -> float:
        every_s = self._settings.every_s.get(job.name, job.every_s)
        return every_s if not failing else min(every_s, FIRST_PAUSE_S * 2.0 ** min(failing - 1, 16))

    def _make_known(self) -> None:
        with self._database.write() as session:
            repository.make_known(session, self._jobs.keys(), self._centre.clock.now_ms())

    def _renew(self, lease: Lease) -> bool:
        try:
            with self._database.write() as session:
                return repository.renew(session, lease, self._until(self._centre.clock.now_ms()))
        except Exception:
            # It may be back before the lease lapses; if not, the guard of the run's own transactions tells.
            log.exception("a lease could not be renewed", job=lease.name)
            return True

    def _until(self, now: int) -> int:
        return now + int(self._settings.lease_s * 1000)
