"""Commands to gateways over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.commands import repository, service
from cloud.commands.schemas import CommandIn, CommandOut, CommandsOut
from cloud.commands.tables import GatewayCommand
from cloud.errors import not_found, responses
from cloud.people.asker import Asker, Permission, needs

router = APIRouter(prefix="/api/v1/gateways", tags=["commands"])

Name = Annotated[str, Path(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Commander = Annotated[Asker, needs(Permission.COMMAND_DEVICES)]


@router.post(
    "/{gateway}/commands",
    status_code=201,
    summary="Give a command",
    responses=responses(403, 404, 409, 413, 415),
)
def give(centre: CentreOf, asker: Commander, gateway: Name, told: CommandIn) -> CommandOut:
    """It is sent until the gateway answers or its time is over."""
    with centre.database.write() as session:
        row = service.give(session, asker, gateway, told, centre.commands.settings, centre.clock.now_ms())
        out = _shown(row)
    centre.commands.given()
    return out


@router.get("/{gateway}/commands", summary="Its commands, newest first", responses=responses(404))
def commands(
    centre: CentreOf,
    asker: Viewer,
    gateway: Name,
    before: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
) -> CommandsOut:
    """A page of them."""
    with centre.database.read() as session:
        service.found(session, asker, gateway)
        rows = repository.page(session, gateway, before=before, limit=limit)
        return CommandsOut(
            commands=[_shown(row) for row in rows], next=rows[-1].seq if len(rows) == limit else None
        )


@router.get("/{gateway}/commands/{seq}", summary="One command", responses=responses(404))
def command(
    centre: CentreOf, asker: Viewer, gateway: Name, seq: Annotated[int, Path(ge=1, le=2**53)]
) -> CommandOut:
    """How far it has come."""
    with centre.database.read() as session:
        service.found(session, asker, gateway)
        row = session.get(GatewayCommand, (gateway, seq))
        if row is None:
            raise not_found("命令", "command", "path.seq")
        return _shown(row)


def _shown(row: GatewayCommand) -> CommandOut:
    return CommandOut.model_validate(row, from_attributes=True)
