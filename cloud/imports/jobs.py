"""Imports are worked on by a job: one process at a time, and another goes on where it was interrupted."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from sqlalchemy.orm import Session

from cloud.imports import repository, set_aside, set_aside_repository
from cloud.imports.desk import folder_of
from cloud.imports.service import Importer, asker_of
from cloud.imports.state import State
from cloud.jobs.job import Done, Job, Work
from cloud.matching.service import Matcher

_DAY_MS: Final = 86_400_000
_DUE_ROWS: Final = 200


def work_off(work: Work) -> Done:
    """Check or apply every import that waits, the oldest first."""
    centre = work.centre
    importer = Importer(
        centre.database, centre.settings.imports, folder_of(centre.settings), centre.clock.now_ms
    )
    done = 0

    def progress(_rows: int, _of: int) -> None:
        work.keep()

    while True:
        work.keep()
        with centre.database.read() as session:
            run = repository.next_to_do(session)
        if run is None:
            return Done(done + _replay_due(work))
        begin = importer.check if run.state == State.CHECKING else importer.apply
        begin(run.id, progress)
        done += 1


def _replay_due(work: Work) -> int:
    """Rows whose spellings people have decided on go in, within the scope of their imports."""

    def step(session: Session) -> int:
        rows = set_aside_repository.due(session, set_aside.DUE, _DUE_ROWS)
        for row, run in rows:
            asker = asker_of(run)
            set_aside.replay_due(session, row, asker, Matcher(asker), work.now)
        return len(rows)

    return work.in_pieces(_DUE_ROWS, step)


def tidy(work: Work) -> Done:
    """Delete the files of imports whose work ended long ago."""
    settings = work.centre.settings
    folder, limit = folder_of(settings), work.now - settings.imports.keep_days * _DAY_MS
    with work.centre.database.write() as session:
        work.guard(session)
        runs = repository.ended_before(session, limit)
        for run in runs:
            with suppress(OSError):
                (folder / run.stored_as).unlink()
            run.stored_as = ""
    return Done(len(runs))


JOBS: Final = (
    Job("places-import", 1.0, work_off, "检查与应用批量导入", "check and apply imports"),
    Job("places-import-tidy", 86_400.0, tidy, "清理旧的导入文件", "delete old import files"),
)
