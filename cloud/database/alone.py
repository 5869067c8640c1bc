"""A step of a transaction whose fault is its own: nothing is left of it, and the transaction goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from cloud.database.faults import contended, unavailable


@contextmanager
def alone(session: Session, failed: Callable[[Exception], object]) -> Iterator[None]:
    """Within the block a savepoint; where the block raises, `failed` is told, and the block is undone.

    What says that the database is at fault, and not the step, is raised: then all of it is tried again.
    """
    try:
        with session.begin_nested():
            yield
    except Exception as fault:
        if contended(fault) or unavailable(fault):
            raise
        failed(fault)
