"""Incidents over HTTP: for a desk that takes a call, sees a proposal and sends it in three keystrokes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from cloud.centre import Centre, CentreOf
from cloud.database.tried import tried
from cloud.dispatch.deciding.tiers import Tier
from cloud.dispatch.forces.views import label
from cloud.dispatch.incidents import (
    beside,
    forms,
    joining,
    moving,
    opening,
    orders,
    repository,
    schemas,
    service,
    views,
)
from cloud.dispatch.incidents import vocabulary as words
from cloud.dispatch.incidents.happenings import STANDING, IncidentState
from cloud.dispatch.incidents.schemas import CallOut, IncidentDetail, IncidentList, ProposalOut
from cloud.dispatch.incidents.tables import Incident
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/incidents", tags=["incidents"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Dispatcher = Annotated[Asker, needs(Permission.DISPATCH)]
_CHANGES = responses(404, 409, 413, 415)


@router.get("", summary="Incidents 灾情, the newest first", responses=responses())
def incidents(
    centre: CentreOf,
    asker: Viewer,
    state: Annotated[
        list[IncidentState] | None, Query(description="Only these; default: those that are not over.")
    ] = None,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> IncidentList:
    """A page."""
    with centre.database.read() as session:
        rows = repository.incidents(
            session, asker, states=state or list(STANDING), before=before, limit=limit
        )
        items = views.incidents(session, rows)
    return IncidentList(items=items, next=rows[-1].id if len(rows) == limit else None)


@router.post("", status_code=201, summary="Take a call 接警", responses=_CHANGES)
def call(centre: CentreOf, asker: Dispatcher, told: forms.CallIn) -> CallOut:
    """Open an incident, or put the call to one that is known, and propose who is sent."""

    def take(session: Session) -> tuple[Incident, opening.Opened]:
        opened = service.call(session, asker, told, centre.settings.dispatch, centre.clock.now_ms())
        return opened.incident, opened

    incident, opened = tried(centre.database, take)
    found = _propose(centre, incident.id)
    because = opened.match.because if opened.match is not None else None
    with centre.database.read() as session:
        detail = views.detail(session, moving.found(session, asker, incident.id), centre.dispatch.cards)
    return CallOut(
        incident=detail,
        merged=opened.match is not None,
        because=None if because is None else label(because),
        proposal=found,
    )


@router.get("/vocabulary", summary="What the forms are made of", responses=responses())
def vocabulary(_asker: Viewer) -> schemas.VocabularyOut:
    """Types with grades and questions, capabilities, sources, roles, states."""
    return words.vocabulary()


@router.get("/truths", summary="What incidents were, in the order of closing", responses=responses())
def truths(
    centre: CentreOf,
    asker: Viewer,
    closed_at: Annotated[int, Query(ge=0, le=2**53)] = 0,
    after: Annotated[int, Query(ge=0, le=2**53, description="The last incident at that moment.")] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> schemas.TruthList:
    """Labels for risk and for models."""
    with centre.database.read() as session:
        rows = repository.closed_after(session, asker, closed_at, after, limit)
        return schemas.TruthList(items=views.truths(session, rows))


@router.get("/{number}", summary="One incident, whole", responses=responses(404))
def incident(centre: CentreOf, asker: Viewer, number: Number) -> IncidentDetail:
    """With reports, orders, timeline, roles, the place and its keyholders, questions and force."""
    with centre.database.read() as session:
        return views.detail(session, moving.found(session, asker, number), centre.dispatch.cards)


@router.put("/{number}", summary="Put place or type right", responses=_CHANGES)
def change(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.IncidentChange) -> IncidentDetail:
    """By the version that was seen."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number, told.version)
        service.change(session, asker, row, told, centre.clock.now_ms())
        return views.detail(session, row, centre.dispatch.cards)

    return tried(centre.database, work)


@router.post("/{number}/answers", summary="What was answered 询问", responses=_CHANGES)
def answers(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.AnswersIn) -> CallOut:
    """Type and grade follow; the answer proposes what is now missing."""

    def work(session: Session) -> None:
        row = moving.held(session, asker, number)
        checked = service.answers(told.answers)
        opening.answer(session, row, checked, centre.clock.now_ms(), asker.name)

    tried(centre.database, work)
    return _shown(centre, asker, number)


