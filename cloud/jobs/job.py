"""A job: its name, its pace, and the work. A noun's `jobs.py` makes them, `cloud.jobs.table` lists them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy.orm import Session

from cloud.jobs import repository

if TYPE_CHECKING:
    from cloud.centre import Centre


class Done(NamedTuple):
    """What a run did: how many rows, and what a person should know of it (shown beside the job)."""

    rows: int = 0
    #: Something needs a person although the run itself went well; it shows in the centre's health.
    warning: str | None = None


class LeaseLost(Exception):
    """Somebody else runs the job now, or the centre is stopping: end at once, without writing more."""


class Work:
    """What a run holds in its hands. It runs in a thread of its own.

    A run calls `keep` at every step that takes long: it raises `LeaseLost` when the run must end. A
    transaction that must not be written by two runs calls `guard` first.
    """

    def __init__(self, centre: Centre, lease: repository.Lease) -> None:
        self.centre = centre
        self.lease = lease
        self.lost = False

    @property
    def now(self) -> int:
        """The centre's clock, milliseconds UTC."""
        return self.centre.clock.now_ms()

    def keep(self) -> None:
        """Raise `LeaseLost` when this run must end."""
        if self.lost:
            raise LeaseLost(self.lease.name)

    def guard(self, session: Session) -> None:
        """Within a write transaction: raise `LeaseLost` unless the lease is still this run's, and hold it."""
        self.keep()
        if not repository.still_held(session, self.lease):
            self.lost = True
            raise LeaseLost(self.lease.name)

    def in_pieces(self, size: int, step: Callable[[Session], int]) -> int:
        """Repeat a step, each time in its own transaction, until it does less than `size`; all it did."""
        done = 0
        while True:
            self.keep()
            with self.centre.database.write() as session:
                self.guard(session)
                some = step(session)
            done += some
            if some < size:
                return done


Run = Callable[[Work], Done]


@dataclass(frozen=True)
class Job:
    """Something to be done again and again, by one process at a time."""

    #: Stable, in kebab case: it is in the address and in the settings.
    name: str
    every_s: float
    run: Run
    zh: str
    en: str
