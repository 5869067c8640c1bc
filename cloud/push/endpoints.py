"""The door for platforms that push, and integrations over HTTP."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from cloud.audit import service as audit
from cloud.centre import CentreOf
from cloud.errors import ApiError, responses
from cloud.people.asker import Asker, Permission, anybody, needs
from cloud.push import repository, service, views
from cloud.push.desk import Asked, NotAuthentic
from cloud.push.kept import TryAgain
from cloud.push.kinds import Kind
from cloud.push.schemas import (
    AdoptedOut,
    CreatedOut,
    IntegrationChange,
    IntegrationIn,
    IntegrationOut,
    IntegrationsOut,
    PushedChange,
    PushedIn,
    PushedListOut,
    PushedOut,
    SpeakersOut,
)
from cloud.push.tables import PushDevice, PushIntegration

router = APIRouter(prefix="/api/v1", tags=["push"])

Name = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9-]{1,47}$")]
Number = Annotated[int, Path(ge=1, le=2**53)]
Platform = Annotated[Asker, anybody("a platform that pushes proves itself by its integration's own secret")]
Viewer = Annotated[Asker, needs(Permission.VIEW)]
Editor = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]
After = Annotated[int, Query(ge=0, le=2**53, description="Only those behind this number.")]
Limit = Annotated[int, Query(ge=1, le=500)]


@router.post(
    "/push/{name}",
    summary="A platform pushes",
    responses=responses(401, 404, 413, 415),
    openapi_extra={
        "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    },
)
async def push(centre: CentreOf, platform: Platform, name: Name, request: Request) -> Response:
    """200 after the commit, in the form the platform expects; 503: push it again."""
    headers = {key.lower(): value for key, value in request.headers.items()}
    try:
        kind = await centre.push.receive(
            name, Asked(headers, dict(request.query_params)), await request.body()
        )
    except NotAuthentic:
        raise _not_authentic() from None
    except TryAgain:
        raise ApiError(
            503,
            "try-again",
            "暂时无法保存,请稍后重推。",
            "It cannot be stored now; push it again later.",
        ) from None
    if kind is Kind.ONENET:
        return PlainTextResponse("ok")
    return JSONResponse({"code": 0, "msg": "ok"})


@router.get("/push/{name}", summary="OneNET checks the address", responses=responses(401, 404))
async def check(centre: CentreOf, platform: Platform, name: Name, request: Request) -> PlainTextResponse:
    """Gives `msg` back when the signature is the platform's."""
    try:
        return PlainTextResponse(await centre.push.shake_hands(name, dict(request.query_params)))
    except NotAuthentic:
        raise _not_authentic() from None


@router.get("/push-integrations", summary="Integrations, by number", responses=responses())
def integrations(centre: CentreOf, asker: Viewer, after: After = 0, limit: Limit = 100) -> IntegrationsOut:
    """A page of integrations."""
    with centre.database.read() as session:
        rows = repository.integrations(session, asker, after=after, limit=limit)
        unread = repository.unread_devices(session, [row.id for row in rows])
        return IntegrationsOut(
            integrations=[
                views.integration(row, centre.push, centre.push_lines, unread.get(row.id, 0)) for row in rows
            ],
            next=rows[-1].id if len(rows) == limit else None,
        )


@router.post(
    "/push-integrations", status_code=201, summary="Set one up", responses=responses(403, 409, 413, 415)
)
def create(centre: CentreOf, asker: Editor, told: IntegrationIn) -> CreatedOut:
    """Its secret is told this once."""
    with centre.database.write() as session:
        row, secret = service.create(
            session,
            asker,
            told,
            centre.push.folder,
            centre.push.readers,
            centre.push.settings,
            centre.clock.now_ms(),
        )
        out = views.integration(row, centre.push, centre.push_lines)
    centre.push_lines.refresh()
    return CreatedOut(integration=out, secret=secret)


@router.put("/push-integrations/{number}", summary="Change one", responses=responses(403, 404, 409, 413, 415))
def change(centre: CentreOf, asker: Editor, number: Number, told: IntegrationChange) -> IntegrationOut:
    """Name and kind stay."""
    with centre.database.write() as session:
        row = service.change(session, asker, number, told, centre.push.readers, centre.push.settings)
        out = views.integration(row, centre.push, centre.push_lines)
    centre.push_lines.refresh()
    return out


