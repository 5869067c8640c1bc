"""Plans from the draft to the published list. Commits nothing but where it says so."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlalchemy.orm import Session

from cloud.audit import service as audit
from cloud.database.engine import Database
from cloud.draws import repository, rows, template
from cloud.draws.repository import COMMITMENT, ORGANISATIONS
from cloud.draws.rolls import listed
from cloud.draws.schemas import CheckOut, DrawIn, StratumFigures
from cloud.draws.state_table import Action, State
from cloud.draws.tables import Draw
from cloud.errors import ApiError
from cloud.inspection_draw import record
from cloud.inspection_draw.canonical import Document, to_file
from cloud.inspection_draw.plan import Plan
from cloud.inspections import service as tasks
from cloud.people.asker import Asker
from cloud.people.scope import outside, sees
from runtime.faults import PlainFault


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
    rows.noted(session, row, "draft", by, "", now)
    audit.record(session, asker, "draw.draft", f"draw/{row.id}", None, rows.seen(row), at=now)
    return row


def change(session: Session, asker: Asker, number: int, told: DrawIn, *, by: str, now: int) -> Draw:
    """Another plan in the place of a draft; its number stays."""
    plan = _own_plan(asker, told)
    row = rows.locked(session, asker, number, told.version)
    if plan.number != row.number:
        raise ApiError(
            422, "number-fixed", "计划编号不能修改。", "The plan's number cannot change.", "body.plan.number"
        )
    before = rows.seen(row)
    rows.move(session, row, Action.CHANGE, by, "", now)
    for name, value in _columns(plan, told.plan).items():
        setattr(row, name, value)
    session.flush()
    audit.record(session, asker, "draw.change", f"draw/{row.id}", before, rows.seen(row), at=now)
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
        row = rows.found(session, asker, number)
        version = row.version if version is None else version
        plan = plan_of(row.plan)
        _issues_named(plan)
        frozen = _frozen(session, plan, now)
    with database.write() as session:
        row = rows.locked(session, asker, number, version)
        before = rows.seen(row)
        rows.move(session, row, Action.FREEZE, by, frozen.document["seals"]["commitment"], now)
        row.frozen_at, row.commitment = now, frozen.document["seals"]["commitment"]
        row.units = len(frozen.organisations)
        repository.keep_file(session, row.id, COMMITMENT, frozen.content)
        repository.keep_file(session, row.id, ORGANISATIONS, json.dumps(frozen.organisations).encode())
        audit.record(session, asker, "draw.freeze", f"draw/{row.id}", before, rows.seen(row), at=now)
        return row.id


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
