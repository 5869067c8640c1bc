"""Vehicle terminals over HTTP."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import Centre, CentreOf
from cloud.dispatch.jt808 import repository, service, views
from cloud.dispatch.jt808.roster import plain_phone
from cloud.dispatch.jt808.schemas import (
    StatisticsOut,
    TerminalChange,
    TerminalIn,
    TerminalOut,
    TerminalsOut,
    TextIn,
    ToldOut,
)
from cloud.dispatch.jt808.session import CannotTell
from cloud.dispatch.jt808.tables import VehicleTerminal
from cloud.dispatch.sought import SoughtOf
from cloud.errors import ApiError, responses
from cloud.people.asker import Asker, Permission, needs
from telemetry.jt808.bodies import ORDINARY, URGENT, Text, TextFlag

router = APIRouter(prefix="/api/v1/vehicle-terminals", tags=["vehicle terminals"])

Number = Annotated[int, Path(ge=1, le=2**53)]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
Commander = Annotated[Asker, needs(Permission.COMMAND_DEVICES)]
After = Annotated[int, Query(ge=0, le=2**53, description="Only those behind this number.")]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.get("", summary="Terminals and where they were last, by number", responses=responses())
def terminals(
    centre: CentreOf,
    asker: Viewer,
    sought: SoughtOf,
    phone: Annotated[str, Query(pattern=r"^[0-9]{0,20}$")] = "",
    after: After = 0,
    limit: Limit = 100,
) -> TerminalsOut:
    """A page of terminals."""
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        wanted = plain_phone(phone) if phone else ""
        rows = repository.terminals(session, asker, phone=wanted, sought=sought, after=after, limit=limit)
        found = repository.positions(session, [row.id for row in rows])
    places = {place.terminal_id: place for place in found}
    return TerminalsOut(
        terminals=[views.terminal(row, places.get(row.id), centre.vehicles, now) for row in rows],
        next=rows[-1].id if len(rows) == limit else None,
    )


@router.post("", status_code=201, summary="Enter a terminal", responses=responses(403, 409, 413, 415))
async def register(centre: CentreOf, asker: Editor, told: TerminalIn) -> TerminalOut:
    """It may register itself from now on, for as many hours as the settings say."""

    def write() -> TerminalOut:
        now = centre.clock.now_ms()
        with centre.database.write() as session:
            row = service.register(session, asker, told, now, _until(centre))
            return views.terminal(row, None, centre.vehicles, now)

    out = await asyncio.to_thread(write)
    await centre.vehicles.refresh()
    return out


@router.get("/statistics", summary="How the server does", responses=responses(403))
async def statistics(
    centre: CentreOf, _asker: Annotated[Asker, needs(Permission.OPERATE, everywhere=True)]
) -> StatisticsOut:
    """Counts since the start of this process."""
    return views.statistics(centre.vehicles)


@router.get("/{number}", summary="One terminal", responses=responses(404))
def terminal(centre: CentreOf, asker: Viewer, number: Number) -> TerminalOut:
    """One terminal, and where it was last."""
    with centre.database.read() as session:
        row = service.found(session, asker, number)
        places = repository.positions(session, [number])
    return views.terminal(row, places[0] if places else None, centre.vehicles, centre.clock.now_ms())


@router.put("/{number}", summary="Change a terminal", responses=responses(403, 404, 413, 415))
async def change(centre: CentreOf, asker: Editor, number: Number, told: TerminalChange) -> TerminalOut:
    """Its phone number stays; a terminal with another number is another terminal."""

    def write() -> TerminalOut:
        with centre.database.write() as session:
            row = service.change(session, asker, number, told)
            return views.terminal(row, None, centre.vehicles, centre.clock.now_ms())

    out = await asyncio.to_thread(write)
    await centre.vehicles.refresh()
    return out


@router.post(
    "/{number}/registration", summary="Let a terminal register anew", responses=responses(403, 404, 415)
)
async def open_registration(centre: CentreOf, asker: Editor, number: Number) -> TerminalOut:
    """For a terminal that has lost its code or was changed; the code it has holds until it has a new one."""

    def write() -> TerminalOut:
        with centre.database.write() as session:
            row = service.open_registration(session, asker, number, _until(centre))
            return views.terminal(row, None, centre.vehicles, centre.clock.now_ms())

    out = await asyncio.to_thread(write)
    await centre.vehicles.refresh()
    return out


@router.post("/{number}/text", summary="Tell the driver", responses=responses(403, 404, 409, 413, 415))
async def text(centre: CentreOf, asker: Commander, number: Number, told: TextIn) -> ToldOut:
    """Shown on the terminal's display, and read aloud; it stands in the audit log before it is sent."""

    def note() -> VehicleTerminal:
        with centre.database.write() as session:
            row = service.found(session, asker, number)
            service.told(session, asker, row, told.model_dump())
            return row

    await asyncio.to_thread(note)
    try:
        return ToldOut(result=await centre.vehicles.send_text(number, _order(centre, number, told)))
    except CannotTell as fault:
        zh, _, en = str(fault).partition(" / ")
        raise ApiError(409, "not-told", f"{zh}。", f"{en[:1].upper()}{en[1:]}.", "path.number") from None
    except ValueError as fault:
        raise ApiError(422, "bad-text", f"文本无法下发:{fault}。", f"{fault}.", "body.text") from None


def _order(centre: Centre, number: int, told: TextIn) -> Text:
    device = centre.vehicles.devices.get(number)
    session = device.session if device is not None else None
    edition = session.edition if session is not None else 2013
    aloud = TextFlag.READ_ALOUD if told.read_aloud else 0
    return Text(TextFlag.DISPLAY | aloud | (URGENT if told.urgent else ORDINARY)[edition], told.text)


def _until(centre: Centre) -> int:
    hours = centre.settings.dispatch.jt808.registration_hours
    return centre.clock.now_ms() + int(hours * 3_600_000)
