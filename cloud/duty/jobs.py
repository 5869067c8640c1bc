"""What goes on by itself: shifts made ahead, random checks, escalations, figures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from sqlalchemy.orm import Session

from cloud.duty import checks, escalations, figures, rota, rota_repository, watch
from cloud.duty.days import DAY_MS
from cloud.duty.tables import DutyRoom
from cloud.jobs.job import Done, Job, LeaseLost, Work
from runtime.logging import get_logger

log = get_logger("duty")


def make_shifts(work: Work) -> Done:
    """Make the shifts of every room as far ahead as they shall be, a room a transaction."""
    settings, made = work.centre.settings.duty, 0
    until = work.now + (settings.ahead_days - 1) * DAY_MS
    while True:
        with work.centre.database.read() as session:
            rooms = rota_repository.rotas_to_make(session, until)
        for room in rooms:
            work.keep()
            with work.centre.database.write() as session:
                work.guard(session)
                made += rota.make_ahead(session, room, settings, work.now)
        if not rooms:
            return Done(made)


def look_after(work: Work) -> Done:
    """Random checks whose moment has come, checks that are over, hand-overs, and what goes a level up.

    Each in a transaction of its own: what fails is raised once the others are done.
    """
    settings, done = work.centre.settings.duty, 0
    faults: list[Exception] = []
    steps: list[Callable[[Session], int]] = [
        lambda session: checks.settle(session, settings, work.now),
        lambda session: watch.hand_overs(session, settings, work.now),
        lambda session: escalations.climb(session, settings, work.now),
        *_random_checks(work, faults),
    ]
    for step in steps:
        try:
            with work.centre.database.write() as session:
                work.guard(session)
                done += step(session)
        except LeaseLost:
            raise
        except Exception as fault:
            log.exception("a step of duty failed, and the others are done")
            faults.append(fault)
    if faults:
        raise faults[0]
    return Done(done)


def _random_checks(work: Work, faults: list[Exception]) -> Iterator[Callable[[Session], int]]:
    """The sending of each random check that is due."""
    settings = work.centre.settings.duty
    for rooms in _rooms(work):
        try:
            with work.centre.database.read() as session:
                due = watch.random_checks_due(session, rooms, settings, work.now)
        except Exception as fault:
            faults.append(fault)
            continue
        for room, at in due:
            yield partial(watch.send_random, room_id=room, at=at, settings=settings, now=work.now)


def look_for_cover(work: Work) -> Done:
    """Escalate rooms that are not covered."""
    raised = 0
    for rooms in _rooms(work):
        with work.centre.database.write() as session:
            work.guard(session)
            raised += watch.covered(session, rooms, work.centre.settings.duty, work.now)
    return Done(raised)


def roll_up(work: Work) -> Done:
    """Roll up the days and shifts that are over, each in a transaction of its own."""
    made = 0
    for rolled in (figures.roll_up_days, figures.roll_up_shifts):
        while True:
            work.keep()
            with work.centre.database.write() as session:
                work.guard(session)
                found = rolled(session, work.now)
            if found < 0:
                break
            made += found
    return Done(made)


def _rooms(work: Work) -> Iterator[list[DutyRoom]]:
    after = 0
    while True:
        work.keep()
        with work.centre.database.read() as session:
            rooms = watch.rooms_in_use(session, after)
        if not rooms:
            return
        yield rooms
        after = rooms[-1].id


JOBS = (
    Job("duty-shifts", 3_600, make_shifts, "排班生成", "Shifts made ahead"),
    Job("duty-watch", 15, look_after, "查岗与交接班", "Duty checks, hand-overs and their escalation"),
    Job("duty-cover", 300, look_for_cover, "值班人员核查", "Rooms that are not covered"),
    Job("duty-figures", 300, roll_up, "席位负荷统计", "The load of seats by day and shift"),
)
