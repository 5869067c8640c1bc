"""Supervision over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import CentreOf
from cloud.errors import responses
from cloud.organisations.names import names
from cloud.people.asker import Asker, Permission, needs
from cloud.supervision import organisation_links, service
from cloud.supervision.schemas import LimitIn, LimitOut, SilentOrganisationList, SilentOrganisationOut

router = APIRouter(prefix="/api/v1/supervision", tags=["supervision"])

Organisation = Annotated[int, Path(ge=1, le=2**53)]
EditorOf = Annotated[Asker, needs(Permission.EDIT_REGISTRY)]


@router.get(
    "/silent-organisations", summary="Organisations of which nobody is heard", responses=responses(403)
)
def silent_organisations(
    centre: CentreOf,
    asker: Annotated[Asker, needs(Permission.VIEW)],
    area: Annotated[str | None, Query(pattern=r"^[1-9][0-9]{1,5}$")] = None,
    after: Annotated[int, Query(ge=0, le=2**53, description="The last id of the page before.")] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> SilentOrganisationList:
    """Past their own limits, or all of their gateways past theirs; the first that is heard ends it."""
    with centre.database.read() as session:
        rows = organisation_links.silent_organisations(session, asker, area, after, limit + 1)
        called = names(session, asker, (row.organisation_id for row in rows))
        return SilentOrganisationList(
            items=[
                SilentOrganisationOut(
                    organisation_id=row.organisation_id,
                    name=called.get(row.organisation_id, ""),
                    area=row.area,
                    silent_since=row.silent_since,
                    gateways=row.gateways,
                )
                for row in rows[:limit]
            ],
            more=len(rows) > limit,
        )


@router.get(
    "/organisations/{organisation}/limit",
    summary="How long an organisation may be silent",
    responses=responses(403, 404),
)
def limit(
    centre: CentreOf, asker: Annotated[Asker, needs(Permission.VIEW)], organisation: Organisation
) -> LimitOut:
    """Its own limit, or that of the settings."""
    with centre.database.read() as session:
        return service.limit(session, asker, organisation, centre.settings.supervision)


@router.put(
    "/organisations/{organisation}/limit",
    summary="Give it a limit of its own",
    responses=responses(403, 404, 413, 415),
)
def change_limit(centre: CentreOf, asker: EditorOf, organisation: Organisation, told: LimitIn) -> LimitOut:
    """Heeded at the next look, within seconds."""
    with centre.database.write() as session:
        service.change_limit(session, asker, organisation, told)
        return service.limit(session, asker, organisation, centre.settings.supervision)


@router.delete(
    "/organisations/{organisation}/limit",
    summary="Back to the limit of the settings",
    responses=responses(403, 404, 415),
)
def remove_limit(centre: CentreOf, asker: EditorOf, organisation: Organisation) -> LimitOut:
    """Its own limit is forgotten."""
    with centre.database.write() as session:
        service.change_limit(session, asker, organisation, None)
        return service.limit(session, asker, organisation, centre.settings.supervision)
