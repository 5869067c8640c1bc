"""Alarms over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.alarms import repository, service, views
from cloud.alarms.causes import Cause
from cloud.alarms.schemas import AlarmDetail, AlarmList, Decision, EvidenceIn, Verdict
from cloud.alarms.state_table import Action, Outcome
from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, not_found, responses
from cloud.people.asker import Asker, Permission, needs
from telemetry.event_kinds import EventKind

router = APIRouter(prefix="/api/v1/alarms", tags=["alarms"])

AlarmId = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Handler = Annotated[Asker, needs(Permission.HANDLE_ALARMS)]


@router.get("", summary="Alarms, newest last", responses=responses())
def alarms(
    centre: CentreOf,
    asker: Viewer,
    open: Annotated[bool | None, Query(description="Only open ones, or only closed ones.")] = None,
    kind: EventKind | None = None,
    gateway: Annotated[str | None, Query(max_length=64)] = None,
    area: Annotated[
        str | None,
        Query(pattern=r"^([0-9]{2}|[0-9]{4}|[0-9]{6})$", description="Only of this area.", examples=["1501"]),
    ] = None,
    organisation: Annotated[int | None, Query(ge=1, le=2**53, description="Only this one's.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
    before: Annotated[int | None, Query(ge=1, le=2**53, description="Only ids below.")] = None,
) -> AlarmList:
    """The newest alarms below `before`, by the time of raising."""
    with centre.database.read() as session:
        rows, more = repository.page(
            session,
            asker,
            is_open=open,
            kind=kind,
            gateway=gateway,
            area=area,
            organisation=organisation,
            before=before,
            limit=limit,
        )
        return AlarmList(items=views.newest_last(rows), more=more)


@router.get("/{id}", summary="One alarm with its timeline", responses=responses(404))
def alarm(centre: CentreOf, asker: Viewer, id: AlarmId) -> AlarmDetail:
    """One alarm."""
    with centre.database.read() as session:
        row = repository.by_id(session, asker, id)
        if row is None:
            raise not_found("警情", "alarm", "path.id")
        return views.detail(session, row)


@router.post(
    "/{id}/acknowledge",
    summary="Acknowledge 确认: silences, never clears",
    responses=responses(403, 404, 409, 413, 415),
)
def acknowledge(centre: CentreOf, asker: Handler, id: AlarmId, decision: Decision) -> AlarmDetail:
    """Somebody has seen it."""
    return _decide(centre, asker, id, Action.ACKNOWLEDGE, decision)


@router.post(
    "/{id}/verify", summary="Verify 核实: say what it was", responses=responses(403, 404, 409, 413, 415)
)
def verify(centre: CentreOf, asker: Handler, id: AlarmId, verdict: Verdict) -> AlarmDetail:
    """Somebody has looked."""
    return _decide(centre, asker, id, Action.VERIFY, verdict, verdict.outcome, verdict.cause)


@router.post(
    "/{id}/close",
    summary="Close 关闭: once verified and cleared",
    responses=responses(403, 404, 409, 413, 415),
)
def close(centre: CentreOf, asker: Handler, id: AlarmId, decision: Decision) -> AlarmDetail:
    """Nothing is left to do."""
    return _decide(centre, asker, id, Action.CLOSE, decision)


@router.post(
    "/{id}/evidence",
    summary="Add evidence 旁证: what a person or a camera has seen",
    responses=responses(403, 404, 409, 413, 415),
)
def evidence(centre: CentreOf, asker: Handler, id: AlarmId, told: EvidenceIn) -> AlarmDetail:
    """It counts towards P(real); verifying is another thing."""
    by = person(asker, told.by)
    with centre.database.write() as session:
        row = service.tell(
            session,
            asker,
            id,
            told.fact,
            by=by,
            note=told.note,
            now=centre.clock.now_ms(),
            version=told.version,
        )
        session.flush()
        return views.detail(session, row)


def _decide(
    centre: Centre,
    asker: Asker,
    alarm_id: int,
    action: Action,
    decision: Decision,
    outcome: Outcome | None = None,
    cause: Cause | None = None,
) -> AlarmDetail:
    by = person(asker, decision.by)
    with centre.database.write() as session:
        row = service.decide(
            session,
            asker,
            alarm_id,
            action,
            by=by,
            note=decision.note,
            now=centre.clock.now_ms(),
            version=decision.version,
            outcome=outcome,
            cause=cause,
        )
        session.flush()
        return views.detail(session, row)


def person(asker: Asker, told: str) -> str:
    """Whose decision it is: the account's, or who is named where nobody logs in."""
    by = asker.name if asker.account_id is not None else told
    if not by:
        raise ApiError(422, "by-missing", "请填写处理人姓名。", "Say who decides: `by` is empty.", "body.by")
    return by
