"""Letting old records of duty go: what is over, with what hangs on it. A bounded number of rows at a time."""

from __future__ import annotations

from typing import Any, Final, cast

from sqlalchemy import ColumnElement, CursorResult, delete, func, select
from sqlalchemy.orm import Session

from cloud.duty.checks_repository import WAITING
from cloud.duty.tables import (
    DutyAssignment,
    DutyCheck,
    DutyCheckPerson,
    DutyEntry,
    DutyEscalation,
    DutyFigure,
    DutyHandover,
    DutyShift,
)

#: Each kind, when it was over, and what hangs on it. What is open stays.
_OVER: Final[tuple[tuple[Any, Any, ColumnElement[bool] | None, Any], ...]] = (
    (DutyCheck, DutyCheck.sent_at, DutyCheck.state != WAITING, DutyCheckPerson.check_id),
    (DutyHandover, DutyHandover.left_at, None, None),
    (DutyEntry, DutyEntry.at, None, None),
    (DutyEscalation, DutyEscalation.raised_at, None, None),
    (DutyShift, DutyShift.end_at, None, DutyAssignment.shift_id),
)


def drop_old(session: Session, before: int, limit: int) -> int:
    """Records of duty that were over before a time; at most `limit`."""
    left = limit
    for table, ended, over, hanging in _OVER:
        if left <= 0:
            return limit
        query = select(table.id).where(ended < before)
        if over is not None:
            query = query.where(over)
        old = list(session.scalars(query.limit(left)))
        if old:
            if hanging is not None:
                _execute(session, delete(hanging.class_).where(hanging.in_(old)))
            _execute(session, delete(table).where(table.id.in_(old)))
        left -= len(old)
    while left > 0:
        first = session.scalar(select(func.min(DutyFigure.start_at)).where(DutyFigure.start_at < before))
        if first is None:
            break
        left -= min(left, _execute(session, delete(DutyFigure).where(DutyFigure.start_at == first)))
    return limit - left


def _execute(session: Session, statement: Any) -> int:
    done = session.execute(statement.execution_options(synchronize_session=False))
    return cast("CursorResult[Any]", done).rowcount
