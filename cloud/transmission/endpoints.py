"""Transmission devices over HTTP."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.audit import service as audit
from cloud.centre import Centre, CentreOf
from cloud.errors import not_found, responses
from cloud.people.asker import Asker, Permission, needs
from cloud.transmission import asking, repository, requests_repository, service, views
from cloud.transmission.roster import Entry
from cloud.transmission.rows import entry_of
from cloud.transmission.schemas import (
    AdoptedOut,
    AdoptIn,
    DeviceChange,
    DeviceIn,
    DeviceOut,
    DevicesOut,
    DutyCheckIn,
    ReadBackIn,
    RequestOut,
    RequestsOut,
    SpeakersOut,
    StatisticsOut,
    WaitIn,
)

router = APIRouter(prefix="/api/v1/transmission-devices", tags=["transmission devices"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
#: Who is not registered has no area yet: only who looks after the whole region may see them.
Overseer = Annotated[Asker, needs(Permission.EDIT_REGISTRY, everywhere=True)]
Operator = Annotated[Asker, needs(Permission.OPERATE)]
Commander = Annotated[Asker, needs(Permission.COMMAND_DEVICES)]
After = Annotated[int, Query(ge=0, le=2**53, description="Only those behind this number.")]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("", summary="Registered devices, by number", responses=responses())
def devices(
    centre: CentreOf,
    asker: Viewer,
    organisation_id: Annotated[int | None, Query(ge=1)] = None,
    address: Annotated[
        str, Query(pattern=r"^([0-9A-Fa-f]{12})?$", description="Twelve hexadecimal digits.")
    ] = "",
    after: After = 0,
    limit: Limit = 100,
) -> DevicesOut:
    """A page of devices."""
    with centre.database.read() as session:
        rows = repository.devices(
            session, asker, organisation_id=organisation_id, search=address, after=after, limit=limit
        )
        return DevicesOut(
            devices=[views.device(row, centre.transmission) for row in rows],
            next=rows[-1].id if len(rows) == limit else None,
        )


@router.post("", status_code=201, summary="Register a device", responses=responses(403, 404, 409, 413, 415))
async def register(centre: CentreOf, asker: Editor, told: DeviceIn) -> DeviceOut:
    """It may speak from now on."""
    address = service.packed_address(told)

    def write() -> DeviceOut:
        with centre.database.write() as session:
            row = service.register(
                session, asker, told, address, told.host, centre.clock.now_ms(), _missed(centre)
            )
            return views.device(row, centre.transmission)

    out = await asyncio.to_thread(write)
    await centre.transmission.refresh()
    return out


@router.get("/statistics", summary="How the server does", responses=responses(403))
def statistics(
    centre: CentreOf, _asker: Annotated[Asker, needs(Permission.OPERATE, everywhere=True)]
) -> StatisticsOut:
    """Counts since the start of this process."""
    server = centre.transmission
    return StatisticsOut(
        listening=str(server.settings.listen) if server.tcp is not None else None,
        fault=server.fault,
        registered=len(server.roster),
        heard=len(server.devices),
        connections=len(server.tcp.connections) if server.tcp is not None else 0,
        waiting=centre.direct.depth,
        counts=dict(server.counts),
    )


@router.get("/unregistered", summary="Those that spoke and are not registered", responses=responses())
def unregistered(centre: CentreOf, asker: Overseer, after: After = 0, limit: Limit = 100) -> SpeakersOut:
    """A page of them, by number."""
    with centre.database.read() as session:
        rows = repository.speakers(session, after=after, limit=limit)
        counts = repository.frame_counts(session, [row.id for row in rows])
        return SpeakersOut(
            speakers=[views.speaker(row, counts.get(row.id, 0)) for row in rows],
            next=rows[-1].id if len(rows) == limit else None,
        )


@router.post(
    "/unregistered/{number}/adopt",
    status_code=201,
    summary="Register one that spoke; what it said is taken in",
    responses=responses(403, 404, 409, 413, 415),
)
async def adopt(centre: CentreOf, asker: Overseer, number: Number, told: AdoptIn) -> AdoptedOut:
    """Its frames are replayed in their order, each at the time it came, before what it says from now on.

    What could not be stored is kept on: adopt it again, or it is taken in when the device is next heard.
    """

    def write() -> tuple[DeviceOut, Entry]:
        with centre.database.write() as session:
            speaker = repository.speaker(session, number)
            if speaker is None:
                raise not_found("未登记装置", "unregistered device", f"path.number {number}")
            row = service.adopt(session, asker, speaker, told, centre.clock.now_ms(), _missed(centre))
            return views.device(row, centre.transmission), entry_of(row)

    out, entry = await asyncio.to_thread(write)
    await centre.transmission.refresh()
    taken = await centre.transmission.kept.take_in(entry)
    return AdoptedOut(device=out, replayed=taken.replayed, failed=taken.left, unreadable=taken.unreadable)


@router.delete(
    "/unregistered/{number}", status_code=204, summary="Forget one", responses=responses(403, 404, 415)
)
def forget(centre: CentreOf, asker: Overseer, number: Number) -> None:
    """It is no longer listed, and what it said is deleted; when it speaks again it is listed anew."""
    with centre.database.write() as session:
        speaker = repository.speaker(session, number)
        if speaker is None:
            raise not_found("未登记装置", "unregistered device", f"path.number {number}")
        before = {"address": speaker.address, "host": speaker.host, "frames": speaker.frames}
        repository.forget_speakers(session, [number])
        audit.record(session, asker, "transmission-speaker.forget", f"transmission-speaker/{number}", before)


@router.get("/{number}", summary="One device", responses=responses(404))
def device(centre: CentreOf, asker: Viewer, number: Number) -> DeviceOut:
    """One device."""
    with centre.database.read() as session:
        return views.device(service.found(session, asker, number), centre.transmission)


@router.put("/{number}", summary="Change a device", responses=responses(403, 404, 409, 413, 415))
async def change(centre: CentreOf, asker: Editor, number: Number, told: DeviceChange) -> DeviceOut:
    """Its address stays; a device with another address is another device."""

    def write() -> DeviceOut:
        with centre.database.write() as session:
            row = service.change(session, asker, number, told, centre.clock.now_ms(), _missed(centre))
            return views.device(row, centre.transmission)

    out = await asyncio.to_thread(write)
    await centre.transmission.refresh()
    return out


@router.post("/{number}/duty-check", summary="Duty check 查岗", responses=responses(403, 404, 413, 415))
async def duty_check(centre: CentreOf, asker: Commander, number: Number, told: DutyCheckIn) -> RequestOut:
    """Whoever is on duty is called to press the answer key; the result is kept among the requests."""
    return await centre.asking.ask(
        asker,
        number,
        "duty-check",
        {"timeout_min": told.timeout_min},
        told.wait_s,
    )


@router.post("/{number}/clock", summary="Set and compare its clock", responses=responses(403, 404, 413, 415))
async def clock(centre: CentreOf, asker: Commander, number: Number, told: WaitIn) -> RequestOut:
    """The clock is set (type 90), read back (88) and compared."""
    return await centre.asking.ask(asker, number, "clock", {}, told.wait_s)


@router.post("/{number}/read-back", summary="Read from the device", responses=responses(403, 404, 413, 415))
async def read_back(centre: CentreOf, asker: Commander, number: Number, told: ReadBackIn) -> RequestOut:
    """States, values, versions, configurations, records, times: types 61 to 68 and 81 to 88."""
    arguments = told.model_dump(exclude={"wait_s"}, exclude_none=True)
    return await centre.asking.ask(asker, number, "read-back", arguments, told.wait_s)


@router.get("/{number}/requests", summary="What was asked of it", responses=responses(404))
def requests(
    centre: CentreOf,
    asker: Viewer,
    number: Number,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Limit = 50,
) -> RequestsOut:
    """Newest first."""
    with centre.database.read() as session:
        service.found(session, asker, number)
        rows = requests_repository.requests(session, number, before=before, limit=limit)
        return RequestsOut(
            requests=[asking.request_out(row) for row in rows],
            next=rows[-1].id if len(rows) == limit else None,
        )


def _missed(centre: Centre) -> float:
    return centre.settings.supervision.missed
