"""Enrolment, certificates and revocation over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import PlainTextResponse

from cloud.access import repository as ledger
from cloud.centre import Centre, CentreOf
from cloud.enrolment import nonces, repository, views
from cloud.enrolment.authority import AuthorityFault
from cloud.enrolment.refusals import Refusals
from cloud.enrolment.schemas import (
    CertificateList,
    CertificateRow,
    CertificateState,
    Code,
    CodeList,
    CodeState,
    Enrolled,
    EnrolmentAsked,
    GatewayRevoked,
    MadeCode,
    NewCode,
    Nonce,
    Reason,
    RenewalAsked,
    ShutOutList,
)
from cloud.enrolment.service import Enrolment
from cloud.enrolment.tables import Certificate
from cloud.errors import not_found, responses
from cloud.people.asker import Asker, Permission, anybody, needs

router = APIRouter(prefix="/api/v1", tags=["enrolment"])

Viewer = Annotated[Asker, needs(Permission.VIEW)]
Enroller = Annotated[Asker, needs(Permission.ENROL)]
Revoker = Annotated[Asker, needs(Permission.REVOKE)]
CodeHolder = Annotated[Asker, anybody("the one-time code is the key to this door")]
KeyHolder = Annotated[Asker, anybody("the signature by the gateway's key is the key to this door")]
Anyone = Annotated[Asker, anybody("certificates and revocation lists are there for everybody to check")]

Serial = Annotated[str, Path(pattern=r"^[0-9a-f]{1,40}$")]
Limit = Annotated[int, Query(ge=1, le=500)]
Before = Annotated[int | None, Query(ge=1, le=2**53, description="Only ids below.")]
_DAY_MS = 86_400_000


@router.post(
    "/enrolment/codes",
    summary="Make a one-time code 注册码 for a gateway",
    status_code=201,
    responses=responses(401, 403, 404, 409, 413, 415),
)
def make_code(centre: CentreOf, asker: Enroller, asked: NewCode) -> MadeCode:
    """The code is shown in this answer and never again."""
    enrolment = _of(centre)
    with centre.database.write() as session:
        row, shown = enrolment.make_code(session, asker, asked)
        told = views.code(row, centre.clock.now_ms())
    return MadeCode(**told.model_dump(), code=shown, qr_text=enrolment.qr_text(shown))


@router.get("/enrolment/codes", summary="One-time codes, newest first", responses=responses(401, 403))
def codes(
    centre: CentreOf,
    asker: Enroller,
    state: CodeState | None = None,
    gateway: Annotated[str | None, Query(max_length=64)] = None,
    limit: Limit = 100,
    before: Before = None,
) -> CodeList:
    """Without the codes themselves."""
    now = centre.clock.now_ms()
    with centre.database.read() as session:
        rows, more = repository.codes(
            session, asker, now, state=state, gateway=gateway, before=before, limit=limit
        )
        return CodeList(items=[views.code(row, now) for row in rows], more=more)


@router.post(
    "/enrolment/codes/{id}/withdraw",
    summary="Withdraw a code that nobody has used",
    responses=responses(401, 403, 404, 409, 415),
)
def withdraw(centre: CentreOf, asker: Enroller, id: Annotated[int, Path(ge=1, le=2**53)]) -> Code:
    """Nobody may use it from now on."""
    enrolment = _of(centre)
    with centre.database.write() as session:
        return views.code(enrolment.withdraw(session, asker, id), centre.clock.now_ms())


@router.post(
    "/enrolment",
    summary="A gateway enrols: code and certificate request for a certificate",
    responses=responses(403, 404, 409, 413, 415, 429),
)
def enrol(centre: CentreOf, _: CodeHolder, request: Request, asked: EnrolmentAsked) -> Enrolled:
    """The same key may ask again with the same code and gets the same certificate."""
    enrolment = _of(centre)
    address = request.client.host if request.client is not None else ""
    row = enrolment.enrol(centre.database, asked.code, asked.request, address)
    with centre.database.read() as session:
        numbers = ledger.highest(session, row.gateway)
    return _told(enrolment, row, numbers)


@router.post("/enrolment/nonce", summary="A nonce for a renewal", responses=responses(415))
def nonce(centre: CentreOf, _: KeyHolder) -> Nonce:
    """Nothing is kept of it here."""
    return Nonce(nonce=_of(centre).nonce(), lives_ms=nonces.LIFE_MS)


@router.post(
    "/enrolment/renew",
    summary="A gateway renews its certificate with its present key",
    responses=responses(403, 404, 409, 413, 415),
)
def renew(centre: CentreOf, _: KeyHolder, asked: RenewalAsked) -> Enrolled:
    """The present certificate stays good to its end."""
    enrolment = _of(centre)
    row = enrolment.renew(centre.database, asked.serial, asked.request, asked.nonce, asked.signature)
    return _told(enrolment, row, {})


@router.get(
    "/ca.pem",
    summary="Whom gateways and brokers are to believe",
    response_class=PlainTextResponse,
    responses=responses(),
)
def trusted(centre: CentreOf, _: Anyone) -> PlainTextResponse:
    """PEM."""
    try:
        return _pem(_of(centre).authority.trusted_pem())
    except AuthorityFault as fault:
        raise Refusals.authority(str(fault)) from fault


@router.get(
    "/crl.pem",
    summary="The revocation list",
    response_class=PlainTextResponse,
    responses=responses(404),
)
def revocation_list(centre: CentreOf, _: Anyone) -> PlainTextResponse:
    """PEM. 404 where another authority publishes its own."""
    with centre.database.read() as session:
        text = _of(centre).published_list(session)
    if text is None:
        raise not_found("吊销列表", "revocation list; the external authority publishes its own", "path")
    return _pem(text)


@router.get("/certificates", summary="Gateways' certificates, newest first", responses=responses(401, 403))
def certificates(
    centre: CentreOf,
    asker: Viewer,
    state: CertificateState | None = None,
    area: Annotated[
        str | None, Query(pattern=r"^[0-9]{2,6}$", description="A prefix of the administrative code.")
    ] = None,
    gateway: Annotated[str | None, Query(max_length=64)] = None,
    ends_within_days: Annotated[int | None, Query(ge=0, le=3650)] = None,
    limit: Limit = 100,
    before: Before = None,
) -> CertificateList:
    """Within the asker's scope. `state=current&ends_within_days=30`: those about to end."""
    enrolment, now = _of(centre), centre.clock.now_ms()
    with centre.database.read() as session:
        rows, more = repository.certificates(
            session,
            asker,
            now,
            state=state,
            area=area,
            gateway=gateway,
            ends_before=None if ends_within_days is None else now + ends_within_days * _DAY_MS,
            before=before,
            limit=limit,
        )
        return CertificateList(items=[views.certificate(enrolment, row, now) for row in rows], more=more)


