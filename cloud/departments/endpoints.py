"""What departments read, over HTTP; and what is shared with whom, for administrators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response
from sqlalchemy.orm import Session

from cloud.centre import Centre, CentreOf
from cloud.departments import service
from cloud.departments.profiles import FIELDS, NOUNS, PROFILES, SCHEMA
from cloud.departments.schemas import FieldOut, OfferOut, ProfileOut, SharedPage, ShareIn, ShareOut
from cloud.departments.tables import DepartmentShare
from cloud.duty.days import day_of
from cloud.errors import not_found, responses
from cloud.organisations.schemas import MAX_ID
from cloud.people.asker import Asker, Permission, needs
from cloud.vocabulary import LabelOut

router = APIRouter(prefix="/api/v1", tags=["departments"])

Department = Annotated[Asker, needs(Permission.READ_SHARED)]
Administrator = Annotated[Asker, needs(Permission.EDIT_PEOPLE, everywhere=True)]
AccountId = Annotated[int, Path(ge=1, le=MAX_ID)]
After = Annotated[int, Query(ge=0, le=MAX_ID, description="The `next` of the call before.")]
Limit = Annotated[int, Query(ge=1, le=1_000)]
_CHANGES = responses(403, 404, 409, 413, 415)


@router.get("/shared/hazards", summary="Hazards for another department", responses=responses())
def hazards(centre: CentreOf, asker: Department, after: After = 0, limit: Limit = 200) -> SharedPage:
    """Of your area and categories, with your fields; `fields` says what each means."""
    today = day_of(centre.clock.now_ms())

    def read(session: Session, share: DepartmentShare) -> list[dict[str, Any]]:
        return service.shared_hazards(session, asker, share, after=after, limit=limit + 1, today=today)

    return _page(centre, asker, "hazard", limit, read)


@router.get("/shared/inspections", summary="Inspections for another department", responses=responses())
def inspections(centre: CentreOf, asker: Department, after: After = 0, limit: Limit = 200) -> SharedPage:
    """Of your area and categories, with your fields; `fields` says what each means."""

    def read(session: Session, share: DepartmentShare) -> list[dict[str, Any]]:
        return service.shared_inspections(session, asker, share, after=after, limit=limit + 1)

    return _page(centre, asker, "inspection", limit, read)


@router.get("/shared/risk", summary="Fire risk for another department", responses=responses())
def risk(centre: CentreOf, asker: Department, after: After = 0, limit: Limit = 200) -> SharedPage:
    """Organisations of your area and categories that are scored, with your fields and no reasons."""

    def read(session: Session, share: DepartmentShare) -> list[dict[str, Any]]:
        return service.shared_risk(session, asker, share, after=after, limit=limit + 1)

    return _page(centre, asker, "risk", limit, read)


@router.get("/departments/offer", summary="What can be shared, and with whom", responses=responses(403))
def offer(asker: Administrator) -> OfferOut:
    """Fields and the usual profiles of departments."""
    return OfferOut(
        schema_version=SCHEMA,
        fields=[_field(name) for name in FIELDS],
        profiles=[
            ProfileOut(
                code=code,
                label=LabelOut(zh=row.zh, en=row.en),
                categories=list(row.categories),
                fields=list(row.fields),
            )
            for code, row in PROFILES.items()
        ],
    )


@router.get("/departments/{account_id}", summary="What an account may read", responses=responses(403, 404))
def shared_with(centre: CentreOf, asker: Administrator, account_id: AccountId) -> ShareOut:
    """Beside it the account's duty gives the area."""
    with centre.database.read() as session:
        row = session.get(DepartmentShare, account_id)
        if row is None:
            raise not_found("共享", "share", "path.account_id")
        return ShareOut.model_validate(row, from_attributes=True)


@router.put("/departments/{account_id}", summary="Share with an account", responses=_CHANGES)
def share(centre: CentreOf, asker: Administrator, account_id: AccountId, told: ShareIn) -> ShareOut:
    """It holds for all of the account's tokens at once."""
    with centre.database.write() as session:
        row = service.share(session, asker, account_id, told, centre.clock.now_ms())
        return ShareOut.model_validate(row, from_attributes=True)


@router.delete("/departments/{account_id}", status_code=204, summary="Share nothing more", responses=_CHANGES)
def take_back(centre: CentreOf, asker: Administrator, account_id: AccountId) -> Response:
    """At once."""
    with centre.database.write() as session:
        service.take_back(session, asker, account_id, centre.clock.now_ms())
    return Response(status_code=204)


def _page(
    centre: Centre,
    asker: Asker,
    noun: str,
    limit: int,
    read: Callable[[Session, DepartmentShare], list[dict[str, Any]]],
) -> SharedPage:
    with centre.database.read() as session:
        share = service.of(session, asker)
        rows = read(session, share)
        names = [name for name in FIELDS if name in share.fields and noun in FIELDS[name].nouns]
    return SharedPage(
        schema_version=SCHEMA,
        fields=[_field(name) for name in names],
        items=rows[:limit],
        next=rows[limit - 1]["id"] if len(rows) > limit else None,
    )


def _field(name: str) -> FieldOut:
    row = FIELDS[name]
    nouns = [noun for noun in NOUNS if noun in row.nouns]
    return FieldOut.model_validate({"name": name, "label": LabelOut(zh=row.zh, en=row.en), "of": nouns})
