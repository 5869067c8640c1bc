"""From a drawn list to tasks, and how organisations stand for draws. Commits nothing."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.draws import repository, rows
from cloud.draws.repository import ORGANISATIONS, RECORD
from cloud.draws.schemas import UnitIn
from cloud.draws.state_table import Action
from cloud.draws.tables import Draw, SupervisedUnit
from cloud.errors import not_found
from cloud.inspection_draw.canonical import from_file
from cloud.inspections import repository as inspections
from cloud.inspections import service as tasks
from cloud.inspections.settling import move
from cloud.inspections.state_table import Action as TaskAction
from cloud.organisations import repository as organisations
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.versions import check_version


def assign(session: Session, asker: Asker, number: int, due_on: date, *, by: str, now: int) -> Draw:
    """A task for every unit that was drawn; told again, for those that have none yet."""
    row = rows.locked(session, asker, number, None)
    before = rows.seen(row)
    rows.move(session, row, Action.ASSIGN, by, due_on.isoformat(), now)
    document = from_file(rows.content(session, row, RECORD))
    ids: dict[str, int] = json.loads(rows.content(session, row, ORGANISATIONS))
    there = inspections.of_draw(session, row.id)
    people = repository.inspector_ids(session, [one["inspector"] for one in document["frame"]["inspectors"]])
    made = 0
    for unit in document["result"]["drawn"]:
        owner = session.get(Organisation, ids[unit["unit"]])
        if owner is None or owner.id in there:
            continue
        origin = "certain" if unit["share"] == "certain" else "drawn"
        task = tasks.planned(session, owner, origin=origin, due_on=due_on, by=by, now=now, draw_id=row.id)
        go = [people[name] for name in unit["inspectors"] if name in people]
        if len(go) >= tasks.TOGETHER:
            move(session, task, TaskAction.ASSIGN, by=by, now=now, detail={"inspectors": go})
            inspections.give(session, task.id, go)
        made += 1
    audit.record(
        session, asker, "draw.assign", f"draw/{row.id}", before, {**rows.seen(row), "tasks": made}, at=now
    )
    return row


def withdraw(
    session: Session, asker: Asker, number: int, *, note: str, version: int | None, by: str, now: int
) -> Draw:
    """It is not drawn; the reason is public where the list was."""
    row = rows.locked(session, asker, number, version)
    before = rows.seen(row)
    rows.move(session, row, Action.WITHDRAW, by, note, now)
    row.withdrawn_note = note
    row.first_values = row.first_by = row.first_account_id = None
    session.flush()
    audit.record(session, asker, "draw.withdraw", f"draw/{row.id}", before, rows.seen(row), at=now)
    return row


def stand(
    session: Session, asker: Asker, organisation_id: int, told: UnitIn, *, by: str, now: int
) -> SupervisedUnit:
    """How an organisation stands for draws from now on."""
    owner = organisations.organisation(session, asker, organisation_id, for_update=True)
    if owner is None:
        raise not_found("单位", "organisation", "path.id")
    row = session.get(SupervisedUnit, organisation_id)
    check_version(0 if row is None else row.version, told.version)
    values = told.model_dump(exclude={"version", "by"})
    before = None if row is None else {name: getattr(row, name) for name in values}
    if row is None:
        row = SupervisedUnit(organisation_id=organisation_id, version=0, by=by, changed_at=now, **values)
        session.add(row)
    for name, value in values.items():
        setattr(row, name, value)
    row.by, row.changed_at, row.version = by, now, row.version + 1
    session.flush()
    audit.record(session, asker, "draw.unit", f"organisation/{organisation_id}", before, values, at=now)
    return row
