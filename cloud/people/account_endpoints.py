"""Accounts, grants and duties over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query

from cloud.centre import Centre, CentreOf
from cloud.errors import ApiError, responses
from cloud.people import passwords, repository, secret_text, service, views
from cloud.people.asker import Asker, Permission, in_person, needs
from cloud.people.duties import DUTIES
from cloud.people.schemas import (
    AccountChange,
    AccountIn,
    AccountList,
    AccountMade,
    AccountOut,
    Done,
    DutyList,
    DutyOut,
    FirstPassword,
    GrantIn,
)
from cloud.vocabulary import LabelOut

router = APIRouter(prefix="/api/v1", tags=["people"])

AccountId = Annotated[int, Path(ge=1, le=2**53)]
Administrator = Annotated[Asker, needs(Permission.EDIT_PEOPLE, everywhere=True)]


@router.get("/duties", summary="Duties and what each may do", responses=responses())
def duties(asker: Annotated[Asker, in_person()]) -> DutyList:
    """The table by which permissions are decided."""
    del asker
    return DutyList(
        items=[
            DutyOut(
                duty=duty,
                name=LabelOut(zh=entry.zh, en=entry.en),
                permissions=sorted(entry.permissions),
                whole_region=entry.whole_region,
            )
            for duty, entry in DUTIES.items()
        ]
    )


@router.get("/accounts", summary="Accounts with their grants", responses=responses())
def accounts(
    centre: CentreOf,
    asker: Administrator,
    search: Annotated[str | None, Query(max_length=64, description="Part of a login or name.")] = None,
    after: Annotated[int, Query(ge=0, le=2**53)] = 0,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> AccountList:
    """In the order in which they were made."""
    del asker
    with centre.database.read() as session:
        rows = repository.accounts(session, search, after, limit + 1)
        held = repository.grants(session, [row.id for row in rows])
        return AccountList(
            items=[
                views.account(row, [grant for grant in held if grant.account_id == row.id])
                for row in rows[:limit]
            ],
            more=len(rows) > limit,
        )


@router.post("/accounts", summary="Make an account", status_code=201, responses=responses(404, 409, 413, 415))
def make_account(centre: CentreOf, asker: Administrator, sent: AccountIn) -> AccountMade:
    """The first password, if one is made, is in the answer and nowhere else."""
    identity = None
    if sent.oidc_subject is not None:
        if centre.settings.people.oidc is None:
            raise ApiError(
                422,
                "no-provider",
                "未配置统一身份认证(people.oidc)。",
                "No OIDC provider is configured (people.oidc).",
                "body.oidc_subject",
            )
        identity = (centre.settings.people.oidc.issuer, sent.oidc_subject)
    first = secret_text.first_password() if sent.password else None
    kept = _kept(first) if first is not None else None
    with centre.database.write() as session:
        row = service.new_account(
            session,
            asker,
            sent.login,
            sent.name,
            now=centre.clock.now_ms(),
            password_hash=kept,
            identity=identity,
        )
        return AccountMade(**views.account(row, []).model_dump(), first_password=first)


@router.get("/accounts/{id}", summary="One account", responses=responses(404))
def account(centre: CentreOf, asker: Administrator, id: AccountId) -> AccountOut:
    """With its grants."""
    del asker
    return _account(centre, id)


@router.patch(
    "/accounts/{id}",
    summary="Rename, disable or enable an account",
    responses=responses(404, 409, 413, 415),
)
def change_account(centre: CentreOf, asker: Administrator, id: AccountId, sent: AccountChange) -> AccountOut:
    """Disabling ends every session and silences every token at once."""
    with centre.database.write() as session:
        service.change_account(
            session, asker, id, name=sent.name, disabled=sent.disabled, now=centre.clock.now_ms()
        )
    return _account(centre, id)


@router.post(
    "/accounts/{id}/password",
    summary="Give an account a new first password",
    responses=responses(404, 409, 413, 415),
)
def reset_password(centre: CentreOf, asker: Administrator, id: AccountId) -> FirstPassword:
    """For whoever has forgotten theirs; ends their sessions."""
    first = secret_text.first_password()
    kept = _kept(first)
    with centre.database.write() as session:
        service.set_password(session, asker, id, kept, must_change=True, now=centre.clock.now_ms())
    return FirstPassword(first_password=first)


@router.post(
    "/accounts/{id}/grants",
    summary="Give a duty within a scope",
    status_code=201,
    responses=responses(404, 409, 413, 415),
)
def give(centre: CentreOf, asker: Administrator, id: AccountId, sent: GrantIn) -> AccountOut:
    """It holds from the next request on."""
    with centre.database.write() as session:
        service.give(
            session,
            asker,
            id,
            sent.duty,
            sent.areas,
            sent.organisations,
            valid_until=sent.valid_until,
            now=centre.clock.now_ms(),
        )
    return _account(centre, id)


@router.delete(
    "/accounts/{id}/grants/{grant_id}", summary="Take a duty back", responses=responses(404, 409, 415)
)
def take(
    centre: CentreOf, asker: Administrator, id: AccountId, grant_id: Annotated[int, Path(ge=1, le=2**53)]
) -> Done:
    """It ends with the next request."""
    with centre.database.write() as session:
        service.take(session, asker, id, grant_id, now=centre.clock.now_ms())
    return Done()


def _account(centre: Centre, account_id: int) -> AccountOut:
    with centre.database.read() as session:
        row = service.account(session, account_id)
        return views.account(row, repository.grants(session, [row.id]))


def _kept(password: str) -> str:
    try:
        return passwords.kept(password)
    except passwords.Busy:
        raise ApiError(
            503, "busy", "系统繁忙,请稍后重试。", "Too busy at this moment. Try again.", retry_after_s=2
        ) from None
