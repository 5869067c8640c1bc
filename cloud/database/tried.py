"""Work in a transaction of its own, again at once where another was in the way; it ends after a few times."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from sqlalchemy.orm import Session

from cloud.database.engine import Database
from cloud.database.faults import contended

TRIES: Final = 5
Result = TypeVar("Result")


def tried(database: Database, work: Callable[[Session], Result]) -> Result:
    """What the work returns, committed. Raises what it raised last."""
    for tries_left in range(TRIES - 1, -1, -1):
        try:
            with database.write() as session:
                return work(session)
        except Exception as fault:
            if not (contended(fault) and tries_left):
                raise
    raise AssertionError("the last try returns or raises")
