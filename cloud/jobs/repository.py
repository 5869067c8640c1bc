"""Queries on leases. Each is one statement that either takes effect or finds that another came first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, cast

from sqlalchemy import ColumnElement, CursorResult, or_, select, update
from sqlalchemy.orm import Session

from cloud.database.upsert import insert
from cloud.jobs.tables import JobRow


class Lease(NamedTuple):
    """The right to run a job until it lapses."""

    name: str
    holder: str
    fence: int


def make_known(session: Session, names: Collection[str], now: int) -> None:
    """Have a row for every job; a new one is due at once."""
    for name in sorted(names):
        statement = insert(session, JobRow).values(
            name=name, due_at=now, fence=0, runs=0, failures=0, failing=0
        )
        session.execute(statement.on_conflict_do_nothing(index_elements=[JobRow.name]))


def all_jobs(session: Session, names: Collection[str]) -> Sequence[JobRow]:
    """The rows of these jobs, by name."""
    return session.scalars(select(JobRow).where(JobRow.name.in_(sorted(names))).order_by(JobRow.name)).all()


def due(session: Session, names: Collection[str], now: int) -> list[str]:
    """Jobs that wait to be run and that nobody runs, the longest waiting first."""
    query = select(JobRow.name).where(JobRow.name.in_(sorted(names)), JobRow.due_at <= now, _free(now))
    return list(session.scalars(query.order_by(JobRow.due_at, JobRow.name)))


def lease(session: Session, name: str, holder: str, now: int, until: int) -> Lease | None:
    """Take the job, if it is due and nobody has it; None when another was faster."""
    taken = session.execute(
        update(JobRow)
        .where(JobRow.name == name, JobRow.due_at <= now, _free(now))
        .values(holder=holder, lease_until=until, fence=JobRow.fence + 1, started_at=now)
        .returning(JobRow.fence)
        .execution_options(synchronize_session=False)
    ).scalar_one_or_none()
    return None if taken is None else Lease(name, holder, taken)


def renew(session: Session, held: Lease, until: int) -> bool:
    """Prolong the lease; False when it is no longer ours."""
    return _update(session, held, lease_until=until)


def still_held(session: Session, held: Lease) -> bool:
    """Whether the lease is ours; the row stays locked to the end of the transaction."""
    query = select(JobRow.name).where(*_ours(held)).with_for_update()
    return session.scalar(query) is not None


def finish(
    session: Session,
    held: Lease,
    now: int,
    *,
    due_at: int,
    started_at: int,
    rows: int,
    fault: str | None,
    warning: str | None,
) -> bool:
    """Write down what the run came to and give the lease back; False when it was no longer ours.

    Who asked for a run while this one went on keeps their turn.
    """
    again = select(JobRow.due_at).where(*_ours(held)).scalar_subquery()
    asked_meanwhile = session.scalar(select(again > started_at)) or False
    values: dict[str, object] = {
        "holder": None,
        "lease_until": None,
        "finished_at": now,
        "length_ms": now - started_at,
        "rows": rows,
        "fault": fault,
        "warning": warning,
        "runs": JobRow.runs + 1,
    }
    if not asked_meanwhile:
        values |= {"due_at": due_at, "asked_by": None}
    if fault is None:
        values["failing"] = 0
    else:
        values |= {"failures": JobRow.failures + 1, "failing": JobRow.failing + 1}
    return _update(session, held, **values)


def give_back(session: Session, held: Lease) -> bool:
    """Drop the lease of a run that was cut short: the job stays due."""
    return _update(session, held, holder=None, lease_until=None)


def ask(session: Session, name: str, who: str, now: int) -> JobRow | None:
    """Have the job run at once, or again at once when it runs now; None where there is no such job."""
    row = session.get(JobRow, name, with_for_update=True)
    if row is not None:
        row.due_at, row.asked_by = now, who
    return row


def _free(now: int) -> ColumnElement[bool]:
    return or_(JobRow.holder.is_(None), JobRow.lease_until.is_(None), JobRow.lease_until < now)


def _ours(held: Lease) -> tuple[ColumnElement[bool], ...]:
    return (JobRow.name == held.name, JobRow.holder == held.holder, JobRow.fence == held.fence)


def _update(session: Session, held: Lease, **values: object) -> bool:
    done = session.execute(
        update(JobRow).where(*_ours(held)).values(**values).execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", done).rowcount == 1