@router.get("/certificates/{serial}", summary="One certificate", responses=responses(401, 403, 404))
def certificate(centre: CentreOf, asker: Viewer, serial: Serial) -> CertificateRow:
    """By its serial number."""
    with centre.database.read() as session:
        row = repository.seen_by_serial(session, asker, serial)
        if row is None:
            raise not_found("证书", "certificate", "path.serial")
        return views.certificate(_of(centre), row, centre.clock.now_ms())


@router.post(
    "/certificates/{serial}/revoke",
    summary="Revoke 吊销 one certificate",
    responses=responses(401, 403, 404, 413, 415),
)
def revoke_certificate(centre: CentreOf, asker: Revoker, serial: Serial, why: Reason) -> CertificateRow:
    """Within a minute no broker believes it, and open connections end."""
    enrolment = _of(centre)
    with centre.database.write() as session:
        row = enrolment.revoke_certificate(session, asker, serial, why.reason)
        told = views.certificate(enrolment, row, centre.clock.now_ms())
    centre.brokers.policy_changed()
    return told


@router.post(
    "/gateways/{gateway}/revoke",
    summary="Shut a gateway out 吊销网关: certificates, passwords, open codes",
    responses=responses(401, 403, 404, 413, 415),
)
def revoke_gateway(
    centre: CentreOf, asker: Revoker, gateway: Annotated[str, Path(max_length=64)], why: Reason
) -> GatewayRevoked:
    """Its messages are quarantined from now on, by whatever broker they come; a fresh code lets it in."""
    enrolment = _of(centre)
    with centre.database.write() as session:
        certificates, codes = enrolment.revoke_gateway(session, asker, gateway, why.reason)
        told = GatewayRevoked(
            gateway=gateway,
            certificates=[row.serial for row in certificates],
            codes=[row.id for row in codes],
        )
    centre.brokers.policy_changed()
    return told


@router.get("/revoked-gateways", summary="Gateways that are shut out", responses=responses(401, 403))
def revoked_gateways(
    centre: CentreOf,
    asker: Viewer,
    limit: Limit = 100,
    after: Annotated[str, Query(max_length=64)] = "",
    gateway: Annotated[str | None, Query(max_length=64, description="Only this one.")] = None,
) -> ShutOutList:
    """By name, behind `after`."""
    with centre.database.read() as session:
        rows, more = repository.seen_shut_out(session, asker, after, limit, gateway)
        return ShutOutList(items=[views.shut_out(row) for row in rows], more=more)


def _of(centre: Centre) -> Enrolment:
    if centre.enrolment is None:
        raise Refusals.not_set_up()
    return centre.enrolment


def _told(enrolment: Enrolment, row: Certificate, numbers: dict[str, int]) -> Enrolled:
    try:
        return views.enrolled(enrolment, row, numbers)
    except AuthorityFault as fault:
        raise Refusals.authority(str(fault)) from fault


def _pem(text: str) -> PlainTextResponse:
    return PlainTextResponse(text, media_type="application/x-pem-file")
