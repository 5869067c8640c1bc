"""What vehicles and stations see and tell through their links."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy.orm import Session

from cloud.attachments import given_out
from cloud.centre import CentreOf
from cloud.database.tried import tried
from cloud.dispatch.crews import repository, schemas, service, views
from cloud.dispatch.crews.links import by_link
from cloud.dispatch.crews.schemas import LinkKind
from cloud.dispatch.crews.tables import CrewLink
from cloud.dispatch.forces import service as forces
from cloud.dispatch.forces.schemas import PositionIn
from cloud.dispatch.incidents import beside
from cloud.dispatch.incidents import repository as incidents
from cloud.dispatch.navigation import paper
from cloud.dispatch.navigation.views import plan_of
from cloud.dispatch.preplans import repository as preplans
from cloud.errors import ApiError, not_found, responses

router = APIRouter(prefix="/api/v1/crew", tags=["crews"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Any_ = Annotated[CrewLink, by_link()]
Vehicle = Annotated[CrewLink, by_link(LinkKind.UNIT)]
AtStation = Annotated[CrewLink, by_link(LinkKind.STATION)]
Ordered = Annotated[CrewLink, by_link(LinkKind.UNIT, LinkKind.STATION)]
Talking = Annotated[CrewLink, by_link(LinkKind.UNIT, LinkKind.COMMAND)]
_LOOK = responses(403, 404, 410)
_TELL = responses(403, 404, 409, 410, 413, 415)


@router.get("/me", summary="What a link opens", responses=_LOOK)
def me(centre: CentreOf, link: Any_) -> schemas.CrewMe:
    """And for whom."""
    with centre.database.read() as session:
        return views.me(session, link, centre.clock.now_ms())


@router.get("/unit", summary="A vehicle: its state, order and route 车载终端", responses=_LOOK)
def unit(centre: CentreOf, link: Vehicle) -> schemas.UnitDuty:
    """Everything that its tablet shows, in one answer that it can keep."""
    with centre.database.read() as session:
        return views.unit(session, centre, repository.unit(session, link.unit_id or 0))


@router.post("/unit/signals", summary="Tell what the crew does", responses=_TELL)
def signals(centre: CentreOf, link: Vehicle, told: schemas.CrewSignalIn) -> schemas.UnitDuty:
    """With its own time and a key: sent again it changes nothing."""

    def work(session: Session) -> schemas.UnitDuty:
        row = service.tell(session, link, told, centre.clock.now_ms())
        return views.unit(session, centre, row)

    return tried(centre.database, work)


@router.post("/unit/position", status_code=204, summary="Tell where the vehicle is", responses=_TELL)
def position(centre: CentreOf, link: Vehicle, told: PositionIn) -> None:
    """From the tablet itself, where nothing else tells it."""

    def work(session: Session) -> None:
        row = repository.unit(session, link.unit_id or 0)
        asker = service.asker_of(link, row.area)
        forces.tell_position(session, asker, row.id, told, centre.clock.now_ms())

    tried(centre.database, work)


@router.post("/messages", status_code=204, summary="Words to the desk", responses=_TELL)
def message(centre: CentreOf, link: Talking, told: schemas.MessageIn) -> None:
    """They stand on the incident's timeline."""

    def work(session: Session) -> None:
        found = service.incidents_of(session, link)
        if not found:
            raise ApiError(409, "no-order", "当前没有任务。", "There is no order.", "body.text")
        row = incidents.held(session, found[0])
        now = centre.clock.now_ms()
        beside.message(session, row, told.text, link.person, now, unit=link.unit_id, key=told.key)

    tried(centre.database, work)


@router.post("/orders/{order}/accept", status_code=204, summary="Accept an order 受令", responses=_TELL)
def accept(centre: CentreOf, link: Ordered, order: Number) -> None:
    """The desk sees that it has been read."""

    def work(session: Session) -> None:
        row = service.order_seen(session, link, order)
        service.accept(session, link, row, centre.clock.now_ms())

    tried(centre.database, work)


@router.get(
    "/orders/{order}/order.pdf",
    summary="An order on paper 出动命令单",
    response_class=Response,
    responses={200: {"content": {"application/pdf": {}}}, **_LOOK},
)
def printed(centre: CentreOf, link: Ordered, order: Number) -> Response:
    """With route, water and plan."""
    with centre.database.read() as session:
        told = views.order(session, centre, service.order_seen(session, link, order))
        drawings = preplans.all_drawings(session, told.plan.id) if told.plan is not None else []
    headers = {"content-disposition": f'inline; filename="order-{order}.pdf"'}
    return Response(paper.printed(told, drawings), media_type="application/pdf", headers=headers)


@router.get("/station", summary="A station: orders, units, log 消防站", responses=_LOOK)
def station(centre: CentreOf, link: AtStation) -> schemas.StationDuty:
    """Everything that its page shows."""
    with centre.database.read() as session:
        return views.station(session, centre, link.station_id or 0)


@router.get(
    "/drawings/{drawing}",
    summary="A drawing of the plan at hand",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}}, **_LOOK},
)
def drawing(centre: CentreOf, link: Any_, drawing: Number) -> Response:
    """Only of the plans of incidents that the link sees now."""
    with centre.database.read() as session:
        row = None
        for incident in incidents.by_id(session, service.incidents_of(session, link)):
            plan = plan_of(session, incident, centre.clock.now_ms())
            row = row or (preplans.drawing(session, plan.id, drawing) if plan is not None else None)
    if row is None:
        raise not_found("图纸", "drawing", "path.drawing")
    return given_out(row)
