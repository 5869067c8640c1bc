"""Plans for buildings over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from sqlalchemy.orm import Session

from cloud.attachments import FileName, add_upload, given_out, kept
from cloud.centre import CentreOf
from cloud.database.tried import tried
from cloud.dispatch.preplans import paper, repository, service, views
from cloud.dispatch.preplans.schemas import (
    DrawingOut,
    PreplanChange,
    PreplanIn,
    PreplanList,
    PreplanOut,
    Standing,
)
from cloud.dispatch.sought import SoughtOf
from cloud.errors import not_found, responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["preplans"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
_CHANGES = responses(404, 409, 413, 415)


@router.get("/preplans", summary="Plans for buildings 预案", responses=responses())
def preplans(
    centre: CentreOf,
    asker: Viewer,
    sought: SoughtOf,
    standing: Standing = "in-force",
    building: Annotated[int | None, Query(ge=1, le=2**53, description="All versions of this one.")] = None,
    due_before: Annotated[int | None, Query(ge=0, le=2**53, description="To be looked at by then.")] = None,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> PreplanList:
    """Those in force, drafts, or all versions of a building; those due for review by `due_before`."""
    with centre.database.read() as session:
        rows = repository.preplans(
            session,
            asker,
            building=building,
            standing=standing,
            due_before=due_before,
            sought=sought,
            after=after,
            limit=limit,
        )
        items = views.briefs(session, rows, centre.clock.now_ms())
    return PreplanList(items=items, next=rows[-1].id if len(rows) == limit else None)


@router.post("/preplans", status_code=201, summary="Draw up a version", responses=_CHANGES)
def draw_up(centre: CentreOf, asker: Editor, told: PreplanIn) -> PreplanOut:
    """From the version before, or from the template of its category and what the registry knows."""
    now = centre.clock.now_ms()

    def work(session: Session) -> PreplanOut:
        return views.preplan(session, service.draw_up(session, asker, told, centre.latest, now), now)

    return tried(centre.database, work)


@router.get("/preplans/{number}", summary="One plan", responses=responses(404))
def preplan(centre: CentreOf, asker: Viewer, number: Number) -> PreplanOut:
    """With its sections and drawings."""
    with centre.database.read() as session:
        return views.preplan(session, service.found(session, asker, number), centre.clock.now_ms())


@router.put("/preplans/{number}", summary="Go on with a draft", responses=_CHANGES)
def change(centre: CentreOf, asker: Editor, number: Number, told: PreplanChange) -> PreplanOut:
    """Until it is put in force; then a new version is drawn up."""
    now = centre.clock.now_ms()

    def work(session: Session) -> PreplanOut:
        return views.preplan(session, service.change(session, asker, number, told, now), now)

    return tried(centre.database, work)


@router.post("/preplans/{number}/in-force", summary="Put a version in force 发布", responses=_CHANGES)
def put_in_force(centre: CentreOf, asker: Editor, number: Number) -> PreplanOut:
    """From now on it holds, and the one before no more."""
    now = centre.clock.now_ms()

    def work(session: Session) -> PreplanOut:
        return views.preplan(session, service.put_in_force(session, asker, number, now), now)

    return tried(centre.database, work)


@router.get(
    "/preplans/{number}/plan.pdf",
    summary="A plan on paper",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, **responses(404)},
)
def printed(centre: CentreOf, asker: Viewer, number: Number) -> Response:
    """With its pictures."""
    with centre.database.read() as session:
        row = service.found(session, asker, number)
        plan = views.preplan(session, row, centre.clock.now_ms())
        drawings = repository.all_drawings(session, row.id)
    headers = {"content-disposition": f'inline; filename="preplan-{number}.pdf"'}
    return Response(paper.printed(plan, drawings), media_type="application/pdf", headers=headers)


async def attach(
    request: Request,
    centre: CentreOf,
    asker: Editor,
    preplan: Annotated[int, Query(ge=1, le=2**53)],
    name: FileName,
) -> DrawingOut:
    """The file itself as the body: JPEG, PNG or PDF, by its content."""

    def keep(session: Session, media: str, content: bytes) -> DrawingOut:
        made = service.attach(session, asker, preplan, name, media, content, centre.clock.now_ms())
        return DrawingOut.model_validate(made, from_attributes=True)

    return await kept(request, centre.database, keep)


add_upload(router, "/preplan-drawings", attach, "Add a drawing to a plan", _CHANGES)


@router.get(
    "/preplans/{number}/drawings/{drawing}",
    summary="A drawing of a plan",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **responses(404)},
)
def drawing(centre: CentreOf, asker: Viewer, number: Number, drawing: Number) -> Response:
    """As it was kept, to be saved and never run."""
    with centre.database.read() as session:
        service.found(session, asker, number)
        row = repository.drawing(session, number, drawing)
    if row is None:
        raise not_found("图纸", "drawing", "path.drawing")
    return given_out(row)


@router.delete(
    "/preplans/{number}/drawings/{drawing}",
    status_code=204,
    summary="Take a drawing out of a draft",
    responses=_CHANGES,
)
def take_out(centre: CentreOf, asker: Editor, number: Number, drawing: Number) -> None:
    """Versions before it keep theirs."""
    now = centre.clock.now_ms()
    tried(centre.database, lambda session: service.take_out(session, asker, number, drawing, now))
