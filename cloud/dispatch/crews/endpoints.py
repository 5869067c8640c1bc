"""Links over HTTP: given, listed and revoked by the desk; and words from the desk to a unit."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy.orm import Session

from cloud.centre import CentreOf
from cloud.database.tried import tried
from cloud.dispatch.crews import repository, service, views
from cloud.dispatch.crews.links import PURPOSE
from cloud.dispatch.crews.schemas import CrewLinkIn, CrewLinkList, CrewLinkMade, LinkKind, MessageIn
from cloud.dispatch.forces import service as forces
from cloud.dispatch.incidents import beside
from cloud.dispatch.incidents import repository as incidents
from cloud.dispatch.navigation.schemas import UnitOrder
from cloud.errors import ApiError, responses
from cloud.link_keys import link_key
from cloud.people.asker import Asker, Permission, needs
from cloud.verification_links import signing

router = APIRouter(prefix="/api/v1", tags=["crews"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Dispatcher = Annotated[Asker, needs(Permission.DISPATCH)]
_CHANGES = responses(404, 409, 413, 415)


@router.get("/crew-links", summary="Links that hold", responses=responses())
def links(
    centre: CentreOf,
    asker: Dispatcher,
    kind: LinkKind | None = None,
    q: Annotated[
        str, Query(max_length=64, pattern=r"^[^\x00]*$", description="A part of who carries it.")
    ] = "",
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 200,
) -> CrewLinkList:
    """A page, by id; tokens are not kept."""
    with centre.database.read() as session:
        rows = repository.links(
            session, asker, kind=kind, text=q, now=centre.clock.now_ms(), after=after, limit=limit
        )
        items = views.links(session, rows)
    return CrewLinkList(items=items, next=rows[-1].id if len(rows) == limit else None)


@router.post("/crew-links", status_code=201, summary="Give a link 车组链接", responses=_CHANGES)
def give(centre: CentreOf, asker: Dispatcher, told: CrewLinkIn) -> CrewLinkMade:
    """For a vehicle's tablet, a station, or the commander of one incident."""
    key = link_key(centre, PURPOSE)
    with centre.database.write() as session:
        row = service.give(session, asker, told, centre.settings.dispatch.link_days, centre.clock.now_ms())
        token = signing.sign(key, row.id, row.expires_at)
        [shown] = views.links(session, [row])
        return CrewLinkMade(**shown.model_dump(), token=token, path=f"#/{row.kind}/{token}")


@router.post(
    "/crew-links/{number}/revoke", status_code=204, summary="Revoke a link", responses=responses(404)
)
def revoke(centre: CentreOf, asker: Dispatcher, number: Number) -> None:
    """From the next request on it opens nothing."""
    with centre.database.write() as session:
        service.revoke(session, asker, number, centre.clock.now_ms())


@router.get("/units/{number}/order", summary="A unit's present order and route", responses=responses(404))
def order(centre: CentreOf, asker: Viewer, number: Number) -> UnitOrder:
    """Route with steps, dangers, waters, the plan; null: no order binds it."""
    with centre.database.read() as session:
        forces.found_unit(session, asker, number)
        bound = incidents.standing_order(session, number)
        return UnitOrder(order=None if bound is None else views.order(session, centre, bound, asker))


@router.post("/units/{number}/messages", status_code=204, summary="Words to a unit", responses=_CHANGES)
def message(centre: CentreOf, asker: Dispatcher, number: Number, told: MessageIn) -> None:
    """They stand on its incident's timeline, and on its tablet."""

    def work(session: Session) -> None:
        unit = forces.found_unit(session, asker, number)
        if unit.incident_id is None:
            raise ApiError(
                409, "no-order", "该车辆当前没有任务。", "No order binds this unit.", "path.number"
            )
        row = incidents.held(session, unit.incident_id)
        now = centre.clock.now_ms()
        beside.message(session, row, told.text, asker.name, now, unit=number, key=told.key)

    tried(centre.database, work)
