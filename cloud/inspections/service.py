"""Planning, giving out and carrying out inspections. Opens and commits nothing.

1. Two inspectors at least, each active, certified on the day, at work in the district, and without a conflict
   of interest with the organisation. Who is full may still be sent by a person; a draw sends nobody beyond
   their capacity.
2. A phone sends whole submissions under a key of its own. The same one again changes nothing; another content
   under the same key is refused. What two phones send of one task is merged: findings are added, and of two
   answers to one item the graver stands.
3. A task is done when every item is answered and every item that does not conform has a finding; or when the
   place could not be inspected.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.checklists.by_category import checklist
from cloud.database import locks
from cloud.duty.days import day_of
from cloud.errors import ApiError, not_found, refused
from cloud.hazards import repository as hazard_rows
from cloud.hazards import service as hazards
from cloud.inspections import repository, state_table
from cloud.inspections.schemas import AnswerIn, InspectionIn, SubmissionIn
from cloud.inspections.settling import enter, move, settle
from cloud.inspections.state_table import Action, State
from cloud.inspections.tables import Inspection, InspectionAnswer, InspectionSubmission
from cloud.inspectors import repository as inspector_rows
from cloud.inspectors.tables import Inspector
from cloud.inspectors.views import certified
from cloud.organisations import repository as organisations
from cloud.organisations.tables import Building, Organisation
from cloud.people.asker import Asker
from cloud.refusal import Refusal
from cloud.versions import check_version

TOGETHER: Final = 2
#: Of two answers to one item the graver stands.
_GRAVITY: Final = {"not-applicable": 0, "conform": 1, "nonconform": 2}


def plan(session: Session, asker: Asker, told: InspectionIn, *, by: str, now: int) -> Inspection:
    """A task that no draw gave."""
    owner = organisations.organisation(session, asker, told.organisation_id)
    if owner is None:
        raise not_found("单位", "organisation", "body.organisation_id")
    if told.building_id is not None:
        building = session.get(Building, told.building_id)
        if building is None or building.organisation_id != owner.id:
            raise not_found("建筑", "building", "body.building_id")
    row = planned(
        session,
        owner,
        origin=told.origin,
        due_on=told.due_on,
        by=by,
        now=now,
        building_id=told.building_id,
        note=told.note,
    )
    if told.inspectors:
        _give(session, asker, row, told.inspectors, by=by, note="", now=now)
    audit.record(session, asker, "inspection.plan", f"inspection/{row.id}", None, seen(row), at=now)
    return row


def planned(
    session: Session,
    owner: Organisation,
    *,
    origin: str,
    due_on: date,
    by: str,
    now: int,
    building_id: int | None = None,
    draw_id: int | None = None,
    note: str = "",
) -> Inspection:
    """A task in its first state, with the checklist of today."""
    row = Inspection(
        organisation_id=owner.id,
        building_id=building_id,
        area=owner.area,
        category=owner.category,
        origin=origin,
        draw_id=draw_id,
        checklist=list(checklist(owner.category)),
        state=State.PLANNED.value,
        due_on=due_on.isoformat(),
        note=note,
        made_at=now,
        made_by=by,
        version=1,
    )
    session.add(row)
    session.flush()
    enter(session, row, "plan", by=by, now=now, note=note, detail={"origin": origin})
    return row


def assign(
    session: Session,
    asker: Asker,
    number: int,
    inspectors: Sequence[int],
    *,
    by: str,
    note: str,
    due_on: date | None,
    version: int | None,
    now: int,
) -> Inspection:
    """Give a task to these, in the place of whoever had it."""
    row = _locked(session, asker, number, version)
    before = seen(row)
    if due_on is not None:
        row.due_on = due_on.isoformat()
    _give(session, asker, row, inspectors, by=by, note=note, now=now)
    after = {**seen(row), "inspectors": sorted(set(inspectors))}
    audit.record(session, asker, "inspection.assign", f"inspection/{row.id}", before, after, at=now)
    return row


def withdraw(
    session: Session, asker: Asker, number: int, *, by: str, note: str, version: int | None, now: int
) -> Inspection:
    """It is not carried out; the reason stays."""
    row = _locked(session, asker, number, version)
    before = seen(row)
    _move(session, row, Action.WITHDRAW, by=by, note=note, now=now)
    row.closed_at = now
    audit.record(session, asker, "inspection.withdraw", f"inspection/{row.id}", before, seen(row), at=now)
    return row


def start(session: Session, asker: Asker, number: int, *, at: int | None, by: str, now: int) -> Inspection:
    """The first of the inspectors begins; told again it has begun already."""
    row = _locked(session, asker, number, None)
    _one_of_them(session, asker, row)
    if State(row.state) is State.ASSIGNED:
        _begin(session, row, at, by, now)
    elif State(row.state) not in state_table.TAKES_FINDINGS:
        raise refused(state_table.refused(State(row.state), Action.START))
    return row


def submit(
    session: Session, asker: Asker, number: int, told: SubmissionIn, *, by: str, now: int
) -> Inspection:
    """Take in what a phone sent, once."""
    locks.take(session, "inspection-submission", [told.key])
    sha256 = hashlib.sha256(told.model_dump_json(exclude={"by"}).encode()).hexdigest()
    row = _locked(session, asker, number, None)
    _one_of_them(session, asker, row)
    there = repository.submission(session, told.key)
    if there is not None:
        if (there.inspection_id, there.sha256) != (row.id, sha256):
            raise ApiError(
                409,
                "key-used",
                "该编号已提交过其他内容,请重新提交。",
                "Something else was sent under this key. Send it anew under a new one.",
                "body.key",
            )
        return row
    state = State(row.state)
    if state not in state_table.TAKES_FINDINGS:
        raise refused(state_table.refused(state, Action.SUBMIT))
    if state is State.ASSIGNED:
        _begin(session, row, told.started_at, by, now)
    session.add(InspectionSubmission(inspection_id=row.id, key=told.key, sha256=sha256, by=by, at=now))
    owner = session.get_one(Organisation, row.organisation_id)
    _answer(session, row, told.answers, by, now)
    for place, finding in enumerate(told.findings):
        hazards.find(
            session,
            asker,
            owner,
            finding,
            source="inspection",
            by=by,
            now=now,
            building_id=row.building_id,
            inspection_id=row.id,
            where=f"body.findings.{place}",
        )
    detail = {"answers": len(told.answers), "findings": len(told.findings), "done": told.done}
    if told.done and State(row.state) is State.STARTED:
        _finish(session, row, told, by, now, detail)
    else:
        enter(session, row, "send", by=by, now=now, note=told.note, detail=detail)
    settle(session, row.id, now)
    after = {**seen(row), **detail, "key": told.key}
    audit.record(session, asker, "inspection.submit", f"inspection/{row.id}", None, after, at=now)
    return row


def found(session: Session, asker: Asker, number: int) -> Inspection:
    """One task that the asker sees. Raises ApiError 404."""
    row = repository.by_id(session, asker, number)
    if row is None:
        raise not_found("检查任务", "inspection", "path.id")
    return row


def seen(row: Inspection) -> dict[str, Any]:
    """A task as the audit log keeps it."""
    names = ("organisation_id", "origin", "draw_id", "state", "due_on", "result", "version")
    return {name: getattr(row, name) for name in names}


def _locked(session: Session, asker: Asker, number: int, version: int | None) -> Inspection:
    row = repository.by_id(session, asker, number, for_update=True)
    if row is None:
        raise not_found("检查任务", "inspection", "path.id")
    check_version(row.version, version, "检查任务", "The inspection")
    return row


def _give(
    session: Session,
    asker: Asker,
    row: Inspection,
    inspectors: Sequence[int],
    *,
    by: str,
    note: str,
    now: int,
) -> None:
    chosen = sorted(set(inspectors))
    if len(chosen) < TOGETHER:
        raise ApiError(
            422,
            "two-wanted",
            "监督检查须由两名以上执法人员实施。",
            "An inspection is carried out by two inspectors at least.",
            "body.inspectors",
        )
    people = inspector_rows.named(session, chosen)
    standing = inspector_rows.standing(session, chosen)
    barred = {one.inspector_id for one in standing if one.organisation_id == row.organisation_id}
    for number in chosen:
        fault = _unfit(people.get(number), row, number in barred, day_of(now))
        if fault is not None:
            raise ApiError(422, "unfit", *fault, "body.inspectors")
    _move(session, row, Action.ASSIGN, by=by, note=note, now=now, detail={"inspectors": chosen})
    repository.give(session, row.id, chosen)


def _unfit(person: Inspector | None, row: Inspection, barred: bool, day: date) -> tuple[str, str] | None:
    if person is None or not person.active:
        return "没有这名检查人员,或已停用。", "There is no such inspector, or they are not active."
    if not certified(person, day):
        return f"{person.name} 的执法证已过期。", f"{person.name}: the certificate has expired."
    if not row.area.startswith(tuple(person.districts)):
        return f"{person.name} 不在该区划执法。", f"{person.name} does not inspect in this area."
    if barred:
        return f"{person.name} 与该单位存在回避情形。", f"{person.name} has a conflict of interest there."
    return None


def _one_of_them(session: Session, asker: Asker, row: Inspection) -> None:
    """Who logs in is one of those who go; where nobody logs in, whoever is named."""
    if asker.account_id is None:
        return
    person = inspector_rows.of_account(session, asker.account_id)
    if person is None or not repository.goes(session, row.id, person.id):
        raise ApiError(
            403,
            "not-yours",
            "该任务没有派给您,请联系派发人员。",
            "This task is not given to you. Ask whoever gives tasks out.",
            "path.id",
        )


def _begin(session: Session, row: Inspection, at: int | None, by: str, now: int) -> None:
    row.started_at = min(at or now, now)
    _move(session, row, Action.START, by=by, note="", now=now)


def _answer(session: Session, row: Inspection, told: Sequence[AnswerIn], by: str, now: int) -> None:
    held = {one.item: one for one in repository.answers(session, row.id)}
    known = set(row.checklist)
    for place, one in enumerate(told):
        if one.item not in known:
            raise ApiError(
                422,
                "no-such-item",
                "该检查表中没有这个项目。",
                "This task's checklist has no such item.",
                f"body.answers.{place}.item",
            )
        there = held.get(one.item)
        if there is None:
            there = held[one.item] = InspectionAnswer(
                inspection_id=row.id, item=one.item, answer=one.answer, note=one.note, by=by, at=now
            )
            session.add(there)
        elif there.by == by or _GRAVITY[one.answer] > _GRAVITY[there.answer]:
            there.answer, there.note, there.by, there.at = one.answer, one.note, by, now
    session.flush()


def _finish(
    session: Session, row: Inspection, told: SubmissionIn, by: str, now: int, detail: dict[str, Any]
) -> None:
    found = hazard_rows.seen_items(session, row.id)
    if told.hindered is None:
        answers = {one.item: one.answer for one in repository.answers(session, row.id)}
        _complete(row, answers, found)
    row.result = told.hindered or ("hazards" if found else "passed")
    row.submitted_at = max(row.started_at or 0, min(told.at or now, now))
    row.known_at = now
    if told.note:
        row.note = told.note
    _move(session, row, Action.SUBMIT, by=by, note=told.note, now=now, detail=detail)


def _complete(row: Inspection, answers: dict[str, str], found: Sequence[str]) -> None:
    missing = [item for item in row.checklist if item not in answers]
    if missing:
        raise ApiError(
            422,
            "not-answered",
            f"还有 {len(missing)} 项未检查:{missing[0]}。",
            f"{len(missing)} items are not answered yet, first {missing[0]}.",
            "body.answers",
        )
    bare = [item for item, answer in answers.items() if answer == "nonconform" and item not in found]
    if bare:
        raise ApiError(
            422,
            "finding-wanted",
            f"不合格项须记录隐患:{bare[0]}。",
            f"An item that does not conform needs a finding: {bare[0]}.",
            "body.findings",
        )


def _move(
    session: Session,
    row: Inspection,
    action: Action,
    *,
    by: str,
    note: str,
    now: int,
    detail: dict[str, Any] | None = None,
) -> None:
    try:
        move(session, row, action, by=by, now=now, note=note, detail=detail)
    except Refusal as refusal:
        raise refused(refusal) from None
