"""What follows for an inspection from its hazards: closed with the last, open again with a new one."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from cloud.hazards import repository as hazards
from cloud.inspections import state_table
from cloud.inspections.state_table import Action, State
from cloud.inspections.tables import Inspection, InspectionEntry
from cloud.live import changes

#: Who does what nobody does.
CENTRE = "centre"


def settle(session: Session, number: int, now: int) -> None:
    """Close an inspection or open it again, as its hazards say."""
    row = session.get(Inspection, number, with_for_update=True)
    if row is None:
        return
    action = state_table.settled(State(row.state), hazards.open_of(session, number))
    if action is not None:
        row.closed_at = now if action is Action.CLOSE else None
        move(session, row, action, by=CENTRE, now=now)


def move(
    session: Session,
    row: Inspection,
    action: Action,
    *,
    by: str,
    now: int,
    note: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """One action of the table with its entry; raises Refusal when it cannot be."""
    row.state = state_table.act(State(row.state), action).value
    row.version += 1
    enter(session, row, action.value, by=by, now=now, note=note, detail=detail)


def enter(
    session: Session,
    row: Inspection,
    action: str,
    *,
    by: str,
    now: int,
    note: str = "",
    detail: dict[str, Any] | None = None,
) -> None:
    """Note on the timeline, and have it told, what happened."""
    session.add(
        InspectionEntry(
            inspection_id=row.id,
            at=now,
            action=action,
            state=row.state,
            by=by,
            note=note,
            detail=detail or {},
        )
    )
    session.flush()
    changes.note(session, changes.INSPECTION, ("inspection", row.id))