@router.post("/{number}/grade", summary="Raise the grade 升级", responses=_CHANGES)
def grade(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.GradeIn) -> CallOut:
    """It only rises; the difference is proposed, and goes by itself where the full force does."""

    def work(session: Session) -> None:
        row = moving.held(session, asker, number)
        service.raise_by_hand(session, asker, row, told.grade, told.reason, centre.clock.now_ms())

    tried(centre.database, work)
    return _shown(centre, asker, number)


@router.post("/{number}/take", summary="Take it, or have it handed over 受理/交接", responses=_CHANGES)
def take(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.TakeIn) -> IncidentDetail:
    """Who asks deals with it from now on."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        service.take_over(session, asker, row, told.note, centre.clock.now_ms())
        return views.detail(session, row, centre.dispatch.cards)

    return tried(centre.database, work)


@router.post("/{number}/notes", summary="Add to the timeline", responses=_CHANGES)
def note(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.NoteIn) -> IncidentDetail:
    """Words, or a reading."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        beside.note(session, asker, row, told.text, told.kind, centre.clock.now_ms())
        return views.detail(session, row, centre.dispatch.cards)

    return tried(centre.database, work)


@router.post("/{number}/roles", summary="Who is what", responses=_CHANGES)
def role(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.RoleIn) -> IncidentDetail:
    """The one before holds it no longer."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        now = centre.clock.now_ms()
        beside.give_role(session, asker, row, told.role, told.name, told.phone, now)
        return views.detail(session, row, centre.dispatch.cards)

    return tried(centre.database, work)


@router.post("/{number}/merge", summary="It is another one 合并", responses=_CHANGES)
def merge(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.MergeIn) -> IncidentDetail:
    """Reports and orders become the other's."""

    def work(session: Session) -> IncidentDetail:
        kept = joining.merge(session, asker, number, told.into, told.reason, centre.clock.now_ms())
        return views.detail(session, kept, centre.dispatch.cards)

    return tried(centre.database, work)


@router.post(
    "/{number}/split", status_code=201, summary="A report is of another one 拆分", responses=_CHANGES
)
def split(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.SplitIn) -> IncidentDetail:
    """The incident that is opened for it; orders stay where they are."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        other = joining.split(session, asker, row, told.report, told.reason, centre.clock.now_ms())
        return views.detail(session, other, centre.dispatch.cards)

    return tried(centre.database, work)


@router.post("/{number}/stop", summary="Stop automatic orders 停止自动调派", responses=_CHANGES)
def stop(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.ReasonIn) -> IncidentDetail:
    """The centre orders nothing more here by itself."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        orders.stop(session, asker, row, told.reason, centre.clock.now_ms())
        return views.detail(session, row, centre.dispatch.cards)

    return tried(centre.database, work)


@router.post("/{number}/reverse", summary="Take automatic orders back 撤销自动调派", responses=_CHANGES)
def reverse(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.ReasonIn) -> IncidentDetail:
    """Those that may still be reversed; the centre orders no more here."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        orders.reverse(session, asker, row, told.reason, centre.clock.now_ms())
        return views.detail(session, row, centre.dispatch.cards)

    return tried(centre.database, work)


@router.post("/{number}/close", summary="It is over 结案", responses=_CHANGES)
def close(centre: CentreOf, asker: Dispatcher, number: Number, told: forms.CloseIn) -> IncidentDetail:
    """Units are free, and the alarms hear what it was."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        now = centre.clock.now_ms()
        service.close(session, asker, row, told.outcome, told.cause, told.note, now)
        return views.detail(session, row, centre.dispatch.cards)

    return tried(centre.database, work)


def _shown(centre: Centre, asker: Asker, number: int) -> CallOut:
    """An incident with what is now proposed."""
    found = _propose(centre, number)
    with centre.database.read() as session:
        detail = views.detail(session, moving.found(session, asker, number), centre.dispatch.cards)
    return CallOut(incident=detail, merged=False, because=None, proposal=found)


def _propose(centre: Centre, number: int) -> ProposalOut | None:
    found = centre.dispatch.propose({number: Tier.FULL}).get(number)
    centre.dispatch.shown(number, found)
    return None if found is None else views.proposal(found)