@router.post(
    "/push-integrations/{number}/secret",
    summary="A new secret",
    responses=responses(403, 404, 409, 413, 415),
)
def renew(centre: CentreOf, asker: Editor, number: Number) -> CreatedOut:
    """The old one ends at once; the new one is told this once."""
    with centre.database.write() as session:
        row, secret = service.renew_secret(session, asker, number, centre.push.folder)
        out = views.integration(row, centre.push, centre.push_lines)
    centre.push_lines.refresh()
    return CreatedOut(integration=out, secret=secret)


@router.get("/push-integrations/{number}/devices", summary="Its devices", responses=responses(404))
def devices(
    centre: CentreOf, asker: Viewer, number: Number, after: After = 0, limit: Limit = 100
) -> PushedListOut:
    """A page of the integration's devices in your scope."""
    with centre.database.read() as session:
        service.found(session, asker, number)
        rows = repository.devices(session, asker, number, after=after, limit=limit)
        heard = repository.last_heard(session, [row.gateway for row in rows])
        return PushedListOut(
            devices=[views.device(row, heard.get(row.gateway)) for row in rows],
            next=rows[-1].id if len(rows) == limit else None,
        )


@router.post(
    "/push-integrations/{number}/devices",
    status_code=201,
    summary="Register a device",
    responses=responses(403, 404, 409, 413, 415),
)
def register(centre: CentreOf, asker: Editor, number: Number, told: PushedIn) -> PushedOut:
    """By IMEI, DevEUI, or the platform's name of it."""
    with centre.database.write() as session:
        integration = service.found(session, asker, number)
        row = service.register(
            session, asker, integration, told.identity, told, centre.push.readers, centre.clock.now_ms()
        )
        return views.device(row)


@router.put(
    "/push-integrations/{number}/devices/{device}",
    summary="Change a device",
    responses=responses(403, 404, 409, 413, 415),
)
def change_device(
    centre: CentreOf, asker: Editor, number: Number, device: Number, told: PushedChange
) -> PushedOut:
    """Its identity and area stay."""
    with centre.database.write() as session:
        integration = service.found(session, asker, number)
        row = service.change_device(
            session, asker, integration, device, told, centre.push.readers, centre.clock.now_ms()
        )
        return views.device(row)


@router.get(
    "/push-integrations/{number}/unregistered",
    summary="Devices that nobody has registered",
    responses=responses(404),
)
def unregistered(
    centre: CentreOf, asker: Editor, number: Number, after: After = 0, limit: Limit = 100
) -> SpeakersOut:
    """A page of them, by number."""
    with centre.database.read() as session:
        service.found(session, asker, number)
        rows = repository.speakers(session, number, after=after, limit=limit)
        return SpeakersOut(
            speakers=[views.speaker(row) for row in rows], next=rows[-1].id if len(rows) == limit else None
        )


@router.post(
    "/push-integrations/{number}/unregistered/{speaker}/adopt",
    status_code=201,
    summary="Register one that was pushed for; what was said is taken in",
    responses=responses(403, 404, 409, 413, 415),
)
async def adopt(
    centre: CentreOf, asker: Editor, number: Number, speaker: Number, told: PushedChange
) -> AdoptedOut:
    """Its pushes are replayed in their order, each at the time it came, before what is pushed from now on.

    What could not be stored is kept on: adopt it again, or it is taken in with the device's next push.
    """

    def write() -> tuple[PushIntegration, PushDevice]:
        with centre.database.write() as session:
            integration = service.found(session, asker, number)
            identity = service.speaker(session, number, speaker).identity
            now = centre.clock.now_ms()
            return integration, service.adopt(
                session, asker, integration, identity, told, centre.push.readers, now
            )

    integration, row = await asyncio.to_thread(write)
    taken = await centre.push.kept.take_in(integration, row)
    return AdoptedOut(
        device=views.device(row), replayed=taken.replayed, failed=taken.left, unreadable=taken.unreadable
    )


@router.delete(
    "/push-integrations/{number}/unregistered/{speaker}",
    status_code=204,
    summary="Forget one",
    responses=responses(403, 404, 415),
)
def forget(centre: CentreOf, asker: Editor, number: Number, speaker: Number) -> None:
    """It is no longer listed; when it is pushed for again it is listed anew."""
    with centre.database.write() as session:
        service.found(session, asker, number)
        found = service.speaker(session, number, speaker)
        before = {"identity": found.identity, "pushes": found.pushes}
        repository.forget_speakers(session, [speaker])
        audit.record(session, asker, "push-speaker.forget", f"push-speaker/{speaker}", before)


def _not_authentic() -> ApiError:
    return ApiError(401, "not-authentic", "未通过校验。", "This does not prove itself.")
