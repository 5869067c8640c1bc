"""Links over HTTP: given out by the control room, used by who is on site."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from cloud.alarms.endpoints import AlarmId, person
from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.link_keys import link_key
from cloud.people.asker import Asker, Permission, anybody, needs
from cloud.verification_links import service, signing, views
from cloud.verification_links.schemas import LinkIn, LinkOut, SiteVerdict, SiteView, TokenIn

router = APIRouter(prefix="/api/v1", tags=["verification"])

Handler = Annotated[Asker, needs(Permission.HANDLE_ALARMS)]
OnSite = Annotated[Asker, anybody("the signed link is the key to this door")]


@router.post(
    "/alarms/{id}/verification-links",
    status_code=201,
    summary="Give a person on site a link 现场核实链接",
    responses=responses(403, 404, 409, 413, 415),
)
def give(centre: CentreOf, asker: Handler, id: AlarmId, told: LinkIn) -> LinkOut:
    """One verdict on this one alarm, without a login, until it ends."""
    by, key = person(asker, told.by), link_key(centre, "verification links")
    bound = centre.settings.alarms.link_minutes
    with centre.database.write() as session:
        row = service.give(
            session,
            asker,
            id,
            person=told.person,
            minutes=min(told.minutes, bound),
            by=by,
            now=centre.clock.now_ms(),
        )
        token = signing.sign(key, row.id, row.expires_at)
        return views.link(row, token, centre.settings.alarms.link_url)


@router.post(
    "/verification/look", summary="The alarm that a link opens", responses=responses(404, 410, 413, 415)
)
def look(centre: CentreOf, asker: OnSite, told: TokenIn) -> SiteView:
    """Looking uses nothing up."""
    key = link_key(centre, "verification links")
    with centre.database.read() as session:
        return views.site_view(*service.opened(session, key, told.token, centre.clock.now_ms()))


@router.post(
    "/verification/verdict",
    summary="Say what it is; once",
    responses=responses(404, 409, 410, 413, 415),
)
def verdict(centre: CentreOf, asker: OnSite, told: SiteVerdict) -> SiteView:
    """Real, false with its cause, or a test."""
    key, now = link_key(centre, "verification links"), centre.clock.now_ms()
    with centre.database.write() as session:
        row, alarm = service.opened(session, key, told.token, now, for_update=True)
        service.judge(
            session,
            row,
            alarm,
            outcome=told.outcome,
            cause=told.cause,
            note=told.note,
            version=told.version,
            now=now,
        )
        session.flush()
        return views.site_view(row, alarm)
