"""What the commander of one incident sees and tells through a link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session

from cloud.attachments import FileName, add_upload, kept
from cloud.centre import Centre, CentreOf
from cloud.database.tried import tried
from cloud.dispatch.crews import repository, schemas, service, views
from cloud.dispatch.crews.links import by_link
from cloud.dispatch.crews.schemas import CommandView, LinkKind
from cloud.dispatch.crews.tables import CrewLink
from cloud.dispatch.incidents import beside, forms, opening
from cloud.dispatch.incidents import service as desk
from cloud.dispatch.incidents.happenings import STANDING
from cloud.dispatch.incidents.schemas import AttachmentOut
from cloud.dispatch.incidents.tables import Incident
from cloud.errors import ApiError, responses
from cloud.people.asker import Asker

router = APIRouter(prefix="/api/v1/crew", tags=["crews"])

Commander = Annotated[CrewLink, by_link(LinkKind.COMMAND)]
_LOOK = responses(403, 404, 410)
_TELL = responses(403, 404, 409, 410, 413, 415)
_Act = Callable[[Session, Asker, Incident, int], object]


@router.get("/incident", summary="The incident of a commander 现场指挥", responses=_LOOK)
def incident(centre: CentreOf, link: Commander) -> CommandView:
    """Everything that the phone shows."""
    with centre.database.read() as session:
        return views.command(session, centre, repository.incident(session, link.incident_id or 0))


@router.post("/incident/grade", summary="Raise the grade 升级", responses=_TELL)
def grade(centre: CentreOf, link: Commander, told: forms.GradeIn) -> CommandView:
    """It only rises; the desk is proposed the difference, and it goes by itself where the full force does."""
    return _done(
        centre, link, lambda session, asker, row, now: desk.raise_by_hand(
            session, asker, row, told.grade, told.reason, now
        )
    )  # fmt: skip


@router.post("/incident/force", summary="Ask for force 请求增援", responses=_TELL)
def force(centre: CentreOf, link: Commander, told: forms.ForceIn) -> CommandView:
    """By capability; it is missing, and proposed to the desk, until it is sent."""
    needs = {name.value: amount for name, amount in told.needs.items()}
    return _done(
        centre,
        link,
        lambda session, asker, row, now: desk.ask_force(session, asker, row, needs, told.reason, now),
    )


@router.post("/incident/notes", summary="Add to the timeline", responses=_TELL)
def note(centre: CentreOf, link: Commander, told: forms.NoteIn) -> CommandView:
    """Words, or a reading."""
    return _done(
        centre,
        link,
        lambda session, asker, row, now: beside.note(session, asker, row, told.text, told.kind, now),
    )


@router.post("/incident/answers", summary="What is seen on scene 询问", responses=_TELL)
def answers(centre: CentreOf, link: Commander, told: forms.AnswersIn) -> CommandView:
    """Type and grade follow; a grade only rises."""
    checked = desk.answers(told.answers)
    return _done(
        centre,
        link,
        lambda session, asker, row, now: opening.answer(session, row, checked, now, asker.name),
    )


@router.post("/incident/close", summary="It is over 结案", responses=_TELL)
def close(centre: CentreOf, link: Commander, told: forms.CloseIn) -> CommandView:
    """What it was; units are free, and the alarms hear it."""
    return _done(
        centre,
        link,
        lambda session, asker, row, now: desk.close(
            session, asker, row, told.outcome, told.cause, told.note, now
        ),
    )


@router.post(
    "/incident/hand-back", status_code=204, summary="Give the command back 交回指挥", responses=_TELL
)
def hand_back(centre: CentreOf, link: Commander, told: schemas.HandBackIn) -> None:
    """The link ends with it."""

    def work(session: Session) -> None:
        row = repository.incident(session, link.incident_id or 0, lock=True)
        held = session.get_one(CrewLink, link.id)
        service.hand_back(session, held, row, told.note, centre.clock.now_ms())

    tried(centre.database, work)


async def attach(
    request: Request,
    centre: CentreOf,
    link: Commander,
    name: FileName,
) -> AttachmentOut:
    """The file itself as the body: JPEG, PNG or PDF, by its content."""

    def keep(session: Session, media: str, content: bytes) -> AttachmentOut:
        row = _held(session, link)
        asker = service.asker_of(link, row.area)
        made = beside.attach(session, asker, row, name, media, content, centre.clock.now_ms())
        return AttachmentOut.model_validate(made, from_attributes=True)

    return await kept(request, centre.database, keep)


add_upload(router, "/incident/attachments", attach, "Attach a picture or a document", _TELL)


def _done(centre: Centre, link: CrewLink, act: _Act) -> CommandView:
    def work(session: Session) -> CommandView:
        row = _held(session, link)
        act(session, service.asker_of(link, row.area), row, centre.clock.now_ms())
        return views.command(session, centre, row)

    return tried(centre.database, work)


def _held(session: Session, link: CrewLink) -> Incident:
    row = repository.incident(session, link.incident_id or 0, lock=True)
    if row.state not in STANDING:
        raise ApiError(409, "incident-over", "该灾情已结束。", "This incident is over.", "header.x-crew-link")
    return row
