"""Draws from the plan to the tasks. Opens and commits nothing but where it says so.

1. What takes long (freezing, drawing, checking) is computed outside a transaction from what was read, and
   written only if the draw has not moved meanwhile.
2. A record is kept only after both verifiers have computed it anew and agree.
3. Two persons enter the numbers. With accounts they are two accounts; where nobody logs in, two names.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database.engine import Database
from cloud.draw_verifier import verify_draw
from cloud.draws import repository, state_table, template
from cloud.draws.repository import COMMITMENT, ORGANISATIONS, RECORD
from cloud.draws.rolls import listed
from cloud.draws.schemas import CheckOut, DrawIn, EntropyIn, StratumFigures, UnitIn
from cloud.draws.state_table import Action, Refusal, State
from cloud.draws.tables import Draw, DrawEntry, SupervisedUnit
from cloud.errors import ApiError, not_found
from cloud.inspection_draw import entropy, record, verify
from cloud.inspection_draw.canonical import Document, from_file, to_file
from cloud.inspection_draw.plan import Plan
from cloud.inspections import repository as inspections
from cloud.inspections import service as tasks
from cloud.inspections.settling import move
from cloud.inspections.state_table import Action as TaskAction
from cloud.organisations import repository as organisations
from cloud.organisations.tables import Organisation
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from runtime.faults import PlainFault

Values = Mapping[str, Sequence[int]]


class Frozen(NamedTuple):
    """What is to be published, and which organisation each unit is."""

    content: bytes
    document: Document
    organisations: dict[str, int]


def plan_of(told: Mapping[str, Any]) -> Plan:
    """A plan as it was told. Raises ApiError 422 with the field at fault."""
    try:
        return Plan.model_validate(dict(told))
    except ValidationError as faults:
        first = faults.errors(include_url=False)[0]
        where = ".".join(map(str, ("body.plan", *first["loc"])))
        raise ApiError(
            422,
            "plan-fault",
            f"计划有误({where}):{first['msg']}",
            f"The plan has a fault: {first['msg']}",
            where,
        ) from None


def draft(session: Session, asker: Asker, told: DrawIn, *, by: str, now: int) -> Draw:
    """A new draw."""
    plan = _own_plan(asker, told)
    if repository.by_number(session, plan.number) is not None:
        raise ApiError(
            409, "taken", "该编号已用于另一次抽取。", "Another draw has this number.", "body.plan.number"
        )
    row = Draw(
        state=State.DRAFTED.value,
        made_by=by,
        made_at=now,
        units=0,
        drawn=0,
        unserved=0,
        version=1,
        **_columns(plan, told.plan),
    )
    session.add(row)
    session.flush()
    _enter(session, row, "draft", by, "", now)
    audit.record(session, asker, "draw.draft", f"draw/{row.id}", None, seen(row), at=now)
    return row


def change(session: Session, asker: Asker, number: int, told: DrawIn, *, by: str, now: int) -> Draw:
    """Another plan in the place of a draft; its number stays."""
    plan = _own_plan(asker, told)
    row = _locked(session, asker, number, told.version)
    if plan.number != row.number:
        raise ApiError(
            422, "number-fixed", "计划编号不能修改。", "The plan's number cannot change.", "body.plan.number"
        )
    before = seen(row)
    _move(session, row, Action.CHANGE, by, "", now)
    for name, value in _columns(plan, told.plan).items():
        setattr(row, name, value)
    session.flush()
    audit.record(session, asker, "draw.change", f"draw/{row.id}", before, seen(row), at=now)
    return row


def check(session: Session, asker: Asker, told: Mapping[str, Any], now: int) -> CheckOut:
    """What would be frozen now. Raises ApiError 422 with the fault of plan or lists."""
    plan = plan_of(told)
    if not sees(asker, plan.area):
        raise outside("body.plan.area")
    found = _frozen(session, plan, now)
    frame = found.document["frame"]
    visits = sum(row["certain"] + row["draw"] for row in frame["strata"])
    return CheckOut(
        units=len(frame["units"]),
        inspectors=len(frame["inspectors"]),
        conflicts=len(frame["conflicts"]),
        visits=visits,
        places=tasks.TOGETHER * visits,
        capacity=sum(row["capacity"] for row in frame["inspectors"]),
        strata=[StratumFigures.model_validate(row) for row in frame["strata"]],
    )


def freeze(database: Database, asker: Asker, number: int, *, version: int | None, by: str, now: int) -> int:
    """Freeze a draft, and so publish it. Opens its own transactions."""
    with database.read() as session:
        row = found(session, asker, number)
        version = row.version if version is None else version
        plan = plan_of(row.plan)
        _issues_named(plan)
        frozen = _frozen(session, plan, now)
    with database.write() as session:
        row = _locked(session, asker, number, version)
        before = seen(row)
        _move(session, row, Action.FREEZE, by, frozen.document["seals"]["commitment"], now)
        row.frozen_at, row.commitment = now, frozen.document["seals"]["commitment"]
        row.units = len(frozen.organisations)
        repository.keep_file(session, row.id, COMMITMENT, frozen.content)
        repository.keep_file(session, row.id, ORGANISATIONS, json.dumps(frozen.organisations).encode())
        audit.record(session, asker, "draw.freeze", f"draw/{row.id}", before, seen(row), at=now)
        return row.id


def enter(database: Database, asker: Asker, number: int, told: EntropyIn, *, by: str, now: int) -> int:
    """What the sources said, by one person; by the second it is drawn. Opens its own transactions."""
    values = _values(told)
    with database.write() as session:
        row = _locked(session, asker, number, None)
        _may_enter(row, now)
        plan = plan_of(row.plan)
        said = _said(plan, values, row.commitment or "")
        if row.first_values is None:
            _first(session, asker, row, said, by, now)
            return row.id
        _must_be_another(asker, row, by)
        if row.first_values != said:
            _differ(session, asker, row, by, now)
        differ, version = row.first_values is None, row.version
        content = b"" if differ else _content(session, row, COMMITMENT)
    if differ:
        raise ApiError(
            409,
            "numbers-differ",
            "与另一人录入的数值不一致,两人的录入均已作废,请各自核对后重新录入。",
            "The other person has entered other numbers. Both entries are void: enter them anew.",
            "body.values",
        )
    drawn = _drawn(content, said)
    with database.write() as session:
        row = _locked(session, asker, number, version)
        _keep_result(session, asker, row, drawn, by, now)
        return row.id


def assign(session: Session, asker: Asker, number: int, due_on: date, *, by: str, now: int) -> Draw:
    """A task for every unit that was drawn; told again, for those that have none yet."""
    row = _locked(session, asker, number, None)
    before = seen(row)
    _move(session, row, Action.ASSIGN, by, due_on.isoformat(), now)
    document = from_file(_content(session, row, RECORD))
    ids: dict[str, int] = json.loads(_content(session, row, ORGANISATIONS))
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
        session, asker, "draw.assign", f"draw/{row.id}", before, {**seen(row), "tasks": made}, at=now
    )
    return row


def withdraw(
    session: Session, asker: Asker, number: int, *, note: str, version: int | None, by: str, now: int
) -> Draw:
    """It is not drawn; the reason is public where the list was."""
    row = _locked(session, asker, number, version)
    before = seen(row)
    _move(session, row, Action.WITHDRAW, by, note, now)
    row.withdrawn_note = note
    row.first_values = row.first_by = row.first_account_id = None
    session.flush()
    audit.record(session, asker, "draw.withdraw", f"draw/{row.id}", before, seen(row), at=now)
    return row


def stand(
    session: Session, asker: Asker, organisation_id: int, told: UnitIn, *, by: str, now: int
) -> SupervisedUnit:
    """How an organisation stands for draws from now on."""
    owner = organisations.organisation(session, asker, organisation_id, for_update=True)
    if owner is None:
        raise not_found("单位", "organisation", "path.id")
    row = session.get(SupervisedUnit, organisation_id)
    if told.version is not None and told.version != (row.version if row is not None else 0):
        raise _moved()
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


def found(session: Session, asker: Asker, number: int) -> Draw:
    """One draw that the asker sees. Raises ApiError 404."""
    row = repository.by_id(session, asker, number)
    if row is None:
        raise not_found("抽取", "draw", "path.id")
    return row


def seen(row: Draw) -> dict[str, Any]:
    """A draw as the audit log keeps it."""
    names = ("number", "state", "not_before", "commitment", "seed", "units", "drawn", "unserved", "version")
    return {name: getattr(row, name) for name in names}


def _own_plan(asker: Asker, told: DrawIn) -> Plan:
    plan = plan_of(told.plan)
    if not sees(asker, plan.area):
        raise outside("body.plan.area")
    return plan


def _columns(plan: Plan, told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "number": plan.number,
        "title_zh": plan.title_zh,
        "title_en": plan.title_en,
        "area": plan.area,
        "plan": dict(told),
        "not_before": int(plan.entropy.not_before.timestamp() * 1000),
    }


def _frozen(session: Session, plan: Plan, now: int) -> Frozen:
    lists = listed(session, plan)
    try:
        at = datetime.fromtimestamp(now // 1000, UTC)
        document = record.freeze(plan, lists.rolls, at)
    except PlainFault as fault:
        raise ApiError(422, "plan-fault", str(fault), str(fault), "body.plan") from None
    return Frozen(to_file(document), document, lists.organisations)


def _issues_named(plan: Plan) -> None:
    """The template leaves the issues of the lotteries open; what is published names them."""
    for place, source in enumerate(plan.entropy.sources):
        if template.OPEN in source.zh + source.en:
            raise ApiError(
                422,
                "issue-missing",
                f"随机源“{source.zh}”还没有写明期号,公示前必须写明。",
                f"The source “{source.en}” does not name its issue yet. Name it before you publish.",
                f"body.plan.entropy.sources.{place}",
            )


def _values(told: EntropyIn) -> dict[str, list[int]]:
    if (told.values is None) == (told.toml is None):
        raise ApiError(
            422,
            "one-way-wanted",
            "请录入数值,或提交数值文件,二者择一。",
            "Give the numbers or the file, one of the two.",
            "body.values",
        )
    if told.values is not None:
        return told.values
    try:
        values = tomllib.loads(told.toml or "").get("values")
    except (tomllib.TOMLDecodeError, RecursionError) as fault:
        raise ApiError(
            422, "no-toml", f"文件有误:{fault}", f"The file has a fault: {fault}", "body.toml"
        ) from None
    if not isinstance(values, dict) or not all(
        isinstance(given, list) and all(type(one) is int for one in given) for given in values.values()
    ):
        raise ApiError(
            422,
            "no-toml",
            "文件应有 [values] 表,每个随机源一行整数。",
            "The file has one table, [values], with whole numbers for each source.",
            "body.toml",
        )
    return values


def _may_enter(row: Draw, now: int) -> None:
    try:
        state_table.act(State(row.state), Action.ENTER)
    except Refusal as refusal:
        raise _refused(refusal) from None
    if now < row.not_before:
        raise ApiError(
            409,
            "too-early",
            "尚未到随机源公布时间。",
            "The sources have not spoken yet.",
            "body.values",
        )


def _said(plan: Plan, values: Values, commitment: str) -> dict[str, list[int]]:
    try:
        document = entropy.build(plan.entropy, values, commitment)
    except PlainFault as fault:
        raise ApiError(422, "bad-numbers", str(fault), str(fault), "body.values") from None
    return {one["source"]: one["numbers"] for one in document["values"]}


def _first(session: Session, asker: Asker, row: Draw, said: dict[str, list[int]], by: str, now: int) -> None:
    row.first_values, row.first_by, row.first_account_id = said, by, asker.account_id
    _move(session, row, Action.ENTER, by, "", now)
    audit.record(session, asker, "draw.enter", f"draw/{row.id}", None, {"values": said, "by": by}, at=now)


def _must_be_another(asker: Asker, row: Draw, by: str) -> None:
    same = (
        asker.account_id == row.first_account_id
        if asker.account_id is not None and row.first_account_id is not None
        else by == row.first_by
    )
    if same:
        raise ApiError(
            409,
            "another-person",
            "须由另一人核对并再次录入。",
            "Another person must look at the sources and enter the numbers again.",
            "body.by",
        )


def _differ(session: Session, asker: Asker, row: Draw, by: str, now: int) -> None:
    told = {"first": row.first_by, "second": by}
    row.first_values = row.first_by = row.first_account_id = None
    _enter(session, row, "differ", by, "", now)
    audit.record(session, asker, "draw.differ", f"draw/{row.id}", None, told, at=now)


def _drawn(content: bytes, said: Values) -> bytes:
    document = from_file(content)
    plan, rolls, at = record.read_inputs(document)
    whole = to_file(record.complete(record.freeze(plan, rolls, at), plan, rolls, said))
    noted = document["seals"]["commitment"]
    for name, difference in (
        ("steppewatch", verify.first_difference(whole, noted)),
        ("verify_draw.py", verify_draw.first_difference(whole, noted)),
    ):
        if difference is not None:
            raise RuntimeError(f"{name} does not agree with the draw: {difference}")
    return whole


def _keep_result(session: Session, asker: Asker, row: Draw, content: bytes, by: str, now: int) -> None:
    document = from_file(content)
    before = seen(row)
    entered = row.first_by
    row.first_values = row.first_by = row.first_account_id = None
    row.drawn_at, row.seed = now, document["entropy"]["seed"]
    row.drawn, row.unserved = len(document["result"]["drawn"]), len(document["result"]["unserved"])
    _move(session, row, Action.DRAW, by, f"{entered} + {by}", now)
    repository.keep_file(session, row.id, RECORD, content)
    audit.record(session, asker, "draw.draw", f"draw/{row.id}", before, seen(row), at=now)


def _content(session: Session, row: Draw, kind: str) -> bytes:
    held = repository.file(session, row.id, kind)
    if held is None:
        raise not_found("文件", "document", "path.id")
    return held.content


def _locked(session: Session, asker: Asker, number: int, version: int | None) -> Draw:
    row = repository.by_id(session, asker, number, for_update=True)
    if row is None:
        raise not_found("抽取", "draw", "path.id")
    if version is not None and version != row.version:
        raise _moved()
    return row


def _move(session: Session, row: Draw, action: Action, by: str, note: str, now: int) -> None:
    try:
        row.state = state_table.act(State(row.state), action).value
    except Refusal as refusal:
        raise _refused(refusal) from None
    _enter(session, row, action.value, by, note, now)


def _enter(session: Session, row: Draw, action: str, by: str, note: str, now: int) -> None:
    row.version += 1
    session.add(DrawEntry(draw_id=row.id, at=now, action=action, state=row.state, by=by, note=note))
    session.flush()


def _moved() -> ApiError:
    return ApiError(
        409,
        "moved",
        "已被他人更新,请刷新后重试。",
        "It has moved on. Reload it and decide again.",
        "body.version",
    )


def _refused(refusal: Refusal) -> ApiError:
    return ApiError(409, refusal.code, refusal.zh, refusal.en)
