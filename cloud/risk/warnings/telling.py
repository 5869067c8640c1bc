"""Whom a warning is told to: who holds a duty of the desk at which it lies. Commits nothing.

1. It is told as it comes to a desk: raised there, or sent there by a person, once each time.
2. Taken higher it is told to the desk where it stayed undone as well.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy.orm import Session

from cloud.notification import matters
from cloud.notification.moments import Moment
from cloud.organisations.tables import Building
from cloud.people import repository as people
from cloud.people.duties import Duty
from cloud.risk.warnings.rules import DESKS, RULES
from cloud.risk.warnings.tables import RiskWarning
from cloud.vocabulary import LabelOut

#: Of those who hold a duty over the place, who works at which desk.
DUTIES_OF: Final[dict[str, frozenset[Duty]]] = {
    "organisation": frozenset({Duty.SAFETY_MANAGER, Duty.CONTROL_ROOM}),
    "station": frozenset({Duty.AREA_SUPERVISOR, Duty.INSPECTOR}),
    "town": frozenset({Duty.AREA_SUPERVISOR}),
    "department": frozenset({Duty.AREA_SUPERVISOR, Duty.PLATFORM_OPERATOR, Duty.DEPARTMENT}),
}


def words(rule: str, zh: str, en: str, building: str, desk: str, due_on: str) -> LabelOut:
    """What is said of a warning: where, what, whose task it is and until when. Pure."""
    entry, (desk_zh, desk_en) = RULES[rule], DESKS[desk]
    head = f"{building} " if building else ""
    return LabelOut(
        zh=f"{head}{entry.zh}:{zh},由{desk_zh}于 {due_on} 前{entry.task_zh}",
        en=f"{head}{entry.en}: {en}; {desk_en} by {due_on}: {entry.task_en}",
    )


def tell(session: Session, row: RiskWarning, moment: Moment, now: int, *, left: str | None = None) -> None:
    """Have it told. `left`: the desk that it was taken from."""
    building = session.get(Building, row.building_id) if row.building_id is not None else None
    duties = DUTIES_OF[row.desk] | DUTIES_OF.get(left or "", frozenset())
    matters.tell(
        session,
        moment,
        f"risk-warning/{row.id}",
        at=now,
        place=words(
            row.rule, row.zh, row.en, building.name if building is not None else "", row.desk, row.due_on
        ),
        area=row.area,
        organisation_id=row.organisation_id,
        building_id=row.building_id,
        persons=people.holders(session, duties, row.area, row.organisation_id, now),
    )
