"""Inspections as they are shown."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy.orm import Session

from cloud.checklists import schemas as checklists
from cloud.hazards import repository as hazard_rows
from cloud.hazards import views as hazard_views
from cloud.inspections import repository
from cloud.inspections.repository import Seen
from cloud.inspections.schemas import (
    AnswerOut,
    EntryOut,
    InspectionDetail,
    InspectionOut,
    InspectorName,
    TaskOut,
)
from cloud.inspections.state_table import ACTION_NAMES, ON_INSPECTORS, Action, State
from cloud.inspections.tables import Inspection, InspectionAnswer, InspectionEntry
from cloud.inspectors.tables import Inspector
from cloud.people.asker import Asker
from cloud.vocabulary import LabelOut

_PLAIN = (
    "id", "organisation_id", "building_id", "area", "category", "origin", "draw_id", "number", "state",
    "due_on", "result", "note", "made_at", "started_at", "submitted_at", "closed_at", "version",
)  # fmt: skip
_OTHERS = {
    "plan": LabelOut(zh="立项", en="plan"),
    "send": LabelOut(zh="上传", en="send"),
    "import": LabelOut(zh="导入", en="import"),
}
#: Open hazards from before that a phone takes along.
_TO_RECHECK = 50


def inspections(session: Session, seen: Sequence[Seen], today: date) -> list[InspectionOut]:
    """Tasks as the lists show them."""
    people = repository.who_goes(session, [one.inspection.id for one in seen])
    return [
        InspectionOut.model_validate(_values(one, people.get(one.inspection.id, []), today)) for one in seen
    ]


def by_ids(session: Session, numbers: Collection[int], today: date) -> list[InspectionOut]:
    """These tasks by id."""
    return inspections(session, repository.seen(session, numbers), today)


def detail(session: Session, row: Inspection, today: date) -> InspectionDetail:
    """A task with everything that belongs to it."""
    seen = repository.seen(session, [row.id])[0]
    people = repository.who_goes(session, [row.id])
    return InspectionDetail.model_validate(
        {
            **_values(seen, people.get(row.id, []), today),
            **_carried(session, row, today),
            "timeline": [entry(one) for one in repository.entries(session, row.id)],
        }
    )


def task(session: Session, asker: Asker, seen: Seen, people: Sequence[Inspector], today: date) -> TaskOut:
    """A task as a phone takes it along."""
    row = seen.inspection
    before = hazard_rows.Filters(states=hazard_rows.OPEN_STATES, organisation_id=row.organisation_id)
    open_ones = hazard_rows.page(session, asker, before, before=None, limit=_TO_RECHECK)
    return TaskOut.model_validate(
        {
            **_values(seen, people, today),
            **_carried(session, row, today),
            "to_recheck": [
                hazard_views.hazard(one, today) for one in open_ones if one.hazard.inspection_id != row.id
            ],
        }
    )


def inspector(row: Inspector) -> InspectorName:
    """Who goes."""
    return InspectorName(id=row.id, number=row.number, name=row.name)


def answer(row: InspectionAnswer) -> AnswerOut:
    """An answer and whose it is."""
    told = {name: getattr(row, name) for name in ("item", "answer", "note", "by", "at")}
    return AnswerOut.model_validate(told)


def entry(row: InspectionEntry) -> EntryOut:
    """One thing that happened."""
    label = _OTHERS.get(row.action)
    if label is None:
        zh, en = ACTION_NAMES[Action(row.action)]
        label = LabelOut(zh=zh, en=en)
    return EntryOut(
        at=row.at,
        action=row.action,
        label=label,
        state=row.state,
        by=row.by,
        note=row.note,
        detail=row.detail,
    )


def _carried(session: Session, row: Inspection, today: date) -> dict[str, object]:
    own = hazard_rows.Filters(inspection_id=row.id)
    found = hazard_rows.page(session, _ALL, own, before=None, limit=1_000)
    return {
        "checklist": checklists.checklist(row.category, row.checklist),
        "answers": [answer(one) for one in repository.answers(session, row.id)],
        "findings": hazard_views.hazards(found[::-1], today),
    }


def _values(seen: Seen, people: Sequence[Inspector], today: date) -> dict[str, object]:
    row, owner = seen.inspection, seen.organisation
    waiting = State(row.state) in ON_INSPECTORS or row.state == State.PLANNED
    return {name: getattr(row, name) for name in _PLAIN} | {
        "organisation": owner.name,
        "organisation_number": owner.number,
        "address": owner.address,
        "late": waiting and row.due_on < today.isoformat(),
        "inspectors": [inspector(one) for one in people],
        "hazards": seen.hazards,
        "hazards_open": seen.hazards_open,
    }


#: Whoever sees a task sees what it found.
_ALL = Asker("inspections", areas=("15",))
