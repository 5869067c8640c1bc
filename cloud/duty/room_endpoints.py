"""Rooms, seats, certificates, and who is on duty, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.duty import cover, repository, rota_repository, service, views
from cloud.duty.days import DAY_MS
from cloud.duty.schemas import (
    CertificateIn,
    CertificateOut,
    CoverOut,
    NowOut,
    PersonList,
    RoomIn,
    RoomList,
    RoomOut,
    RoomUpdate,
    SeatIn,
    SeatOut,
    SeatUpdate,
)
from cloud.errors import ApiError, responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/duty", tags=["duty"])

PathId = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Planner = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
Handler = Annotated[Asker, needs(Permission.HANDLE_ALARMS)]
Number = Annotated[int | None, Query(ge=1, le=2**53)]
Moment = Annotated[int | None, Query(ge=0, le=7_258_118_400_000)]
After = Annotated[int, Query(ge=0, le=2**53)]
CHANGES = responses(403, 404, 409, 413, 415)
#: The longest span of one question.
LONGEST_MS = 366 * DAY_MS


def span(start: int | None, end: int | None, now: int, default_ms: int) -> tuple[int, int]:
    """The span asked about. Raises ApiError."""
    end_at = end if end is not None else (start + default_ms if start is not None else now)
    start_at = start if start is not None else end_at - default_ms
    if not 0 < end_at - start_at <= LONGEST_MS:
        raise ApiError(
            422,
            "bad-span",
            "时段的结束须晚于开始,且不超过 366 天。",
            "The span ends after it begins, 366 days later at most.",
            "query.end",
        )
    return start_at, end_at


@router.get("/rooms", summary="Control rooms 消防控制室", responses=responses())
def rooms(
    centre: CentreOf,
    asker: Viewer,
    organisation_id: Number = None,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> RoomList:
    """Of organisations and of monitoring centres, by id."""
    with centre.database.read() as session:
        rows = repository.rooms(session, asker, organisation_id=organisation_id, after=after, limit=limit + 1)
        items = views.rooms(session, rows[:limit])
        return RoomList(items=items, next=rows[limit - 1].id if len(rows) > limit else None)


@router.post("/rooms", status_code=201, summary="Add a control room", responses=CHANGES)
def add_room(centre: CentreOf, asker: Planner, told: RoomIn) -> RoomOut:
    """Of an organisation, or of one of its buildings, or of a monitoring centre."""
    with centre.database.write() as session:
        return views.room(session, service.add_room(session, asker, told, centre.clock.now_ms()))


@router.get("/rooms/{id}", summary="One control room", responses=responses(404))
def room(centre: CentreOf, asker: Viewer, id: PathId) -> RoomOut:
    """With its seats."""
    with centre.database.read() as session:
        return views.room(session, service.found(session, asker, id))


@router.put("/rooms/{id}", summary="Change a control room", responses=CHANGES)
def change_room(centre: CentreOf, asker: Planner, id: PathId, told: RoomUpdate) -> RoomOut:
    """One that is not in use any more keeps its records."""
    with centre.database.write() as session:
        return views.room(session, service.change_room(session, asker, id, told, centre.clock.now_ms()))


@router.post("/rooms/{id}/seats", status_code=201, summary="Add a seat 席位", responses=CHANGES)
def add_seat(centre: CentreOf, asker: Planner, id: PathId, told: SeatIn) -> SeatOut:
    """Its name is its own within the room."""
    with centre.database.write() as session:
        row = service.add_seat(session, asker, id, told, centre.clock.now_ms())
        return SeatOut.model_validate(row)


@router.put("/seats/{id}", summary="Change a seat", responses=CHANGES)
def change_seat(centre: CentreOf, asker: Planner, id: PathId, told: SeatUpdate) -> SeatOut:
    """The whole of it, as it shall be."""
    with centre.database.write() as session:
        row = service.change_seat(session, asker, id, told, centre.clock.now_ms())
        return SeatOut.model_validate(row)


@router.get("/rooms/{id}/people", summary="Who may serve there", responses=responses(404))
def people(centre: CentreOf, asker: Planner, id: PathId) -> PersonList:
    """People whose duties handle the room's alarms, with their certificates."""
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        row = service.found(session, asker, id)
        return PersonList(items=views.people(session, repository.candidates(session, row, now), now))


@router.put(
    "/rooms/{id}/people/{account_id}/certificate", summary="Write a certificate down", responses=CHANGES
)
def certify(
    centre: CentreOf, asker: Planner, id: PathId, account_id: PathId, told: CertificateIn
) -> CertificateOut:
    """消防设施操作员证书 of somebody who may serve in the room."""
    now = centre.clock.now_ms()
    with centre.database.write() as session:
        return views.certificate(service.certify(session, asker, id, account_id, told, now), now)


@router.get("/now", summary="Who is on duty where", responses=responses())
def on_duty(
    centre: CentreOf,
    asker: Viewer,
    at: Annotated[
        int | None, Query(ge=946_684_800_000, le=7_258_118_400_000, description="Another moment than now.")
    ] = None,
    organisation_id: Number = None,
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> NowOut:
    """With a warning where fewer people with a certificate are there than must be."""
    moment = at if at is not None else centre.clock.now_ms()
    with centre.database.read() as session:
        rows = repository.rooms(
            session, asker, organisation_id=organisation_id, enabled=True, after=after, limit=limit + 1
        )
        return NowOut(
            at=moment,
            items=views.now(session, rows[:limit], moment),
            next=rows[limit - 1].id if len(rows) > limit else None,
        )


@router.get("/rooms/{id}/cover", summary="Where a room is not covered", responses=responses(404))
def gaps(centre: CentreOf, asker: Viewer, id: PathId, start: Moment = None, end: Moment = None) -> CoverOut:
    """By default the next two weeks."""
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        row = service.found(session, asker, id)
        start_at, end_at = span(start if start is not None else now, end, now, 14 * DAY_MS)
        watches = rota_repository.watches(session, id, start_at, end_at)
        found = cover.gaps(watches, row.persons_needed, start_at, end_at)
        return CoverOut(room=row.name, items=[views.gap(each, row.persons_needed) for each in found])
