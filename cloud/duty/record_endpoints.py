"""Duty checks, hand-overs, escalations and the log's entries over HTTP."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query

from cloud.centre import CentreOf
from cloud.duty import (
    checks,
    checks_repository,
    entries,
    escalation_repository,
    escalations,
    handover_repository,
    handovers,
    open_points,
    service,
    told,
)
from cloud.duty.days import DAY_MS
from cloud.duty.record_schemas import (
    AnswerIn,
    CheckIn,
    CheckList,
    CheckOut,
    ConfirmIn,
    EntryIn,
    EntryList,
    EntryOut,
    EscalationList,
    EscalationOut,
    HandoverDetail,
    HandoverIn,
    HandoverList,
    OpenPointsOut,
    TakeIn,
    TallyList,
)
from cloud.duty.room_endpoints import CHANGES, Handler, Moment, Number, PathId, Viewer, span
from cloud.errors import not_found, responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/duty", tags=["duty"])

Commander = Annotated[Asker, needs(Permission.COMMAND_DEVICES)]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("/checks", summary="Duty checks 查岗, newest first", responses=responses())
def shown_checks(
    centre: CentreOf,
    asker: Viewer,
    room: Number = None,
    state: Literal["waiting", "answered", "unanswered"] | None = None,
    before: Number = None,
    limit: Limit = 100,
) -> CheckList:
    """Of every room within your scope."""
    with centre.database.read() as session:
        rows = checks_repository.page(
            session, asker, room_id=room, state=state, before=before, limit=limit + 1
        )
        items = told.checks(session, rows[:limit])
        return CheckList(items=items, next=rows[limit - 1].id if len(rows) > limit else None)


@router.post("/rooms/{id}/checks", status_code=201, summary="Check that somebody is there", responses=CHANGES)
def send_check(centre: CentreOf, asker: Commander, id: PathId, what: CheckIn) -> CheckOut:
    """On the room's page, and by its transmission devices and gateways where it has some."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        row = checks.send(session, asker, id, what.note, centre.settings.duty, now)
        made = told.check(session, row)
    centre.duty.given()
    return made


@router.get("/checks/statistics", summary="How rooms or people have answered", responses=responses())
def statistics(
    centre: CentreOf,
    asker: Viewer,
    by: Literal["room", "person"] = "room",
    room: Number = None,
    start: Moment = None,
    end: Moment = None,
) -> TallyList:
    """By default of the last 30 days. A person's are those sent while they were on duty."""
    start_at, end_at = span(start, end, centre.clock.now_ms(), 30 * DAY_MS)
    count = checks_repository.by_room if by == "room" else checks_repository.by_person
    with centre.database.read() as session:
        rows = count(session, asker, room, start_at, end_at)
        return TallyList(items=[told.tally(row) for row in rows])


@router.get("/checks/mine", summary="Duty checks that wait for you", responses=responses(403))
def waiting_for_me(centre: CentreOf, asker: Handler) -> CheckList:
    """Those that you could answer now: of a shift of yours, or of a room that has none; newest first."""
    with centre.database.read() as session:
        rows = checks.to_answer(session, asker, centre.clock.now_ms())
        return CheckList(items=told.checks(session, rows), next=None)


@router.get("/checks/{id}", summary="One duty check", responses=responses(404))
def check(centre: CentreOf, asker: Viewer, id: PathId) -> CheckOut:
    """And what came of it."""
    with centre.database.read() as session:
        row = checks_repository.one(session, asker, id)
        if row is None:
            raise not_found("查岗", "duty check", "path.id")
        return told.check(session, row)


