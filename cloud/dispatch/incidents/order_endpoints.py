"""Proposals, orders, attachments, the report and cover over HTTP."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from cloud.attachments import FileName, add_upload, given_out, kept
from cloud.centre import Centre, CentreOf
from cloud.database.tried import tried
from cloud.dispatch.deciding.tiers import Tier
from cloud.dispatch.deciding.words import Words
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces import views as unit_views
from cloud.dispatch.forces.service import unit_moved
from cloud.dispatch.incidents import (
    automatic,
    beside,
    board,
    covering,
    moving,
    orders,
    paper,
    repository,
    schemas,
    views,
)
from cloud.dispatch.incidents.forms import OrderIn, ReasonIn
from cloud.dispatch.incidents.orders import Taken, Wanted
from cloud.dispatch.incidents.proposing import Proposal
from cloud.dispatch.incidents.schemas import IncidentDetail, ProposalOut
from cloud.errors import ApiError, not_found, responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["incidents"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Dispatcher = Annotated[Asker, needs(Permission.DISPATCH)]
Ids = Annotated[list[int] | None, Query(max_length=200)]
_CHANGES = responses(404, 409, 413, 415)
_BY_HAND = Words("调度员指定", "chosen by the dispatcher")


@router.get("/incidents/{number}/proposal", summary="Who should be sent 调派建议", responses=_CHANGES)
def proposal(
    centre: CentreOf, asker: Dispatcher, number: Number, left_out: Ids = None, called_out: Ids = None
) -> ProposalOut:
    """The best for all open incidents at once; without those `left_out`, with `called_out` that rest."""
    with centre.database.read() as session:
        row = moving.found(session, asker, number)
        placed = row.latitude is not None
    if not placed:
        raise no_position()
    found = _propose(centre, number, left_out or (), called_out or ())
    if found is None:
        raise ApiError(
            409,
            "nothing-missing",
            "力量已满足调派方案。",
            "All that run cards ask for is ordered.",
            "path.number",
        )
    return views.proposal(found)


@router.post(
    "/incidents/{number}/orders", status_code=201, summary="Send units 下达调派命令", responses=_CHANGES
)
def send(centre: CentreOf, asker: Dispatcher, number: Number, told: OrderIn) -> IncidentDetail:
    """Those that are named, as they were seen; without any, those that were proposed last. All or none."""
    shown = centre.dispatch.last_shown(number)
    by_id = {each.unit.id: each for each in shown.units} if shown is not None else {}
    if told.units is None and not by_id:
        raise ApiError(
            409, "nothing-proposed", "没有可采用的方案,请先查看建议。", "Nothing was proposed.", "body.units"
        )

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        now = centre.clock.now_ms()
        if told.units is None:
            wanted = [automatic.wanted_of(each) for each in by_id.values()]
        else:
            seen = {unit.id: unit.version for unit in told.units}
            there = {unit.id: unit for unit in forces.units_by_id(session, seen)}
            if absent := sorted(seen.keys() - there.keys()):
                raise not_found("车辆(队伍)", "unit", f"body.units {absent[0]}")
            wanted = [
                replace(automatic.wanted_of(by_id[each]), version=version)
                if each in by_id
                else Wanted(each, version, unit_views.gives(there[each]), _BY_HAND)
                for each, version in seen.items()
            ]
        try:
            orders.send(session, row, wanted, now, by=asker.name)
        except Taken as taken:
            raise unit_moved(taken.name) from taken
        row.held_by = row.held_by or asker.name
        # A person has decided: the centre does not add to it until something new is known.
        row.due_at = row.ask_until = None
        return views.detail(session, row, centre.dispatch.cards)

    out = tried(centre.database, work)
    centre.dispatch.shown(number, None)
    return out


@router.post("/incidents/{number}/orders/{order}/cancel", summary="Take an order back", responses=_CHANGES)
def cancel(
    centre: CentreOf, asker: Dispatcher, number: Number, order: Number, told: ReasonIn
) -> IncidentDetail:
    """At any time, with a reason."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        orders.cancel(session, asker, row, order, told.reason, centre.clock.now_ms())
        return views.detail(session, row, centre.dispatch.cards)

    return tried(centre.database, work)


