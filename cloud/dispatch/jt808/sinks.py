"""Where positions go: a port, and the records of where each vehicle was last."""

from __future__ import annotations

from typing import Protocol

from cloud.database.engine import Database
from cloud.dispatch.jt808 import repository
from cloud.dispatch.jt808.positions import PositionBatch, as_rows, newest_rows


class PositionSink(Protocol):
    """Keeps positions. A terminal is answered once every sink has kept them."""

    def store(self, batch: PositionBatch) -> None:
        """Keep a batch; it blocks, and raises when that cannot be had now: then the same batch comes again.

        Keeping a position twice changes nothing: its identity is `(terminal, at_ms, key)`.
        """
        ...


class LatestPositions:
    """Where each vehicle was last, in the records; what came late never takes the place of what is newer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def store(self, batch: PositionBatch) -> None:
        """One transaction."""
        rows = list(as_rows(batch, newest_rows(batch)))
        with self._database.write() as session:
            repository.keep_positions(session, rows)


def quality_of(quality: str, at: int, now_ms: int, stale_after_s: float) -> str:
    """A kept position's quality as one looks at it: silence is stale, whatever was said before it.

    `at` is the position's own time: what was kept on the vehicle and came late is no news of where it is.
    """
    return "stale" if now_ms - at > stale_after_s * 1000 else quality
