"""What crews carry, over HTTP: the devices, and the feeds by which their systems say where they are."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy.orm import Session

from cloud.centre import Centre, CentreOf
from cloud.database.tried import tried
from cloud.dispatch.carried import repository, service
from cloud.dispatch.carried.feeds import ADAPTERS, CARRIED_NAMES, CarriedKind
from cloud.dispatch.carried.schemas import (
    CarriedChange,
    CarriedIn,
    CarriedList,
    CarriedOut,
    FedOut,
    RefusedOut,
)
from cloud.dispatch.carried.tables import CarriedDevice
from cloud.dispatch.forces import repository as forces
from cloud.dispatch.forces.views import label
from cloud.dispatch.sought import SoughtOf
from cloud.errors import responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1", tags=["carried"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
Dispatcher = Annotated[Asker, needs(Permission.DISPATCH)]

_PLAIN = tuple(CarriedOut.model_fields.keys() - {"kind_name", "unit_name", "stale"})


@router.get("/carried-devices", summary="Radios, drones and body cameras", responses=responses())
def devices(
    centre: CentreOf,
    asker: Viewer,
    sought: SoughtOf,
    kind: CarriedKind | None = None,
    unit: Annotated[int | None, Query(ge=1, le=2**53, description="Only those of this unit.")] = None,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 500,
) -> CarriedList:
    """A page, by id; pictures are linked, never relayed."""
    with centre.database.read() as session:
        rows = repository.devices(
            session, asker, unit=unit, kind=kind, sought=sought, after=after, limit=limit
        )
        items = _shown(centre, session, rows)
    return CarriedList(items=items, next=rows[-1].id if len(rows) == limit else None)


@router.post(
    "/carried-devices", status_code=201, summary="Enter a device", responses=responses(404, 409, 413, 415)
)
def add(centre: CentreOf, asker: Editor, told: CarriedIn) -> CarriedOut:
    """With its unit, and who carries it."""
    with centre.database.write() as session:
        row = service.add(session, asker, told, centre.clock.now_ms())
        return _shown(centre, session, [row])[0]


@router.get("/carried-devices/{number}", summary="One device", responses=responses(404))
def device(centre: CentreOf, asker: Viewer, number: Number) -> CarriedOut:
    """With where it was last."""
    with centre.database.read() as session:
        return _shown(centre, session, [service.found(session, asker, number)])[0]


@router.put("/carried-devices/{number}", summary="Change a device", responses=responses(404, 409, 413, 415))
def change(centre: CentreOf, asker: Editor, number: Number, told: CarriedChange) -> CarriedOut:
    """Kind and number stay."""
    with centre.database.write() as session:
        row = service.change(session, asker, number, told, centre.clock.now_ms())
        return _shown(centre, session, [row])[0]


async def feed(request: Request, centre: CentreOf, asker: Dispatcher, kind: CarriedKind) -> FedOut:
    """As its system says it (`docs/guides/on-the-road.md`); the newest of each device is kept."""
    read = ADAPTERS[kind](await request.body())

    def work(session: Session) -> FedOut:
        kept, late, unknown = service.hear(session, asker, kind, read.heard, centre.clock.now_ms())
        refused = [RefusedOut(at=each.at, why=each.why) for each in read.refused]
        return FedOut(kept=kept, late=late, unknown=unknown, refused=refused)

    return await asyncio.to_thread(tried, centre.database, work)


router.add_api_route(
    "/carried-feeds/{kind}",
    feed,
    methods=["POST"],
    summary="Where radios, drones or body cameras are",
    responses=responses(413),
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                media: {"schema": {"type": "string"}}
                for media in ("text/plain", "application/json", "application/xml")
            },
        }
    },
)


def _shown(centre: Centre, session: Session, rows: Sequence[CarriedDevice]) -> list[CarriedOut]:
    now, stale_after_ms = centre.clock.now_ms(), centre.dispatch.stale_after_s * 1000
    units = {unit.id: unit.name for unit in forces.units_by_id(session, {row.unit_id for row in rows})}
    return [
        CarriedOut.model_validate(
            {name: getattr(row, name) for name in _PLAIN}
            | {
                "kind_name": label(CARRIED_NAMES[CarriedKind(row.kind)]),
                "unit_name": units[row.unit_id],
                "stale": row.heard_at is None or abs(now - row.heard_at) > stale_after_ms,
            }
        )
        for row in rows
    ]