@router.post("/checks/{id}/answer", summary="Answer a duty check", responses=CHANGES)
def answer(centre: CentreOf, asker: Handler, id: PathId, what: AnswerIn) -> CheckOut:
    """The first answer counts. One after the limit is noted, and the check stays unanswered."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        row = checks.answer(session, asker, id, what.person, now)
        return told.check(session, row)


@router.get("/rooms/{id}/open-points", summary="What would be handed over now", responses=responses(404))
def points(centre: CentreOf, asker: Viewer, id: PathId) -> OpenPointsOut:
    """By kind, at most 200 of each written out."""
    with centre.database.read() as session:
        room = service.found(session, asker, id)
        return OpenPointsOut(items=told.points(open_points.read(session, room)))


@router.get("/rooms/{id}/handovers", summary="Hand-overs 交接班, newest first", responses=responses(404))
def shown_handovers(
    centre: CentreOf, asker: Viewer, id: PathId, before: Number = None, limit: Limit = 50
) -> HandoverList:
    """Of one room."""
    with centre.database.read() as session:
        service.found(session, asker, id)
        rows = handover_repository.page(session, id, before=before, limit=limit + 1)
        items = told.handovers_out(session, rows[:limit])
        return HandoverList(items=items, next=rows[limit - 1].id if len(rows) > limit else None)


@router.post("/rooms/{id}/handovers", status_code=201, summary="Hand over", responses=CHANGES)
def offer(centre: CentreOf, asker: Handler, id: PathId, what: HandoverIn) -> HandoverDetail:
    """Signed by the one who leaves. What is open is written down and never changed."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        row = handovers.offer(session, asker, id, what.notes, what.person, centre.settings.duty, now)
        return told.handover(session, row)


@router.get("/handovers/{id}", summary="One hand-over", responses=responses(404))
def handover(centre: CentreOf, asker: Viewer, id: PathId) -> HandoverDetail:
    """With its content, to the byte."""
    with centre.database.read() as session:
        row = handover_repository.one(session, asker, id)
        if row is None:
            raise not_found("交接班记录", "hand-over", "path.id")
        return told.handover(session, row)


@router.post("/handovers/{id}/confirm", summary="Take over", responses=CHANGES)
def confirm(centre: CentreOf, asker: Handler, id: PathId, what: ConfirmIn) -> HandoverDetail:
    """Signed by the one who comes: another person, of the shift that begins."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        row = handovers.confirm(session, asker, id, what.digest, what.remark, what.person, now)
        return told.handover(session, row)


@router.get("/escalations", summary="What nobody has seen to, newest first", responses=responses())
def shown_escalations(
    centre: CentreOf,
    asker: Viewer,
    open: Annotated[bool | None, Query(description="Only open ones, or only those that are not.")] = None,
    room: Number = None,
    before: Number = None,
    limit: Limit = 100,
) -> EscalationList:
    """Duty checks unanswered, hand-overs missing or not confirmed, rooms not covered."""
    with centre.database.read() as session:
        rows = escalation_repository.page(
            session, asker, is_open=open, room_id=room, before=before, limit=limit + 1
        )
        items = told.escalations(session, rows[:limit])
        return EscalationList(items=items, next=rows[limit - 1].id if len(rows) > limit else None)


@router.post("/escalations/{id}/take", summary="See to it", responses=CHANGES)
def take(centre: CentreOf, asker: Handler, id: PathId, what: TakeIn) -> EscalationOut:
    """It goes no higher."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        row = escalations.take(session, asker, id, what.note, now)
        return told.escalations(session, [row])[0]


@router.get("/rooms/{id}/entries", summary="Lines of the room's log", responses=responses(404))
def shown_entries(
    centre: CentreOf, asker: Viewer, id: PathId, start: Moment = None, end: Moment = None
) -> EntryList:
    """By default of the last day."""
    with centre.database.read() as session:
        service.found(session, asker, id)
        start_at, end_at = span(start, end, centre.clock.now_ms() + 1, DAY_MS)
        return EntryList(items=[told.entry(row) for row in entries.of_span(session, id, start_at, end_at)])


@router.post("/rooms/{id}/entries", status_code=201, summary="Write into the log", responses=CHANGES)
def write(centre: CentreOf, asker: Handler, id: PathId, what: EntryIn) -> EntryOut:
    """Lines are only ever added."""
    with centre.database.write() as session:
        return told.entry(entries.write(session, asker, id, what, centre.clock.now_ms()))