@router.post("/incidents/{number}/orders/{order}/release", summary="A unit may go 归队", responses=_CHANGES)
def release(
    centre: CentreOf, asker: Dispatcher, number: Number, order: Number, told: ReasonIn
) -> IncidentDetail:
    """It has done its work here, and can be sent again from where it is."""

    def work(session: Session) -> IncidentDetail:
        row = moving.held(session, asker, number)
        orders.release(session, asker, row, order, told.reason, centre.clock.now_ms())
        return views.detail(session, row, centre.dispatch.cards)

    return tried(centre.database, work)


@router.get(
    "/incidents/{number}/report.pdf",
    summary="The after-action report 战评报告",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, **responses(404)},
)
def report(centre: CentreOf, asker: Viewer, number: Number) -> Response:
    """As PDF, at any time; it is whole once the incident is closed."""
    with centre.database.read() as session:
        detail = views.detail(session, moving.found(session, asker, number), centre.dispatch.cards)
    headers = {"content-disposition": f'inline; filename="incident-{number}.pdf"'}
    return Response(paper.printed(detail), media_type="application/pdf", headers=headers)


async def attach(
    request: Request,
    centre: CentreOf,
    asker: Dispatcher,
    incident: Annotated[int, Query(ge=1, le=2**53)],
    name: FileName,
) -> schemas.AttachmentOut:
    """The file itself as the body: JPEG, PNG or PDF, by its content."""

    def keep(session: Session, media: str, content: bytes) -> schemas.AttachmentOut:
        row = moving.held(session, asker, incident)
        made = beside.attach(session, asker, row, name, media, content, centre.clock.now_ms())
        return schemas.AttachmentOut.model_validate(made, from_attributes=True)

    return await kept(request, centre.database, keep)


add_upload(router, "/incident-attachments", attach, "Attach a picture or a document", _CHANGES)


@router.get(
    "/incidents/{number}/attachments/{attached}",
    summary="What is attached",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **responses(404)},
)
def attachment(centre: CentreOf, asker: Viewer, number: Number, attached: Number) -> Response:
    """As it was kept, to be saved and never run."""
    with centre.database.read() as session:
        moving.found(session, asker, number)
        row = repository.attachment(session, number, attached)
    if row is None:
        raise not_found("附件", "attachment", f"path.attached {attached}")
    return given_out(row)


@router.get("/cover", summary="How the region is covered now 防区覆盖", responses=responses())
def cover(
    centre: CentreOf,
    asker: Dispatcher,
    moves: Annotated[int, Query(ge=0, le=20, description="Moves that are proposed at most.")] = 3,
) -> schemas.CoverOut:
    """Stations whose area is bare, who should move up, who may go home; of the asker's own areas."""
    standard_s = centre.settings.dispatch.cover_s
    with centre.database.read() as session:
        seen = board.read(
            session, centre.clock.now_ms(), centre.dispatch.cards, centre.dispatch.stale_after_s, asked={}
        )
        rows = {row.id: row for row in forces.every_unit(session)}
        own = {row.id for row in forces.stations(session, asker, limit=100_000)}
    seen = covering.within(seen, own)
    return views.cover(covering.look(seen, rows, standard_s, moves), standard_s)


def no_position() -> ApiError:
    """409: nobody knows where it is."""
    return ApiError(
        409,
        "no-position",
        "灾情位置未确定,请在地图上选点或填写坐标。",
        "Nobody knows where it is yet. Pick it on the map, or fill in its position.",
        "path.number",
    )


def _propose(
    centre: Centre,
    number: int,
    left_out: list[int] | tuple[int, ...],
    called_out: list[int] | tuple[int, ...],
) -> Proposal | None:
    found = centre.dispatch.propose({number: Tier.FULL}, left_out=left_out, called_out=called_out).get(number)
    centre.dispatch.shown(number, found)
    return found
