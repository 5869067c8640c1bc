"""Fires that dispatch has closed become rows by themselves."""

from __future__ import annotations

from typing import Final

from cloud.fires import service
from cloud.jobs.job import Done, Job, Work

_PIECE: Final = 500


def take_over(work: Work) -> Done:
    """All there are, in pieces."""
    return Done(work.in_pieces(_PIECE, lambda session: service.take_over(session, _PIECE, work.now)))


JOBS: Final = (
    Job("fires-of-dispatch", 60.0, take_over, "结案火灾转入火灾记录", "take closed fires over from dispatch"),
)
